"""Settings of the room `calibration`."""

from pydantic import Field

from vigil.base.settings import Settings


class CalibrationSettings(Settings):
    """Which lane lines tell how a camera sits, and how far one frame of them is believed."""

    min_speed_mps: float = Field(
        default=8.0,
        ge=0.0,
        le=40.0,
        description="below, where the speed is known, cars turn and queue, and one view of a"
        " standing road would count many times",
    )
    max_yaw_rate_radps: float = Field(
        default=0.05,
        gt=0.0,
        le=1.0,
        description="above, where it is known, the car corners: it rolls and crosses lanes;"
        " 25 m/s on a radius of 500 m",
    )
    max_curvature_pm: float = Field(
        default=0.002,
        gt=0.0,
        le=0.02,
        description="roads bent more than a radius of 500 m teach nothing: fitted curvature and"
        " yaw are hard to tell apart",
    )
    curvature_sd_pm: float = Field(
        default=0.001,
        gt=0.0,
        le=0.02,
        description="curvature of a road before it is seen: most of a motorway is wider than 1 km",
    )
    min_probability: float = Field(
        default=0.5, ge=0.0, le=1.0, description="lines less likely than not are left out"
    )
    min_points: int = Field(default=5, ge=3, le=1000, description="two for a line, three to check")
    min_reach_ratio: float = Field(
        default=1.8,
        gt=1.0,
        le=20.0,
        description="a line is seen at least so many times as far as near: its direction in the"
        " picture needs a base",
    )
    max_reach_m: float = Field(
        default=50.0,
        gt=5.0,
        le=200.0,
        description="paint further away is left out: a crest or curve of the road tells there",
    )
    paint_sd_px: float = Field(
        default=2.0,
        gt=0.0,
        le=20.0,
        description="error of one point of paint: a network's cell of 2 px, scaled to the picture",
    )
    independent_points: float = Field(
        default=4.0,
        ge=2.0,
        le=100.0,
        description="what one line is worth, however many points it has: neighbours err alike",
    )
    max_angle_rad: float = Field(
        default=0.26,
        gt=0.0,
        le=0.8,
        description="a vanishing point further than 15 degrees from the configured one is none",
    )
    pitching_sd_rad: float = Field(
        default=0.004,
        gt=0.0,
        le=0.05,
        description="pitch of a car on its springs about the mean: 0.2 degrees on a motorway,"
        " before it is seen",
    )
    pitching_s: float = Field(
        default=1.0, gt=0.01, le=60.0, description="how long one swing lasts: body modes 1-1.5 Hz"
    )
    wandering_sd_rad: float = Field(
        default=0.009,
        gt=0.0,
        le=0.1,
        description="heading of a car in its lane about the mean: 0.5 degrees, before it is seen",
    )
    wandering_s: float = Field(
        default=5.0,
        gt=0.01,
        le=60.0,
        description="how long a driver takes across the lane's play",
    )
    drift_rad_per_sqrt_s: float = Field(
        default=2e-5,
        ge=0.0,
        le=1e-2,
        description="how far a mounting and the load of the car wander: 0.07 degrees an hour",
    )
    evidence_s: float = Field(
        default=3.0,
        gt=0.0,
        le=600.0,
        description="lanes seen for so long replace the configured angles: three swings",
    )
    lane_width_m: float = Field(
        default=3.6,
        ge=2.5,
        le=5.0,
        description="3.7 m in the US (AASHTO), 3.5 to 3.75 m on European motorways",
    )
    lane_width_sd_m: float = Field(
        default=0.25,
        gt=0.01,
        le=2.0,
        description="spread of built widths; it is one road, so more frames do not average it out",
    )

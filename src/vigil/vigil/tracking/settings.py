"""Every number of tracking: section `tracking`."""

from pydantic import Field

from vigil.base.settings import Settings
from vigil.tracking.sizes import Sizes


class Association(Settings):
    """Who is who: two stages over boxes, after ByteTrack (Zhang et al. 2022)."""

    high_score: float = Field(
        default=0.4, ge=0.0, le=1.0, description="first stage and births; lower finds more ghosts"
    )
    low_score: float = Field(
        default=0.1, ge=0.0, le=1.0, description="second stage only: keeps half-hidden things"
    )
    min_similarity: float = Field(
        default=0.2, ge=0.0, le=1.0, description="of boxes; lower follows fast things, swaps more"
    )
    min_similarity_low: float = Field(
        default=0.3, ge=0.0, le=1.0, description="the same in the second stage: doubtful boxes"
    )
    buffer: float = Field(
        default=1.0, ge=0.0, le=5.0, description="boxes grow by this many sd of their place"
    )
    most_buffer: float = Field(
        default=0.7, ge=0.0, le=2.0, description="but not by more of their size, on each side"
    )
    place_weight: float = Field(
        default=0.5, ge=0.0, le=1.0, description="of the place on the road beside the overlap"
    )
    place_scale: float = Field(
        default=8.0, ge=0.1, le=100.0, description="squared distance in that place, 4 measures"
    )
    gate_sd: float = Field(
        default=10.0, ge=1.0, le=20.0, description="motion gate, Mahalanobis distance of 4 edges"
    )
    other_camera_gate_sd: float = Field(
        default=3.0, ge=1.0, le=20.0, description="bearing, height, foot: hand-over of cameras"
    )
    memory_s: float = Field(
        default=2.0, ge=0.0, le=10.0, description="a box not seen for longer is not extrapolated"
    )
    stale_s: float = Field(
        default=1.0, ge=0.05, le=1000.0, description="who was seen just now goes before who was not"
    )
    score_power: float = Field(
        default=1.0, ge=0.0, le=4.0, description="good boxes go before doubtful ones (ByteTrack)"
    )
    velocity_sd: float = Field(
        default=2.0, ge=0.01, le=20.0, description="first speed of a box, in its heights per s"
    )
    acceleration_sd: float = Field(
        default=8.0, ge=0.01, le=50.0, description="of a box, in its heights per s²"
    )
    edge_noise: float = Field(
        default=0.05,
        ge=0.001,
        le=0.5,
        description="of a measured edge, in heights (ByteTrack 1/20)",
    )


class Life(Settings):
    """Birth and death, in seconds: a lost frame must change nothing."""

    birth_score: float = Field(
        default=0.5, ge=0.0, le=1.0, description="least score of a first sighting"
    )
    instant_score: float = Field(
        default=0.85, ge=0.0, le=1.0, description="such a thing is shown at first sight"
    )
    confirm_sightings: int = Field(
        default=2, ge=1, le=20, description="others need as many sightings"
    )
    max_unseen_s: float = Field(default=1.2, ge=0.0, le=10.0, description="then it is forgotten")
    max_unseen_new_s: float = Field(
        default=0.3, ge=0.0, le=10.0, description="the same before it was confirmed"
    )
    shown_unseen_s: float = Field(
        default=0.8, ge=0.0, le=10.0, description="carried on in the scene; later only remembered"
    )
    miss_rate_ps: float = Field(
        default=3.0, ge=0.0, le=50.0, description="log-odds of existence lost a second unseen"
    )
    max_gap_s: float = Field(
        default=1.0, ge=0.1, le=10.0, description="a longer gap in time starts afresh"
    )


class RangeFilter(Settings):
    """Where on the road, how fast: noise of the motion and of what measures it."""

    acceleration_sd_mps2: float = Field(
        default=2.5, ge=0.1, le=10.0, description="of a road user; 3 m/s² is firm braking"
    )
    acceleration_memory_s: float = Field(
        default=1.5, ge=0.1, le=10.0, description="how long it holds an acceleration"
    )
    lateral_noise_mps2: float = Field(
        default=1.2, ge=0.01, le=10.0, description="white sideways acceleration in one second"
    )
    forward_noise_mps2: float = Field(
        default=0.8, ge=0.0, le=10.0, description="white acceleration beside the one it holds"
    )
    first_speed_sd_mps: float = Field(
        default=18.0, ge=1.0, le=50.0, description="relative speed of a thing just seen"
    )
    pitching_sd_rad: float = Field(
        default=0.004, ge=1e-4, le=0.05, description="of the car on its springs; KITTI 0.003-0.007"
    )
    fleet_sd: float = Field(
        default=0.03, ge=1e-4, le=0.5, description="cars here are taller, boxes looser, logarithm"
    )
    pitching_memory_s: float = Field(
        default=0.7, ge=0.05, le=10.0, description="body modes of 1 to 1.5 Hz; seen on KITTI"
    )
    grade_sd_rad: float = Field(
        default=0.003, ge=0.0, le=0.05, description="the road ahead bends up or down"
    )
    grade_memory_s: float = Field(
        default=3.0, ge=0.5, le=300.0, description="a vertical curve of 60 m at 20 m/s"
    )
    slope_sd_rad: float = Field(
        default=0.003, ge=0.0, le=0.05, description="foot of one object alone, KITTI beyond 20 m"
    )
    unevenness_m: float = Field(
        default=0.1, ge=0.0, le=0.5, description="height of its foot alone, KITTI within 20 m"
    )
    crossfall_rad: float = Field(
        default=0.02, ge=0.0, le=0.1, description="roads are crowned by 2-2.5 %, cars roll in turns"
    )
    slope_memory_s: float = Field(
        default=5.0, ge=0.1, le=60.0, description="how long both last: 1 to 4 s on KITTI"
    )
    width_noise: float = Field(
        default=0.05, ge=0.0, le=1.0, description="of the face of a vehicle, per sqrt(s)"
    )
    turning_noise: float = Field(
        default=0.6, ge=0.0, le=3.0, description="of the outline of a thing that shows its side"
    )
    height_noise: float = Field(
        default=0.002, ge=0.0, le=1.0, description="box edges drift on the body, per sqrt(s)"
    )
    edge_white: float = Field(
        default=0.6,
        ge=0.05,
        le=1.0,
        description="share of an edge's error that is new in each frame; YOLOX: 0.2 to 0.3, but"
        " speeds of KITTI and of the simulated road are best at 0.6: less trusts growth too little",
    )
    edge_memory_s: float = Field(
        default=3.0, ge=0.1, le=60.0, description="how long the rest of it stays, YOLOX"
    )
    edge_growth: float = Field(
        default=0.035, ge=0.001, le=10.0, description="or over how much growth (logarithm), YOLOX"
    )
    edge_floor_px: float = Field(
        default=0.7, ge=0.1, le=10.0, description="no detector is surer of an edge"
    )
    outlier_sd: float = Field(
        default=2.0, ge=1.0, le=10.0, description="beyond it a measurement counts less (Huber)"
    )
    speed_known_sd: float = Field(
        default=0.15, ge=0.01, le=1.0, description="1/s: surer than this of the growth: not NEW"
    )
    speed_known_sd_mps: float = Field(
        default=2.5,
        ge=0.1,
        le=20.0,
        description="or surer than this of its speed: near things grow fast and doubtfully",
    )
    standing_sd_mps: float = Field(
        default=0.5, ge=0.01, le=5.0, description="what stands closes at our speed, to this"
    )
    standing_gate_sd: float = Field(
        default=1.0, ge=0.1, le=5.0, description="what agrees with standing is taken to stand"
    )
    standing_doubt_mps: float = Field(
        default=2.0, ge=0.1, le=20.0, description="whose speed is less sure may do anything"
    )
    standing_least_mps: float = Field(
        default=5.0, ge=0.5, le=30.0, description="slower, standing and walking look alike"
    )


class Lanes(Settings):
    """Lines of the road, fused over cameras and time."""

    same_line_m: float = Field(
        default=0.9, ge=0.1, le=2.0, description="half a narrow lane less the width of its paint"
    )
    max_unseen_s: float = Field(default=0.8, ge=0.0, le=5.0, description="kept through gaps")
    min_probability: float = Field(default=0.3, ge=0.0, le=1.0, description="others are no lines")
    lane_width_m: float = Field(
        default=3.5, ge=2.0, le=5.0, description="where none is seen; 3.7 on a US highway"
    )
    lane_width_sd_m: float = Field(
        default=0.3, ge=0.01, le=2.0, description="2.75 to 3.75 m are usual"
    )
    offset_noise_m: float = Field(
        default=0.3, ge=0.0, le=5.0, description="of c0 per sqrt(s): our own weaving"
    )
    angle_noise: float = Field(default=0.03, ge=0.0, le=1.0, description="of c1 per sqrt(s)")
    curvature_noise_pm: float = Field(
        default=0.001, ge=0.0, le=0.1, description="of c2 per sqrt(s): clothoids"
    )
    change_noise_pm2: float = Field(default=1e-5, ge=0.0, le=0.01, description="of c3 per sqrt(s)")
    trust_path_m: float = Field(
        default=15.0, ge=1.0, le=100.0, description="a lane seen less far gives no path"
    )


class Placing(Settings):
    """Which lane, how it moves, where it goes."""

    moving_mps: float = Field(
        default=1.2, ge=0.1, le=5.0, description="slower than a walker counts as standing"
    )
    change_offset_m: float = Field(
        default=0.375, ge=0.0, le=2.0, description="off its lane's middle, UN R157 cut-in"
    )
    change_speed_mps: float = Field(
        default=0.3, ge=0.0, le=3.0, description="slowest lane change of UN R157's sweep is 0.5"
    )
    change_horizon_s: float = Field(
        default=2.5, ge=0.1, le=6.0, description="the line is crossed within this time"
    )
    lateral_memory_s: float = Field(
        default=1.5, ge=0.1, le=10.0, description="how long a sideways speed lasts"
    )
    yaw_rate_sd_radps: float = Field(
        default=0.005, ge=1e-5, le=0.5, description="a gyroscope of a stability control"
    )
    steering_sd_rad: float = Field(
        default=0.05, ge=1e-4, le=1.0, description="of the wheel: play, side slip, bank"
    )
    straight_sd_pm: float = Field(
        default=0.003, ge=1e-5, le=0.1, description="curvature of roads, where nothing is known"
    )
    least_speed_mps: float = Field(
        default=2.0, ge=0.1, le=10.0, description="slower, a yaw rate gives no curvature"
    )


class TrackingSettings(Settings):
    """Section `tracking`."""

    association: Association = Association()
    life: Life = Life()
    range: RangeFilter = RangeFilter()
    sizes: Sizes = Sizes()
    lanes: Lanes = Lanes()
    placing: Placing = Placing()

"""How an image detector errs: section `noise`.

What was fitted has no default here: it stands in config/noise.yaml with its source, how many it
rests on and its interval.  Bounds that are called floors hold whatever a fit says.
"""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, model_validator

from vigil.base.records import ObjectClass
from vigil.base.settings import Configuration, Settings
from vigil.geometry.camera_model import Floats

FLOOR_M = (30.0, 60.0)
FLOOR_SD = (0.05, 0.08)
"""No detector is surer of a range: share of it, at `FLOOR_M`; in between and beyond, a line."""
FLOOR_MEMORY_S = 0.5
"""No error of a range or of a place fades faster."""
FLOOR_GHOST_S = 0.5
FLOOR_LATENCY_S = 0.1
SECTION = "noise"


class RangeErrors(Settings):
    """Error of an object's range: it moves foot, height and width together, as one range."""

    floor_30m: float = Field(
        default=FLOOR_SD[0], ge=0.0, le=0.5, description="least sd at 30 m, share of the range"
    )
    floor_60m: float = Field(default=FLOOR_SD[1], ge=0.0, le=0.5, description="the same at 60 m")
    height_sd_px: float = Field(gt=0.0, le=20.0, description="of the height of a small box")
    height_sd_share: float = Field(ge=0.0, le=0.3, description="of a box's height, in square")
    memory_s: float = Field(
        ge=FLOOR_MEMORY_S, le=30.0, description="of the error while its picture stays, AR(1)"
    )
    growth: float = Field(
        ge=0.001,
        le=10.0,
        description="or over how much growth of its picture, a logarithm, down to the floor",
    )

    def renewed_ps(self, growth_ps: Floats) -> Floats:
        """Return how fast errors (N,) are renewed by growth, beside their memory."""
        most_ps = 1.0 / FLOOR_MEMORY_S - 1.0 / self.memory_s
        return np.asarray(np.minimum(np.abs(growth_ps) / self.growth, most_ps))

    @model_validator(mode="after")
    def _above_the_floors(self) -> Any:
        for at_m, least, said in zip(
            FLOOR_M, FLOOR_SD, (self.floor_30m, self.floor_60m), strict=True
        ):
            if said < least:
                raise ValueError(
                    f"a range error of {said:.1%} at {at_m:.0f} m is below the floor of"
                    f" {least:.0%} that holds whatever a fit says"
                )
        return self


class Pitching(Settings):
    """Our body on its springs: it moves the feet of all objects and opens all lines alike."""

    sd_rad: float = Field(ge=0.0, le=0.05, description="slow part: load, slope, brakes")
    memory_s: float = Field(ge=FLOOR_MEMORY_S, le=30.0, description="of the slow part, AR(1)")
    bounce_sd_rad: float = Field(ge=0.0, le=0.05, description="of the body's own swing")
    bounce_hz: float = Field(
        default=1.5, ge=0.5, le=5.0, description="body modes of passenger cars: 1 to 1.5 Hz"
    )
    bounce_memory_s: float = Field(
        default=0.4, ge=0.05, le=5.0, description="a damping of 0.27 at 1.5 Hz: usual dampers"
    )


class EdgeErrors(Settings):
    """Errors of a box beside its range, in units of what a card says of an edge."""

    sd_px: float = Field(gt=0.0, le=20.0, description="the unit: of an edge of a small box")
    sd_share: float = Field(ge=0.0, le=0.3, description="the unit: of a box's height, in square")
    side: float = Field(ge=0.0, le=5.0, description="of the middle across, it stays")
    width: float = Field(ge=0.0, le=5.0, description="of the width, it stays")
    memory_s: float = Field(ge=FLOOR_MEMORY_S, le=30.0, description="of both, AR(1)")
    white: float = Field(ge=0.0, le=5.0, description="of each edge, new in each frame")
    hidden: float = Field(
        ge=1.0, le=10.0, description="times as much where a nearer thing hides a part"
    )


class Misses(Settings):
    """What is not seen: runs of misses, a two-state Markov process for each object and camera."""

    heights_px: tuple[float, ...] = Field(
        min_length=2, description="height of boxes that shares and scores are given for"
    )
    vehicles: tuple[float, ...] = Field(description="share of vehicles not found")
    people: tuple[float, ...] = Field(description="share of people and cycles not found")
    scores: tuple[float, ...] = Field(description="median score of what is found, logit")
    score_sd: float = Field(ge=0.0, le=5.0, description="of the score, logit")
    score_memory_s: float = Field(ge=0.05, le=30.0, description="of a score, AR(1)")
    score_hidden: float = Field(ge=0.0, le=5.0, description="logit lost where half of it is hidden")
    visible: tuple[float, ...] = Field(
        min_length=2, description="visible share that `hidden` is given for"
    )
    hidden: tuple[float, ...] = Field(description="share not found for that reason alone")
    least_visible: float = Field(
        default=0.3, ge=0.0, le=1.0, description="of its box; what shows less is not seen"
    )
    least_inside: float = Field(
        default=0.15, ge=0.0, le=1.0, description="of its box inside the picture; the same"
    )
    burst_s: float = Field(ge=0.05, le=5.0, description="how long a run of misses lasts, mean")
    light: Mapping[str, tuple[float, float]] = Field(
        description="by light: vehicles, and people, are found like such of this share of height"
    )
    weather: Mapping[str, tuple[float, float]] = Field(description="the same by weather")

    @model_validator(mode="after")
    def _as_long_as(self) -> Any:
        for name, like in (
            ("vehicles", "heights_px"),
            ("people", "heights_px"),
            ("scores", "heights_px"),
            ("hidden", "visible"),
        ):
            if len(getattr(self, name)) != len(getattr(self, like)):
                raise ValueError(f"{name} and {like} must be of one length")
        return self


class Ghosts(Settings):
    """Boxes of nothing: each lives a while, on the road or along with us (a reflection)."""

    per_100_s: float = Field(ge=0.0, le=1000.0, description="how many begin, each camera")
    least_life_s: float = Field(
        default=FLOOR_GHOST_S, ge=FLOOR_GHOST_S, le=10.0, description="floor 0.5 s"
    )
    mean_life_s: float = Field(ge=FLOOR_GHOST_S, le=30.0, description="exponential beyond that")
    score: float = Field(ge=0.0, le=1.0, description="least score")
    score_excess: float = Field(ge=0.0, le=1.0, description="mean score beyond it, exponential")
    standing: float = Field(
        ge=0.0, le=1.0, description="share that stands on the road; others go with us"
    )
    people: float = Field(ge=0.0, le=1.0, description="share taken for people: posts, signs")
    ahead_m: tuple[float, float] = Field(description="where they begin, even in 1/x")
    side_sd_m: float = Field(gt=0.0, le=30.0, description="to the left or right of our way")
    height_m: float = Field(gt=0.0, le=5.0, description="median of what they look like")
    height_sd: float = Field(ge=0.0, le=2.0, description="of its logarithm")


class Confusion(Settings):
    """What a class is taken for; each object keeps its wrong class for a while."""

    taken_for: Mapping[str, Mapping[str, float]] = Field(
        description="class: {other class: share}; names of ObjectClass in lower case"
    )
    memory_s: float = Field(gt=0.0, le=60.0, description="until it is judged anew")

    @model_validator(mode="after")
    def _classes(self) -> Any:
        known = [kind.name.lower() for kind in ObjectClass]
        for name, others in self.taken_for.items():
            unknown = [a for a in (name, *others) if a not in known]
            if unknown:
                raise ValueError(f"there is no class {unknown[0]!r}; there are {', '.join(known)}")
            if sum(others.values()) > 1.0:
                raise ValueError(f"{name} is taken for others more often than it is seen")
        return self


class LineErrors(Settings):
    """Errors of lane lines."""

    pivot_m: float = Field(
        ge=0.0, le=50.0, description="here, amid its paint, a line's errors are independent"
    )
    offset_sd_m: float = Field(gt=0.0, le=1.0, description="of its place there")
    angle_sd: float = Field(gt=0.0, le=0.1, description="of its tangent there")
    curvature_sd_pm: float = Field(gt=0.0, le=0.01, description="of c2")
    change_sd_pm2: float = Field(gt=0.0, le=1e-3, description="of c3")
    memory_s: float = Field(ge=FLOOR_MEMORY_S, le=30.0, description="of these, AR(1)")
    reach_m: float = Field(gt=5.0, le=150.0, description="seen to here, median")
    reach_sd: float = Field(ge=0.0, le=1.0, description="of its logarithm")
    missed: float = Field(ge=0.0, le=1.0, description="share not found where there is paint")
    burst_s: float = Field(ge=0.05, le=10.0, description="how long a run of misses lasts, mean")
    nameless: float = Field(ge=0.0, le=1.0, description="share whose type cannot be told")
    probability: float = Field(gt=0.0, le=1.0, description="of those found, median")


class Instruments(Settings):
    """Errors of our own car's signals; a bias is drawn once a drive."""

    speed_bias_mps: float = Field(
        default=0.1, ge=0.0, le=5.0, description="sd: wheel radius of new and worn tyres, 0.5 %"
    )
    speed_sd_mps: float = Field(default=0.03, ge=0.0, le=5.0, description="resolution, 0.1 km/h")
    yaw_rate_bias_radps: float = Field(
        default=0.002, ge=0.0, le=0.1, description="sd: stability control's gyroscope at rest"
    )
    yaw_rate_sd_radps: float = Field(default=0.002, ge=0.0, le=0.1, description="its noise")
    acceleration_bias_mps2: float = Field(
        default=0.1, ge=0.0, le=2.0, description="sd: road slope of 1 % read as acceleration"
    )
    acceleration_sd_mps2: float = Field(default=0.05, ge=0.0, le=2.0, description="its noise")
    steering_bias_rad: float = Field(default=0.02, ge=0.0, le=0.5, description="sd: 1 degree")
    steering_sd_rad: float = Field(default=0.005, ge=0.0, le=0.5, description="resolution")


class NoiseSettings(Settings):
    """Section `noise`."""

    freedom: float = Field(
        ge=5.0, le=1000.0, description="of Student's t: tails of errors that last; few are heavy"
    )
    range: RangeErrors
    pitching: Pitching
    edges: EdgeErrors
    misses: Misses
    ghosts: Ghosts
    classes: Confusion
    lines: LineErrors
    instruments: Instruments = Instruments()
    latency_s: float = Field(
        default=0.12,
        ge=FLOOR_LATENCY_S,
        le=1.0,
        description="exposure to percepts: 50 ms of networks, half a frame of exposure and"
        " read-out, transport; floor 0.1 s",
    )


def fitted(path: Path | None = None) -> NoiseSettings:
    """Return the noise that was fitted to public detectors, or what a file says instead."""
    own = Path(str(resources.files("vigil_sim"))) / "config/noise.yaml"
    return Configuration.read(path or own).section(SECTION, NoiseSettings)

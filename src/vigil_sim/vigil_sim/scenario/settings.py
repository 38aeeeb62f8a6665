"""What a scenario may say: road, light, ourselves, the others, and what they do when."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, model_validator

from vigil.base.settings import Settings
from vigil_sim.scenario.sensors import SensorSuite

Light = Literal["day", "overcast", "low_sun", "dusk", "night"]
Weather = Literal["clear", "rain", "fog"]
Piece = tuple[float, float]
"""Length, m, and curvature, 1/m, left is positive."""
Span = tuple[float, float]
"""From and to, m along the road."""
Model = Literal[
    "hatch",
    "sedan",
    "wagon",
    "suv",
    "van",
    "pickup",
    "truck",
    "flatbed",
    "bus",
    "excavator",
    "mixer",
    "dump_truck",
    "motorcycle",
    "bicycle",
    "adult",
    "runner",
    "child",
]
"""Meshes of things that move; their sizes stand in world/bodies.py."""


class MarkSettings(Settings):
    """Paint of the lane lines."""

    color: Literal["white", "yellow"] = Field(
        default="white", description="of the line between the two directions; others are white"
    )
    worn: float = Field(default=0.2, ge=0.0, le=1.0, description="share of the paint that is gone")
    missing: tuple[Span, ...] = Field(default=(), description="where there is no paint, m")


class PlateSettings(Settings):
    """A steel plate on the road."""

    s_m: float = Field(ge=0.0, le=1e5, description="its middle along the road")
    d_m: float = Field(default=0.0, ge=-20.0, le=20.0, description="from the middle of our lane")
    length_m: float = Field(default=3.7, ge=0.5, le=10.0, description="FMVSS 127")
    width_m: float = Field(default=2.4, ge=0.5, le=10.0, description="FMVSS 127")


class RoadSettings(Settings):
    """One road; lane 0 is the leftmost of our direction, -1 the first of the other one."""

    style: Literal["urban", "rural", "highway"] = Field(
        default="rural", description="shoulders, dashes, houses or trees"
    )
    pieces: tuple[Piece, ...] = Field(
        default=((1000.0, 0.0),), min_length=1, description="[length m, curvature 1/m], joined"
    )
    lanes: int = Field(default=2, ge=1, le=5, description="in our direction")
    opposite_lanes: int = Field(default=0, ge=0, le=5, description="in the other one")
    lane_width_m: float = Field(default=3.5, ge=2.2, le=5.0, description="EN, US: 2.75 to 3.75")
    marks: MarkSettings = MarkSettings()
    rails: tuple[Literal["left", "right"], ...] = Field(default=(), description="guard rails")
    gantries_m: tuple[float, ...] = Field(default=(), description="sign gantries over the road")
    crossings_m: tuple[float, ...] = Field(default=(), description="zebra crossings, their middles")
    plates: tuple[PlateSettings, ...] = Field(default=(), description="steel plates on it")
    lamps: bool = Field(default=True, description="street lamps where the style has some")
    hill_m: float = Field(default=0.0, ge=0.0, le=20.0, description="half height of its waves")
    hill_length_m: float = Field(default=400.0, ge=50.0, le=5000.0, description="of one wave")
    clutter: float = Field(default=0.5, ge=0.0, le=1.0, description="how much stands beside it")


class When(Settings):
    """One condition; the first of these that is given decides."""

    t_s: float | None = Field(default=None, ge=0.0, le=3600.0, description="time of the scenario")
    after_s: float | None = Field(
        default=None, ge=0.0, le=3600.0, description="since the step before it began"
    )
    gap_m: float | None = Field(
        default=None, ge=-100.0, le=1000.0, description="our gap to it is at most this"
    )
    ttc_s: float | None = Field(
        default=None, ge=0.0, le=60.0, description="our time to collision with it is at most this"
    )
    eta_s: float | None = Field(
        default=None, ge=0.0, le=60.0, description="our bumper reaches its place in at most this"
    )

    @model_validator(mode="after")
    def _one(self) -> Any:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            said = ", ".join(given) or "nothing"
            raise ValueError(
                f"when: one of {', '.join(type(self).model_fields)} is needed, not {said}"
            )
        return self


class Step(Settings):
    """One thing that an actor, or we, do once a condition is met; steps follow one another."""

    when: When = Field(default=When(t_s=0.0), description="when it begins")
    kmh: float | None = Field(default=None, ge=0.0, le=300.0, description="new speed")
    mps2: float = Field(default=2.5, gt=0.0, le=12.0, description="how hard it changes its speed")
    jerk_mps3: float = Field(default=40.0, gt=0.0, le=200.0, description="how fast that builds up")
    lane: int | None = Field(default=None, ge=-5, le=4, description="change into this lane")
    offset_m: float = Field(default=0.0, ge=-20.0, le=20.0, description="from the middle of it")
    over_s: float = Field(default=3.0, gt=0.1, le=30.0, description="how long that takes")
    indicate: bool = Field(default=True, description="with the turn signal")
    swerve_m: float | None = Field(
        default=None,
        ge=0.0,
        le=3.0,
        description="swing about where it drives, amplitude; 0: no more",
    )
    period_s: float = Field(default=4.0, ge=0.5, le=60.0, description="of the swing")
    cross_kmh: float | None = Field(
        default=None, ge=-30.0, le=30.0, description="walk or ride across, left is positive"
    )
    to_d_m: float | None = Field(
        default=None,
        ge=-50.0,
        le=50.0,
        description="stop crossing there, left of our lane's middle; unset: goes on",
    )


class EgoSettings(Settings):
    """Ourselves; our measures stand in the section `body` of the configuration."""

    s_m: float = Field(default=50.0, ge=0.0, le=1e5, description="where we begin, middle of us")
    kmh: float = Field(ge=0.0, le=250.0, description="speed at the start, and wanted")
    lane: int = Field(default=0, ge=0, le=4, description="our lane")
    offset_m: float = Field(default=0.0, ge=-3.0, le=3.0, description="from the middle of it")
    driver: Literal["constant", "idm", "external"] = Field(
        default="constant",
        description="keeps its speed; follows traffic (Treiber 2000); is driven from outside",
    )
    reaction_s: float = Field(
        default=0.0, ge=0.0, le=2.0, description="how late an IDM driver sees what is ahead"
    )
    do: tuple[Step, ...] = Field(default=(), description="what we do when")
    drift_mps: float = Field(
        default=0.0, ge=-3.0, le=3.0, description="sideways without a signal, left is positive"
    )
    drift_from_s: float = Field(default=2.0, ge=0.0, le=3600.0, description="when that begins")
    dive_deg_per_mps2: float = Field(
        default=0.12,
        ge=0.0,
        le=0.5,
        description="nose down on its springs for each m/s² of braking, up for speeding up; a"
        " passenger car dives 0.5 to 0.7 degrees at 5 m/s² (recalled)",
    )


class ActorSettings(Settings):
    """Somebody else; placed by s_m, gap_m or ttc_s, and across by lane or d_m."""

    name: str = Field(pattern="^[a-z][a-z0-9_]*$", description="steps and truth speak of it")
    model: Model = Field(default="sedan", description="which mesh")
    kmh: float = Field(default=0.0, ge=0.0, le=300.0, description="speed along the road")
    s_m: float | None = Field(
        default=None, ge=-1000.0, le=1e5, description="its middle, on the road"
    )
    gap_m: float | None = Field(
        default=None, ge=-1000.0, le=5000.0, description="from our bumper to its nearest face"
    )
    ttc_s: float | None = Field(
        default=None, gt=0.0, le=60.0, description="the gap that this time to collision takes"
    )
    lane: int = Field(default=0, ge=-5, le=4, description="its lane; negative: it comes towards us")
    offset_m: float = Field(default=0.0, ge=-30.0, le=30.0, description="from the middle of it")
    d_m: float | None = Field(
        default=None, ge=-60.0, le=60.0, description="across instead: left of our lane's middle"
    )
    overlap: float | None = Field(
        default=None,
        ge=-1.0,
        le=1.0,
        description="offset by the share of our width that meets it (Euro NCAP): negative: its"
        " left part is hit, 1: all of it",
    )
    heading_deg: float = Field(default=0.0, ge=-180.0, le=180.0, description="against the road")
    follow: bool = Field(default=False, description="keeps distance to what is ahead (IDM)")
    lamps: Literal["auto", "lit", "off"] = Field(default="auto", description="at dusk and night")
    color: int | None = Field(default=None, ge=0, le=11, description="of PAINTS; unset: by chance")
    do: tuple[Step, ...] = Field(default=(), description="what it does when")

    @model_validator(mode="after")
    def _placed_once(self) -> Any:
        given = [n for n in ("s_m", "gap_m", "ttc_s") if getattr(self, n) is not None]
        if len(given) != 1:
            said = ", ".join(given) or "none"
            raise ValueError(f"actor {self.name}: one of s_m, gap_m, ttc_s is needed, not {said}")
        if self.d_m is not None and self.overlap is not None:
            raise ValueError(f"actor {self.name}: d_m and overlap both say where it is; keep one")
        return self


class Scenario(Settings):
    """One drive that never was."""

    name: str = Field(pattern="^[a-z][a-z0-9_]*$", description="it names bags and rows")
    about: str = Field(default="", description="one sentence, source included")
    seed: int = Field(default=0, ge=0, le=2**31 - 1, description="same seed, same drive")
    duration_s: float = Field(default=10.0, gt=0.0, le=3600.0, description="at most")
    light: Light = Field(default="day", description="of the sky")
    weather: Weather = Field(default="clear", description="of the air and the road")
    friction: float = Field(default=1.0, ge=0.1, le=1.2, description="dry 1.0, wet 0.65")
    road: RoadSettings = RoadSettings()
    ego: EgoSettings
    actors: tuple[ActorSettings, ...] = Field(default=(), description="the others")
    sensors: SensorSuite = SensorSuite()

    @model_validator(mode="after")
    def _names_differ(self) -> Any:
        names = [actor.name for actor in self.actors]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two actors are called {', '.join(twice)}; names must differ")
        return self

    @model_validator(mode="after")
    def _lanes_exist(self) -> Any:
        first, last = -self.road.opposite_lanes, self.road.lanes - 1
        for who, lane in self._lanes_named():
            if not first <= lane <= last:
                raise ValueError(f"{who}: there is no lane {lane}; there are {first} to {last}")
        return self

    @model_validator(mode="after")
    def _we_drive(self) -> Any:
        if any(step.cross_kmh is not None for step in self.ego.do):
            raise ValueError("ego: cross_kmh is for others; write lane or offset_m")
        return self

    def _lanes_named(self) -> Iterator[tuple[str, int]]:
        yield "ego", self.ego.lane
        for actor in self.actors:
            if actor.d_m is None and actor.overlap is None:
                yield f"actor {actor.name}", actor.lane
        doers = (("ego", self.ego.do), *((f"actor {a.name}", a.do) for a in self.actors))
        for who, steps in doers:
            yield from ((who, step.lane) for step in steps if step.lane is not None)

"""Four rivals, from their published formulas, behind the interface of a judge: scene in, level out.

Each has its published settings as defaults, and names the thresholds that are free to be tuned; a
factor `late` scales those of a rival together, so that its whole curve of hits against false
warnings can be drawn.  All share one judgement of who is in our path, by tracking's own offsets:
what differs is when they warn.
"""

from collections.abc import Mapping
from math import sqrt
from typing import ClassVar

from pydantic import Field

from vigil.base.records import Level, Motion, RoadObject, Scene, TrackState
from vigil.base.settings import Settings
from vigil_sim.run.kinematic import Judge

NS_PER_S = 1e9
G_MPS2 = 9.81


class RivalSettings(Settings):
    """What all rivals share."""

    free: ClassVar[tuple[str, ...]] = ()
    """Thresholds that tuning may scale."""
    half_width_m: float = Field(
        default=0.925, ge=0.3, le=2.0, description="of our body, as the simulated car"
    )

    def tuned(self, factor: float) -> "RivalSettings":
        """Return a copy whose free thresholds are scaled: below 1 warns later."""
        values = {name: getattr(self, name) * factor for name in self.free}
        return self.model_copy(update=values)

    def judge(self) -> Judge:
        """Return a judge with a memory of its own; most warn where a gap is too small."""

        def update(scene: Scene) -> Level:
            own_mps = scene.moment.vehicle.speed_mps.trusted or 0.0
            near = (self.needed_m(own_mps, thing) > thing.x_m for thing in self.in_path(scene))
            return Level.WARNING if any(near) else Level.NONE

        return update

    def needed_m(self, own_mps: float, thing: RoadObject) -> float:
        """Return the gap below which to warn of a thing."""
        raise NotImplementedError

    def in_path(self, scene: Scene) -> tuple[RoadObject, ...]:
        """Return what is ahead, lies in our path now, and whose motion is known."""
        return _in_path(scene, self.half_width_m)


class _Corridor:
    """Remembers the last scene: many judges look at each."""

    scene: Scene | None = None
    half_width_m = 0.0
    found: tuple[RoadObject, ...] = ()


def _in_path(scene: Scene, half_width_m: float) -> tuple[RoadObject, ...]:
    if scene is not _Corridor.scene or half_width_m != _Corridor.half_width_m:
        found = tuple(thing for thing in scene.objects if _is_in_path(thing, half_width_m))
        _Corridor.scene, _Corridor.half_width_m, _Corridor.found = scene, half_width_m, found
    return _Corridor.found


def _is_in_path(thing: RoadObject, half_width_m: float) -> bool:
    offset_m = thing.y_m if thing.lane_offset_m is None else thing.lane_offset_m
    known = thing.vx_mps is not None and thing.state is not TrackState.NEW
    reach_m = half_width_m + 0.5 * (thing.width_m or 0.0)
    return thing.x_m > 0.0 and known and abs(offset_m) < reach_m


class TimeToCollision(RivalSettings):
    """Warn below a time to collision, whoever it is."""

    free: ClassVar[tuple[str, ...]] = ("ttc_s",)
    ttc_s: float = Field(default=2.4, gt=0.0, le=6.0, description="NHTSA FCW-2 (recalled)")

    def needed_m(self, own_mps: float, thing: RoadObject) -> float:
        """Return the way that the gap closes in that time."""
        del own_mps
        return self.ttc_s * -(thing.vx_mps or 0.0)


class Nads(RivalSettings):
    """Warn when a driver who reacts and brakes could not keep a buffer (NADS FCW)."""

    free: ClassVar[tuple[str, ...]] = ("reaction_s",)
    reaction_s: float = Field(default=1.5, gt=0.0, le=4.0, description="NADS FCW")
    braking_g: float = Field(default=0.75, gt=0.1, le=1.0, description="NADS FCW")
    buffer_m: float = Field(default=2.03, ge=0.0, le=10.0, description="NADS FCW")

    def needed_m(self, own_mps: float, thing: RoadObject) -> float:
        """Return the gap that it takes: way until the brakes, and the difference of both stops."""
        closing_mps = -(thing.vx_mps or 0.0)
        if closing_mps <= 0.0:
            return 0.0
        other_mps = max(own_mps - closing_mps, 0.0)
        other_mps2 = min((thing.ax_mps2 or 0.0), 0.0)
        later_mps = max(other_mps + other_mps2 * self.reaction_s, 0.0)
        reacting_m = (own_mps - 0.5 * (other_mps + later_mps)) * self.reaction_s
        braking_m = max(own_mps**2 - later_mps**2, 0.0) / (2.0 * self.braking_g * G_MPS2)
        return reacting_m + braking_m + self.buffer_m


class Autoware(RivalSettings):
    """Warn when the gap is below an RSS-like distance (Autoware AEB)."""

    free: ClassVar[tuple[str, ...]] = ("reaction_s", "offset_m")
    reaction_s: float = Field(default=1.0, gt=0.0, le=4.0, description="Autoware AEB: t")
    own_mps2: float = Field(default=3.0, gt=0.1, le=10.0, description="Autoware AEB: a")
    other_mps2: float = Field(default=1.0, gt=0.1, le=10.0, description="Autoware AEB: a_o")
    offset_m: float = Field(default=2.0, ge=0.0, le=10.0, description="Autoware AEB: offset")

    def needed_m(self, own_mps: float, thing: RoadObject) -> float:
        """Return v t + v²/2a - sign(v_o) v_o²/2a_o + offset."""
        other_mps = own_mps + (thing.vx_mps or 0.0)
        own_m = own_mps * self.reaction_s + own_mps**2 / (2.0 * self.own_mps2)
        return own_m - other_mps * abs(other_mps) / (2.0 * self.other_mps2) + self.offset_m


class Openpilot(RivalSettings):
    """The classic warning of openpilot; the deceleration that it takes stands for its planner's."""

    free: ClassVar[tuple[str, ...]] = ("ttc_s",)
    ttc_s: float = Field(default=2.5, gt=0.0, le=6.0, description="openpilot")
    planned_mps2: float = Field(default=3.0, gt=0.0, le=9.0, description="openpilot: -3 m/s²")
    lasting_s: float = Field(default=0.5, ge=0.0, le=3.0, description="openpilot")
    seen_s: float = Field(default=1.5, ge=0.0, le=5.0, description="openpilot")
    across_m: float = Field(default=1.0, gt=0.0, le=3.0, description="openpilot: |y|")
    across_mps: float = Field(default=0.4, gt=0.0, le=3.0, description="openpilot: |v_lat|")
    least_mps: float = Field(default=5.0, ge=0.0, le=30.0, description="openpilot: v_ego")
    signal_s: float = Field(default=3.0, ge=0.0, le=10.0, description="openpilot: no turn signal")
    silent_s: float = Field(default=5.0, ge=0.0, le=60.0, description="openpilot: refractory")

    def judge(self) -> Judge:
        """Return it with its timers."""
        return _Openpilot(self)

    def ready(self, scene: Scene) -> bool:
        """Tell whether a lead fulfils every condition in this scene."""
        own_mps = scene.moment.vehicle.speed_mps.trusted or 0.0
        lead = next(iter(self.in_path(scene)), None)
        if lead is None or own_mps <= self.least_mps or lead.age_s < self.seen_s:
            return False
        closing_mps = -(lead.vx_mps or 0.0)
        seen_moving = lead.motion in {Motion.MOVING, Motion.STOPPED}
        central = abs(lead.y_m) < self.across_m and abs(lead.vy_mps or 0.0) < self.across_mps
        if not (seen_moving and central and closing_mps > 0.0):
            return False
        needed_mps2 = closing_mps**2 / (2.0 * max(lead.x_m, 0.1)) - (lead.ax_mps2 or 0.0)
        return self._ttc_s(lead, closing_mps) < self.ttc_s and needed_mps2 > self.planned_mps2

    @staticmethod
    def _ttc_s(lead: RoadObject, closing_mps: float) -> float:
        """Return 2x / (sqrt(v² + 2 x a) + v), a the growth of the closing speed."""
        growth_mps2 = -(lead.ax_mps2 or 0.0)
        root = sqrt(max(closing_mps**2 + 2.0 * lead.x_m * growth_mps2, 0.0))
        return 2.0 * lead.x_m / max(root + closing_mps, 1e-3)


class _Openpilot:
    def __init__(self, settings: Openpilot) -> None:
        self._settings = settings
        self._ready_ns: int | None = None
        """Since when every condition holds."""
        self._signal_ns: int | None = None
        self._fired_ns: int | None = None
        """When the last alert began."""
        self._speaks = False

    def __call__(self, scene: Scene) -> Level:
        settings, now_ns = self._settings, scene.stamp_ns
        vehicle = scene.moment.vehicle
        if vehicle.left_indicator.trusted or vehicle.right_indicator.trusted:
            self._signal_ns = now_ns
        signalled = _within(self._signal_ns, now_ns, settings.signal_s)
        if signalled or not settings.ready(scene):
            self._ready_ns, self._speaks = None, False
            return Level.NONE
        self._ready_ns = now_ns if self._ready_ns is None else self._ready_ns
        if not self._speaks and not _within(self._ready_ns, now_ns, settings.lasting_s):
            self._speaks = not _within(self._fired_ns, now_ns, settings.silent_s)
            self._fired_ns = now_ns if self._speaks else self._fired_ns
        return Level.WARNING if self._speaks else Level.NONE


def _within(since_ns: int | None, now_ns: int, seconds: float) -> bool:
    return since_ns is not None and now_ns - since_ns < seconds * NS_PER_S


RIVALS: Mapping[str, RivalSettings] = {
    "openpilot": Openpilot(),
    "autoware": Autoware(),
    "nads": Nads(),
    "ttc": TimeToCollision(),
}
"""By name, with published settings."""
FACTORS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
"""Of the free thresholds: the points of a rival's curve; 1 is as published."""


def judges(factors: tuple[float, ...] = FACTORS) -> dict[str, Judge]:
    """Return a fresh judge for every rival and factor, named 'nads x1'."""
    return {
        f"{name} x{factor:g}": settings.tuned(factor).judge()
        for name, settings in RIVALS.items()
        for factor in factors
    }

"""Somebody else on the road."""

from math import atan2, hypot, inf, pi, sqrt
from zlib import crc32

import numpy as np

from vigil.base.records import ObjectClass
from vigil_sim.scenario.settings import ActorSettings, Step
from vigil_sim.world.bodies import BODIES
from vigil_sim.world.motion import Change, Path, Swing, towards
from vigil_sim.world.script import Script

BRAKE_LAMP_MPS2 = 0.7
"""Brake lamps may light from here on, must from 1.3 m/s² (UN R13-H 5.2.22.4, recalled)."""
STILL_MPS = 0.05
ACROSS_RAD = pi / 2.0 + 1e-6
"""Who is turned further drives against us."""
GAIT_M = {ObjectClass.PEDESTRIAN: 1.4, ObjectClass.BICYCLE: 5.0}
"""Way of two steps (Perry 1992: 1.41 m), and of one turn of the pedals."""
WHEEL_M = 2.0
"""Way of one turn of a wheel."""
PLATE_LETTERS = "ABCDEFGHKLMNPRSTUVWXYZ"


class Actor:
    """State of one actor in road coordinates; speeds are over the ground."""

    __slots__ = (
        "acceleration_mps2",
        "color",
        "cross_goal_mps",
        "cross_limit_mps2",
        "cross_mps",
        "cross_to_m",
        "d_m",
        "follow_mps2",
        "heading_rad",
        "id",
        "indicating",
        "jerk_mps3",
        "lateral_mps",
        "length_m",
        "limit_mps2",
        "lit",
        "moved",
        "name",
        "path",
        "plate",
        "reach_m",
        "s_m",
        "script",
        "settings",
        "size",
        "speed_mps",
        "stretch",
        "travelled_m",
        "variant",
        "wanted_mps",
        "way",
        "width_m",
    )

    def __init__(self, settings: ActorSettings, number: int, seed: int) -> None:
        self.settings, self.id, self.name = settings, number, settings.name
        self.size = BODIES[settings.model]
        self.length_m, self.width_m = self.size.length_m, self.size.width_m
        self.reach_m = hypot(self.length_m, self.width_m) / 2.0
        self.script = Script(settings.do)
        self.speed_mps = self.wanted_mps = settings.kmh / 3.6
        self.heading_rad = _start_heading(settings)
        self.way = -1.0 if abs(self.heading_rad) > ACROSS_RAD else 1.0
        self.s_m = self.d_m = 0.0
        self.acceleration_mps2 = self.lateral_mps = self.travelled_m = 0.0
        self.limit_mps2, self.jerk_mps3 = 2.5, 40.0
        self.follow_mps2 = inf
        self.stretch = 1.0
        self.path: Path | None = None
        self.cross_mps = self.cross_goal_mps = 0.0
        self.cross_limit_mps2 = 2.5
        self.cross_to_m: float | None = None
        self.indicating = 0.0
        self.lit = self.moved = False
        self._paint(seed)

    def _paint(self, seed: int) -> None:
        random = np.random.default_rng([seed, crc32(self.settings.name.encode())])
        color, self.variant = int(random.integers(12)), int(random.integers(4))
        self.color = color if self.settings.color is None else self.settings.color
        letters = "".join(random.choice(list(PLATE_LETTERS), 3))
        plate = f"{letters[0]}-{letters[1:]} {random.integers(100, 10000)}"
        unplated = self.size.kind in {ObjectClass.PEDESTRIAN, ObjectClass.BICYCLE}
        self.plate = "" if unplated else plate

    def begin(self, step: Step, time_s: float, lane_width_m: float, ego_lane_m: float) -> None:
        """Begin a step of the scenario."""
        if step.kmh is not None:
            self.wanted_mps = step.kmh / 3.6
            self.limit_mps2, self.jerk_mps3 = step.mps2, step.jerk_mps3
        goal_m = lane_goal_m(step, self.d_m, lane_width_m)
        if goal_m is not None:
            self.path = Change(self.d_m, goal_m, time_s, step.over_s)
            turns = self.way if goal_m > self.d_m else -self.way
            self.indicating = turns if step.indicate else 0.0
        if step.swerve_m is not None:
            self.path = Swing(self.d_m, step.swerve_m, step.period_s, time_s)
        if self.path is not None:
            self.cross_mps = self.cross_goal_mps = 0.0
        if step.cross_kmh is not None:
            self.path, self.indicating = None, 0.0
            self.cross_goal_mps = step.cross_kmh / 3.6
            self.cross_limit_mps2 = step.mps2
            self.cross_to_m = None if step.to_d_m is None else ego_lane_m + step.to_d_m

    def move(self, time_s: float, dt_s: float) -> None:
        """Go on to `time_s`, which is `dt_s` later."""
        before = self.speed_mps
        if self.acceleration_mps2 or before != self.wanted_mps or self.follow_mps2 != inf:
            self._change_speed(dt_s)
            before = (before + self.speed_mps) / 2.0
        way_m = before * dt_s
        self.s_m += self.way * way_m * self.stretch
        if self.path is not None:
            self._keep(self.path, time_s)
        elif self.cross_goal_mps or self.cross_mps:
            self._cross(dt_s)
            way_m = hypot(way_m, self.cross_mps * dt_s)
        self.travelled_m += way_m

    def _change_speed(self, dt_s: float) -> None:
        before, error = self.speed_mps, self.wanted_mps - self.speed_mps
        now = self.acceleration_mps2
        free = towards(error, now, self.limit_mps2, self.jerk_mps3, dt_s)
        held = self.follow_mps2 < free
        after = min(free, self.follow_mps2)
        speed = before + (now + after) / 2.0 * dt_s
        arrived = (self.wanted_mps - speed) * error <= 0.0 and not held
        if arrived:
            speed, after = self.wanted_mps, 0.0
        if speed <= 0.0:
            speed, after = 0.0, 0.0
        self.speed_mps, self.acceleration_mps2 = speed, after
        self.moved = True

    def _keep(self, path: Path, time_s: float) -> None:
        self.d_m, self.lateral_mps, _ = path.at(time_s)
        base = 0.0 if self.way > 0.0 else pi
        self.heading_rad = base + self.way * atan2(self.lateral_mps, max(self.speed_mps, 1.0))
        if time_s >= path.end_s:
            self.path, self.indicating, self.lateral_mps = None, 0.0, 0.0

    def _cross(self, dt_s: float) -> None:
        goal, limit = self.cross_goal_mps, self.cross_limit_mps2
        if self.cross_to_m is not None:
            left_m = self.cross_to_m - self.d_m
            allowed = sqrt(2.0 * limit * abs(left_m))
            goal = min(max(goal, -allowed), allowed) if left_m * goal > 0.0 else 0.0
            if goal == 0.0:
                self.cross_goal_mps = 0.0
        rate = min(max(goal - self.cross_mps, -limit * dt_s), limit * dt_s)
        before, self.cross_mps = self.cross_mps, self.cross_mps + rate
        self.d_m += (before + self.cross_mps) / 2.0 * dt_s
        self.lateral_mps = self.cross_mps
        if self.cross_mps:
            self.heading_rad = atan2(self.cross_mps, self.way * self.speed_mps)

    @property
    def brakes(self) -> bool:
        """Its brake lamps are lit: it slows down, or has stopped (a parked one is dark)."""
        if self.size.kind in {ObjectClass.PEDESTRIAN, ObjectClass.BICYCLE}:
            return False
        stopped = self.moved and self.speed_mps < STILL_MPS
        return stopped or self.acceleration_mps2 < -BRAKE_LAMP_MPS2

    @property
    def gait_rad(self) -> float:
        """Phase of its legs, pedals or wheels."""
        return 2.0 * pi * self.travelled_m / GAIT_M.get(self.size.kind, WHEEL_M) % (2.0 * pi)


def lane_goal_m(step: Step, d_m: float, lane_width_m: float) -> float | None:
    """Return where a step takes somebody across the road; None: nowhere."""
    if step.lane is None and not step.offset_m:
        return None
    lane = step.lane if step.lane is not None else d_m // -lane_width_m
    return -(lane + 0.5) * lane_width_m + step.offset_m


def _start_heading(settings: ActorSettings) -> float:
    oncoming = settings.lane < 0 and settings.d_m is None
    turned = settings.heading_deg * pi / 180.0 + (pi if oncoming else 0.0)
    return turned if turned <= pi else turned - 2.0 * pi

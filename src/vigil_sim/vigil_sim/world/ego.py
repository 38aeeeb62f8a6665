"""Our own car: a kinematic bicycle in road coordinates, a driver, and demands from outside."""

from collections import deque
from math import atan, cos, hypot, inf, pi, radians, sin, tan

from vigil.geometry import Body
from vigil_sim.scenario.settings import EgoSettings, Step
from vigil_sim.world.actor import BRAKE_LAMP_MPS2, STILL_MPS, lane_goal_m
from vigil_sim.world.idm import DECIDE_S, idm_mps2
from vigil_sim.world.motion import Change, Path, Straight, Swing, towards
from vigil_sim.world.road import Road
from vigil_sim.world.script import Script

GRAVITY_MPS2 = 9.81
LAG_S = 0.12
"""Of engine and brakes behind the pedal: 0.1 to 0.3 s (Rajamani 2012, 5.3, recalled)."""
JERK_MPS3 = 25.0
"""Most that driver or engine change it by; a pedal stamped on gives 20 to 30 m/s³ (recalled)."""
KEEP_PER_S, EASE_MPS2, SLOW_MPS2 = 0.8, 1.5, 2.0
"""A driver who keeps a speed: gain, and comfortable bounds (ISO 15622: 2.0 and 3.5 m/s²)."""
LOOK_S, LOOK_MIN_M = 0.6, 5.0
"""An error across the road dies over this way, critically damped."""
DIVE_LAG_S = 0.2
"""Of a body on its springs behind what pushes it: it nods at 1.2 to 1.5 Hz (recalled)."""
WHEEL_LAG_S, WHEEL_RATE_RADPS = 0.08, 8.7
"""Of the steering wheel: 500 °/s is as fast as a driver turns it (recalled)."""
WHEEL_MOST_RAD = 9.0
"""One and a half turns, lock to middle."""


class Ego:
    """State of our car; s, d and speed are of the middle of it and of its rear axle."""

    def __init__(self, settings: EgoSettings, body: Body, road: Road, friction: float) -> None:
        self.name = "ego"
        self.settings, self.body, self.road = settings, body, road
        self.length_m, self.width_m = body.length_m, body.width_m
        self.reach_m = hypot(self.length_m, self.width_m) / 2.0
        self.script = Script(settings.do)
        self.lane_m = road.lane_middle_m(settings.lane)
        self.s_m, self.d_m = settings.s_m, self.lane_m + settings.offset_m
        self.speed_mps = self.wanted_mps = settings.kmh / 3.6
        self.acceleration_mps2 = self.lateral_mps = self.yaw_rate_radps = 0.0
        self.along_mps = self.speed_mps
        self.travelled_m = 0.0
        self.moved = False
        self.follow_mps2 = inf
        self._seen: deque[float] = deque(maxlen=1 + round(settings.reaction_s / DECIDE_S))
        self.limit_mps2, self.jerk_mps3 = inf, JERK_MPS3
        self.path: Path = Straight(self.d_m, settings.drift_mps, settings.drift_from_s)
        self.indicating = 0.0
        self.demand_mps2: float | None = None
        self.demand_wheel_rad: float | None = None
        self.pedal = 0.0
        self.driver_mps2 = 0.0
        self._hardest_mps2 = friction * GRAVITY_MPS2
        # From the rear axle forward to the middle of the footprint.
        self._ahead_m = body.bumper_from_rear_axle_m - body.length_m / 2.0
        self.dive_rad = 0.0
        self._dive_rad_per_mps2 = radians(settings.dive_deg_per_mps2)
        self._hold_curve()

    def _hold_curve(self) -> None:
        """Begin as if we had always driven this curve."""
        curvature = self._road_curvature_pm(self.d_m)
        self.wheel_rad = atan(self.body.wheelbase_m * curvature) * self.body.steering_ratio
        self.heading_rad = -atan(self._ahead_m * curvature)

    def _road_curvature_pm(self, d_m: float) -> float:
        curvature = self.road.curvature_pm(self.s_m)
        return curvature / (1.0 - curvature * d_m)

    def begin(self, step: Step, time_s: float) -> None:
        """Begin a step of the scenario."""
        if step.kmh is not None:
            self.wanted_mps = step.kmh / 3.6
            self.limit_mps2, self.jerk_mps3 = step.mps2, step.jerk_mps3
        goal_m = lane_goal_m(step, self.d_m, self.road.lane_width_m)
        if goal_m is not None:
            self.path = Change(self.d_m, goal_m, time_s, step.over_s)
            turns = 1.0 if goal_m > self.d_m else -1.0
            self.indicating = turns if step.indicate else 0.0
        if step.swerve_m is not None:
            self.path = Swing(self.d_m, step.swerve_m, step.period_s, time_s)

    def move(self, time_s: float, dt_s: float) -> None:
        """Go on to `time_s`, which is `dt_s` later."""
        self._change_speed(dt_s)
        self._nod(dt_s)
        self._steer(time_s, dt_s)
        self._roll(dt_s)

    def _change_speed(self, dt_s: float) -> None:
        now, error = self.acceleration_mps2, self.wanted_mps - self.speed_mps
        by_script = self.limit_mps2 != inf
        after = self._by_script(error, dt_s) if by_script else self._by_pedals(error, dt_s)
        if self.demand_mps2 is not None and self.demand_mps2 < 0.0:
            # Dead time and ramp of the brakes are in the demand already: no second lag.
            after = min(after, self.demand_mps2)
        after = max(after, -self._hardest_mps2)
        speed = self.speed_mps + (now + after) / 2.0 * dt_s
        if by_script and self.demand_mps2 is None and (self.wanted_mps - speed) * error <= 0.0:
            speed, after, self.limit_mps2 = self.wanted_mps, 0.0, inf
        if speed <= 0.0:
            speed, after = 0.0, max(after, 0.0)
        self.moved = self.moved or speed > STILL_MPS
        self.speed_mps, self.acceleration_mps2 = speed, after

    def _by_script(self, error: float, dt_s: float) -> float:
        """Return the next acceleration of a step: its profile is what shall happen, no lag."""
        free = towards(error, self.acceleration_mps2, self.limit_mps2, self.jerk_mps3, dt_s)
        self.driver_mps2 = min(free, self.follow_mps2)
        return self.driver_mps2

    def _by_pedals(self, error: float, dt_s: float) -> float:
        """Return the next acceleration behind lag and jerk limit of what driver or demand want."""
        free = min(max(KEEP_PER_S * error, -SLOW_MPS2), EASE_MPS2)
        external = self.settings.driver == "external"
        self.driver_mps2 = wanted = 0.0 if external else min(free, self.follow_mps2)
        if self.demand_mps2 is not None:
            braking = self.demand_mps2 < 0.0
            wanted = min(wanted, self.demand_mps2) if braking else self.demand_mps2
        now = self.acceleration_mps2
        rate = min(max((wanted - now) / LAG_S, -JERK_MPS3), JERK_MPS3)
        return now + rate * dt_s

    def follow(self, gap_m: float, closing_mps: float) -> None:
        """Let the IDM driver see what is ahead, inf: nothing, and act after the reaction time."""
        self._seen.append(idm_mps2(self.speed_mps, self.wanted_mps, gap_m, closing_mps))
        self.follow_mps2 = self._seen[0]

    def _nod(self, dt_s: float) -> None:
        """Let our nose go down as we brake, and up as we speed up: the springs lag behind."""
        goal_rad = -self.acceleration_mps2 * self._dive_rad_per_mps2
        self.dive_rad += (goal_rad - self.dive_rad) / DIVE_LAG_S * dt_s

    def _steer(self, time_s: float, dt_s: float) -> None:
        if time_s >= self.path.end_s:
            self.path, self.indicating = Straight(self.path.goal_m), 0.0
        wanted = self.demand_wheel_rad
        if wanted is None:
            wanted = self._driver_wheel_rad(time_s)
        wanted = min(max(wanted, -WHEEL_MOST_RAD), WHEEL_MOST_RAD)
        rate = (wanted - self.wheel_rad) / WHEEL_LAG_S
        self.wheel_rad += min(max(rate, -WHEEL_RATE_RADPS), WHEEL_RATE_RADPS) * dt_s

    def _driver_wheel_rad(self, time_s: float) -> float:
        """Return the angle that brings us back to our path: curvature of it, place, direction."""
        goal = self.path.at(time_s)
        speed = max(self.speed_mps, 1.0)
        look_m = max(LOOK_MIN_M, LOOK_S * speed)
        off_m = self.d_m - goal.d_m
        off_rad = (self.lateral_mps - goal.mps) / speed
        curvature = self._road_curvature_pm(self.d_m) + goal.mps2 / max(speed, 3.0) ** 2
        curvature -= off_m / look_m**2 + 2.0 * off_rad / look_m
        return atan(self.body.wheelbase_m * curvature) * self.body.steering_ratio

    def _roll(self, dt_s: float) -> None:
        """Move the middle of a kinematic bicycle (Kong 2015, eq. 1) along the road."""
        curvature = self.road.curvature_pm(self.s_m)
        turn = tan(self.wheel_rad / self.body.steering_ratio) / self.body.wheelbase_m
        slip = self._ahead_m * turn
        ahead, left, speed = cos(self.heading_rad), sin(self.heading_rad), self.speed_mps
        self.along_mps = speed * (ahead - left * slip)
        self.lateral_mps = speed * (left + ahead * slip)
        self.yaw_rate_radps = speed * turn
        along_rate = self.along_mps / (1.0 - curvature * self.d_m)
        self.s_m += along_rate * dt_s
        self.d_m += self.lateral_mps * dt_s
        self.heading_rad += (self.yaw_rate_radps - curvature * along_rate) * dt_s
        self.travelled_m += speed * dt_s

    @property
    def brakes(self) -> bool:
        """Our brake lamps are lit."""
        stands = self.moved and self.speed_mps < STILL_MPS
        return stands or self.acceleration_mps2 < -BRAKE_LAMP_MPS2

    @property
    def gait_rad(self) -> float:
        """Phase of our wheels."""
        return pi * self.travelled_m % (2.0 * pi)

"""One thing on the road, seen from us: gap, closing speed, lane, and how it changes that."""

from vigil.base.records import Lamp, LaneChange, LanePlace, Motion, TruthObject
from vigil_sim.world import Placed, Road, gap_m
from vigil_sim.world.footprint import reach_m, stretch
from vigil_sim.world.pose import world_from_ego, wrapped

CLOSES_MPS = 0.01
"""Below it a gap does not close: a rounding error would give a time to collision."""
STANDS_MPS = 0.1
"""Below it a thing stands, and a headway in seconds means nothing."""
LANE_PLACES = {
    -2: LanePlace.NEXT_LEFT,
    -1: LanePlace.LEFT,
    0: LanePlace.EGO,
    1: LanePlace.RIGHT,
    2: LanePlace.NEXT_RIGHT,
}
"""By lanes to the right of ours; for those farther away there is no word."""
LAMPS = {False: Lamp.OFF, True: Lamp.ON}


class Onlooker:
    """Ourselves at one moment: what everything is measured against."""

    def __init__(self, ego: Placed, road: Road) -> None:
        self.ego, self.road = ego, road
        self.lane = road.lane_at(ego.d_m)
        self.half_strip_m = reach_m(ego.width_m, ego.length_m, ego.heading_rad)
        transform = world_from_ego(ego)
        self._axes = transform[:3, :3].T.tolist()
        self.x_m, self.y_m, self._z_m = transform[:3, 3].tolist()
        self._pace_mps = ego.speed_mps if ego.speed_mps > STANDS_MPS else None

    def see(self, thing: Placed, changes_lanes: bool) -> TruthObject:
        """Return what is so of one thing."""
        ego, pace_mps = self.ego, self._pace_mps
        x_m, y_m, z_m = self._from_bumper_m(thing)
        gap, closing, lane = gap_m(ego, thing), self._closing_mps(thing), self._lane(thing)
        ahead = gap >= 0.0
        return TruthObject(
            id=thing.id,
            name=thing.name,
            kind=thing.kind,
            model=thing.model,
            x_m=x_m,
            y_m=y_m,
            z_m=z_m,
            yaw_rad=wrapped(thing.yaw_rad - ego.yaw_rad),
            length_m=thing.length_m,
            width_m=thing.width_m,
            height_m=thing.height_m,
            gap_m=gap,
            offset_m=thing.d_m - ego.d_m,
            speed_mps=thing.speed_mps,
            lateral_speed_mps=thing.lateral_mps,
            acceleration_mps2=thing.acceleration_mps2,
            closing_mps=closing,
            ttc_s=gap / closing if ahead and closing > CLOSES_MPS else None,
            headway_s=gap / pace_mps if ahead and pace_mps else None,
            in_path=self._in_path(thing, gap),
            lane=lane,
            lane_change=self._change(thing) if changes_lanes else LaneChange.NONE,
            motion=_motion(thing, beside=lane is LanePlace.OFF_ROAD),
            brake_lamp=LAMPS[thing.brake],
            left_indicator=LAMPS[thing.left],
            right_indicator=LAMPS[thing.right],
            plate=thing.plate,
            views=(),
        )

    def _from_bumper_m(self, thing: Placed) -> tuple[float, float, float]:
        """Return its place in the ego frame, which follows the slope of the road."""
        dx, dy, dz = thing.x_m - self.x_m, thing.y_m - self.y_m, thing.z_m - self._z_m
        ahead, left, up = self._axes
        return (
            dx * ahead[0] + dy * ahead[1] + dz * ahead[2],
            dx * left[0] + dy * left[1] + dz * left[2],
            dx * up[0] + dy * up[1] + dz * up[2],
        )

    def _closing_mps(self, thing: Placed) -> float:
        """Return how fast the gap shrinks: in a bend a metre of its lane is not one of ours."""
        if not thing.speed_mps:
            return self.ego.speed_mps
        by_its_own = stretch(self.road.curvature_pm(thing.s_m), self.ego.d_m, thing.d_m)
        return self.ego.speed_mps - thing.speed_mps * by_its_own

    def _in_path(self, thing: Placed, gap: float) -> bool:
        """Tell whether any of it is ahead in the strip that our body sweeps along the road."""
        across_m = reach_m(thing.width_m, thing.length_m, thing.heading_rad)
        if abs(thing.d_m - self.ego.d_m) >= self.half_strip_m + across_m:
            return False
        return gap + 2.0 * reach_m(thing.length_m, thing.width_m, thing.heading_rad) > 0.0

    def _lane(self, thing: Placed) -> LanePlace:
        if not self.road.edge_right_m <= thing.d_m <= self.road.edge_left_m:
            return LanePlace.OFF_ROAD
        return LANE_PLACES.get(self.road.lane_at(thing.d_m) - self.lane, LanePlace.UNKNOWN)

    def _change(self, thing: Placed) -> LaneChange:
        """Name a lane change: past the middle of a lane it leaves it, before that it comes in."""
        lane, leftwards = self.road.lane_at(thing.d_m), thing.lateral_mps > 0.0
        step = -1 if leftwards else 1
        past = (thing.d_m - self.road.lane_middle_m(lane) > 0.0) is leftwards
        origin, goal = (lane, lane + step) if past else (lane - step, lane)
        if goal == self.lane:
            return LaneChange.CUT_IN_RIGHT if leftwards else LaneChange.CUT_IN_LEFT
        if origin == self.lane:
            return LaneChange.CUT_OUT_LEFT if leftwards else LaneChange.CUT_OUT_RIGHT
        return LaneChange.OTHER_LEFT if leftwards else LaneChange.OTHER_RIGHT


def _motion(thing: Placed, beside: bool) -> Motion:
    along, across = abs(thing.speed_mps), abs(thing.lateral_mps)
    if along < STANDS_MPS and across < STANDS_MPS:
        if beside:
            return Motion.PARKED
        # Wheels and legs that never turned are where they began.
        return Motion.STOPPED if thing.gait_rad else Motion.STANDING
    if across > along:
        return Motion.CROSSING
    return Motion.MOVING if thing.speed_mps > 0.0 else Motion.ONCOMING

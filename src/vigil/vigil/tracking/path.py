"""Where we go: the middle of our lane, or the arc that yaw rate or steering angle tell."""

from vigil.base.records import EgoPath, LaneLine, LinePlace, PathSource, VehicleState
from vigil.geometry import Body
from vigil.tracking.settings import Lanes, Placing

WIDTH_AT_M = 6.0
WIDTH_GAIN = 0.1
LEAST_WIDTH_M, MOST_WIDTH_M = 2.2, 5.5
"""What lies apart farther or less is no pair of lines of one lane."""


class OwnPath:
    """Our path, and the width of our lane, remembered where a line is missing."""

    def __init__(self, lanes: Lanes, placing: Placing, body: Body) -> None:
        self._lanes = lanes
        self._placing = placing
        self._body = body
        self._width_m = lanes.lane_width_m
        self._width_sd_m = lanes.lane_width_sd_m

    def update(self, lines: tuple[LaneLine, ...], vehicle: VehicleState) -> EgoPath:
        """Return where we go."""
        left = _nearest(lines, LinePlace.LEFT, self._lanes.trust_path_m)
        right = _nearest(lines, LinePlace.RIGHT, self._lanes.trust_path_m)
        if left is not None and right is not None:
            width_m = left.y_m(WIDTH_AT_M) - right.y_m(WIDTH_AT_M)
            self._learn_width(width_m)
            if width_m > MOST_WIDTH_M:  # one of ours is missing, and this is the next lane's
                if left.y_m(WIDTH_AT_M) > -right.y_m(WIDTH_AT_M):
                    left = None
                else:
                    right = None
        return self._from_lanes(left, right) or self._from_vehicle(vehicle)

    def _learn_width(self, width_m: float) -> None:
        if LEAST_WIDTH_M <= width_m <= MOST_WIDTH_M:
            self._width_m += WIDTH_GAIN * (width_m - self._width_m)
            floor = self._lanes.lane_width_sd_m / 3.0
            self._width_sd_m = max(self._width_sd_m * (1.0 - WIDTH_GAIN), floor)

    def _from_lanes(self, left: LaneLine | None, right: LaneLine | None) -> EgoPath | None:
        middles = [
            (line, sign * self._width_m / 2.0)
            for line, sign in ((left, -1.0), (right, 1.0))
            if line is not None
        ]
        if not middles:
            return None
        weights = [max(line.c2_sd_pm, 1e-6) ** -2 for line, _ in middles]
        c0 = sum(line.c0_m + shift for line, shift in middles) / len(middles)
        c1 = _mean([line.c1 for line, _ in middles], weights)
        c2 = _mean([line.c2_pm for line, _ in middles], weights)
        sd = min(line.c2_sd_pm for line, _ in middles)
        return self._path(PathSource.LANES, c0, c1, c2, sd)

    def _from_vehicle(self, vehicle: VehicleState) -> EgoPath:
        speed, yaw_rate = vehicle.speed_mps.trusted, vehicle.yaw_rate_radps.trusted
        steering, settings = vehicle.steering_angle_rad.trusted, self._placing
        if speed is not None and yaw_rate is not None and speed >= settings.least_speed_mps:
            sd = settings.yaw_rate_sd_radps / speed
            return self._path(PathSource.YAW_RATE, 0.0, 0.0, yaw_rate / speed / 2.0, sd / 2.0)
        if steering is not None:
            bend = self._body.curvature_pm(steering)
            sd = self._body.curvature_pm(settings.steering_sd_rad)
            return self._path(PathSource.STEERING, 0.0, 0.0, bend / 2.0, sd / 2.0)
        return self._path(PathSource.STRAIGHT, 0.0, 0.0, 0.0, settings.straight_sd_pm / 2.0)

    def _path(self, source: PathSource, c0: float, c1: float, c2: float, sd: float) -> EgoPath:
        return EgoPath(source, c0, c1, c2, sd, self._width_m, self._width_sd_m)


def _nearest(lines: tuple[LaneLine, ...], place: LinePlace, reach_m: float) -> LaneLine | None:
    found = (line for line in lines if line.place is place and line.x_max_m >= reach_m)
    return next(found, None)


def _mean(values: list[float], weights: list[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)

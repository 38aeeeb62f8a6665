"""Lines, our own path, lanes of others, and how they change them."""

import pytest

from vigil.base.records import EgoPath, LaneChange, LanePlace, LinePlace, PathSource, Scene
from vigil.tracking.places import lane_change
from vigil.tracking.settings import Placing

from .conftest import Drive, Thing, follow, line


def lanes(drive: Drive, bend_pm: float = 0.0, seconds: float = 1.0) -> Scene:
    """Drive in a lane of 3.7 m with two lines on the left and one on the right."""
    lines = (line(1.85, bend_pm), line(-1.85, bend_pm), line(5.55, bend_pm))
    for _ in range(round(seconds / drive.step_s)):
        scene = drive.see(lanes=lines)
    return scene


def test_lines_are_named_as_seen_from_us_and_grow_old(drive: Drive) -> None:
    scene = lanes(drive)
    places = [found.place for found in scene.lanes]
    assert places == [LinePlace.NEXT_LEFT, LinePlace.LEFT, LinePlace.RIGHT]
    assert all(found.age_s == pytest.approx(0.95) for found in scene.lanes)
    assert all(found.camera == "" for found in scene.lanes)
    assert all(found.c0_sd_m < 0.05 for found in scene.lanes)


def test_a_line_lives_through_a_short_gap_but_not_through_a_long_one(drive: Drive) -> None:
    lanes(drive)
    short = [drive.see() for _ in range(8)][-1]
    assert len(short.lanes) == 3
    assert short.path.source is PathSource.LANES
    gone = [drive.see() for _ in range(20)][-1]
    assert gone.lanes == ()
    assert gone.path.source is PathSource.YAW_RATE


def test_the_same_line_in_two_cameras_is_one_line(drive: Drive) -> None:
    for _ in range(5):
        scene = drive.see(lanes=[line(1.8), line(1.9, name="left"), line(-1.8)])
    assert len(scene.lanes) == 2


def test_our_path_is_the_middle_of_our_lane_and_knows_its_width(drive: Drive) -> None:
    path = lanes(drive, bend_pm=0.001, seconds=3.0).path
    assert path.source is PathSource.LANES
    assert path.y_m(30.0) == pytest.approx(0.9, abs=0.1)
    assert path.width_m == pytest.approx(3.7, abs=0.05)


def test_one_line_is_enough_once_the_width_is_known(drive: Drive) -> None:
    lanes(drive, seconds=3.0)
    for _ in range(30):
        scene = drive.see(lanes=[line(-1.85)])
    assert scene.path.source is PathSource.LANES
    assert scene.path.y_m(0.0) == pytest.approx(0.0, abs=0.1)


def test_where_one_of_ours_is_missing_the_next_lanes_line_moves_no_path(drive: Drive) -> None:
    """The line beyond the next lane is the nearest one left; half of it is no place to go."""
    for _ in range(20):
        drive.see(lanes=[line(1.75), line(-1.75), line(5.25)])
    for _ in range(30):
        scene = drive.see(lanes=[line(-1.75), line(5.25)])
    assert scene.path.c0_m == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(
    ("yaw_rate", "steering", "source"),
    [
        pytest.param(0.1, 0.3, PathSource.YAW_RATE, id="yaw rate first"),
        pytest.param(None, 0.2128, PathSource.STEERING, id="then the steering wheel"),
        pytest.param(None, None, PathSource.STRAIGHT, id="then straight ahead"),
    ],
)
def test_without_paint_the_path_comes_from_our_vehicle(
    drive: Drive, yaw_rate: float | None, steering: float | None, source: PathSource
) -> None:
    drive.yaw_rate_radps, drive.steering_rad = yaw_rate, steering
    path = drive.see().path
    assert path.source is source
    bend = 0.0 if source is PathSource.STRAIGHT else 0.005
    assert path.c2_pm == pytest.approx(bend / 2, rel=0.02)
    assert path.width_m == 3.5


def test_a_standing_car_has_no_curvature_from_its_gyroscope(drive: Drive) -> None:
    drive.speed_mps, drive.yaw_rate_radps = 0.0, 0.02
    assert drive.see().path.source is PathSource.STRAIGHT


@pytest.mark.parametrize(
    ("y_m", "lane"),
    [
        (0.0, LanePlace.EGO),
        (3.6, LanePlace.LEFT),
        (-3.6, LanePlace.RIGHT),
        (7.2, LanePlace.NEXT_LEFT),
        (-12.0, LanePlace.OFF_ROAD),
    ],
)
def test_lanes_of_others_are_counted_from_ours(drive: Drive, y_m: float, lane: LanePlace) -> None:
    lanes(drive)
    (thing,) = follow(drive, lambda _: Thing(20.0, y_m), 0.6).objects
    assert thing.lane is lane
    assert thing.lane_probability > 0.6


def test_far_away_without_paint_the_lane_is_a_guess_and_says_so(drive: Drive) -> None:
    (near,) = follow(drive, lambda _: Thing(15.0, 0.0), 0.5).objects
    far = follow(drive, lambda _: Thing(90.0, 0.0), 0.5).objects[-1]
    assert far.lane_probability < near.lane_probability


def test_a_car_that_comes_over_from_the_left_is_a_cut_in(drive: Drive) -> None:
    follow(drive, lambda _: Thing(25.0, 3.5), 1.0)
    changes = []
    for i in range(60):
        scene = drive.see([Thing(25.0, 3.5 - 1.2 * i * drive.step_s)])
        changes.append(scene.objects[0].lane_change)
    assert LaneChange.CUT_IN_LEFT in changes[:40]
    assert LaneChange.CUT_OUT_LEFT not in changes


ROAD = EgoPath(PathSource.LANES, 0.0, 0.0, 0.0, 1e-4, 3.5, 0.1)


@pytest.mark.parametrize(
    ("offset_m", "speed_mps", "change"),
    [
        pytest.param(2.5, -1.0, LaneChange.CUT_IN_LEFT, id="from the left"),
        pytest.param(-2.5, 1.0, LaneChange.CUT_IN_RIGHT, id="from the right"),
        pytest.param(1.0, 1.0, LaneChange.CUT_OUT_LEFT, id="out to the left"),
        pytest.param(0.2, 0.5, LaneChange.NONE, id="a lead that weaves in its lane"),
        pytest.param(3.5, -0.2, LaneChange.NONE, id="slow drift beside us"),
        pytest.param(3.6, 1.2, LaneChange.OTHER_LEFT, id="farther away to the left"),
        pytest.param(6.0, -1.2, LaneChange.OTHER_RIGHT, id="from the next lane but one"),
    ],
)
def test_lane_changes_by_numbers(offset_m: float, speed_mps: float, change: LaneChange) -> None:
    assert lane_change(offset_m, speed_mps, 0.1, ROAD.width_m, Placing()) is change


def test_a_doubtful_sideways_speed_is_no_lane_change() -> None:
    assert lane_change(2.5, -1.0, 0.8, ROAD.width_m, Placing()) is LaneChange.NONE

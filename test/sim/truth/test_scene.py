"""What is so at one moment, on small roads whose numbers can be worked out by hand."""

from collections.abc import Callable
from math import cos, hypot, pi
from typing import Any

import pytest

from vigil.base.records import Lamp, LaneChange, LanePlace, Motion, difference

Begin = Callable[..., Any]


def test_a_lead_has_gap_time_to_collision_and_headway(stage: Begin) -> None:
    moment = stage({"name": "lead", "gap_m": 30.0, "kmh": 36.0})
    lead = moment.thing("lead")
    assert lead.gap_m == pytest.approx(30.0)
    assert lead.closing_mps == pytest.approx(10.0)
    assert lead.ttc_s == pytest.approx(3.0)
    assert lead.headway_s == pytest.approx(1.5)
    assert (lead.in_path, lead.lane, lead.motion) == (True, LanePlace.EGO, Motion.MOVING)
    # The middle of a sedan, 4.70 m long, is half of that behind its rear.
    assert (lead.x_m, lead.y_m) == (pytest.approx(32.35), pytest.approx(0.0, abs=1e-9))
    assert moment.scene.lead_id == lead.id
    assert moment.scene.targets_ahead == 1


def test_a_gap_that_opens_has_no_time_to_collision(stage: Begin) -> None:
    faster = stage({"name": "faster", "gap_m": 10.0, "kmh": 108.0}).thing("faster")
    assert faster.closing_mps == pytest.approx(-10.0)
    assert faster.ttc_s is None


def test_who_stands_has_no_headway(stage: Begin) -> None:
    assert stage({"name": "lead", "gap_m": 5.0}, kmh=0.0).thing("lead").headway_s is None


def test_a_car_behind_us_is_neither_ahead_nor_in_our_path(stage: Begin) -> None:
    moment = stage({"name": "behind", "gap_m": -30.0, "kmh": 90.0})
    behind = moment.thing("behind")
    assert (behind.ttc_s, behind.headway_s, behind.in_path) == (None, None, False)
    assert (moment.scene.lead_id, moment.scene.targets_ahead) == (0, 0)


def test_in_a_bend_the_gap_is_the_way_that_we_drive(stage: Begin) -> None:
    """Our lane runs 5.25 m outside the reference line of a bend of 100 m to the left."""
    bend = {"pieces": [[400.0, 0.01]], "lanes": 2}
    moment = stage({"name": "lead", "s_m": 100.0, "lane": 1}, road=bend, ego={"s_m": 50, "lane": 1})
    along_m, length_m = 50.0 * 1.0525, (4.6 + 4.7) / 2.0
    # Both bodies are rectangles, not arcs: their faces lie at angles of half their lengths.
    assert moment.thing("lead").gap_m == pytest.approx(along_m - length_m, abs=0.25)
    before, after = moment.thing("lead"), moment.after(0.1).thing("lead")
    assert (before.gap_m - after.gap_m) / 0.1 == pytest.approx(before.closing_mps, rel=0.002)


def test_a_parked_car_beside_the_lane_is_no_lead(stage: Begin) -> None:
    moment = stage({"name": "parked", "gap_m": 20.0, "d_m": -3.0}, road={"lanes": 1})
    parked = moment.thing("parked")
    assert (parked.motion, parked.lane) == (Motion.PARKED, LanePlace.OFF_ROAD)
    assert not parked.in_path
    assert (moment.scene.lead_id, moment.scene.targets_ahead) == (0, 0)


def test_a_car_that_reaches_into_our_strip_is_in_our_path(stage: Begin) -> None:
    """Half widths of sedan and our car: 0.915 m and 0.925 m."""
    assert stage({"name": "it", "gap_m": 20.0, "d_m": 1.83}).thing("it").in_path
    assert not stage({"name": "it", "gap_m": 20.0, "d_m": 1.85}).thing("it").in_path


def test_a_crossing_cyclist_turns_its_flank_to_us(stage: Begin) -> None:
    cyclist = {
        "name": "cyclist", "model": "bicycle", "s_m": 100.0, "d_m": -6.0,
        "do": [{"cross_kmh": 15.0}],
    }  # fmt: skip
    moment = stage(cyclist, kmh=18.0).after(1.0)
    seen, bicycle = moment.thing("cyclist"), moment.placed("cyclist")
    assert seen.motion is Motion.CROSSING
    assert seen.lane_change is LaneChange.NONE
    assert abs(seen.yaw_rad) == pytest.approx(pi / 2.0)
    bumper_m = moment.snapshot.ego.s_m + 2.3
    assert seen.gap_m == pytest.approx(100.0 - bicycle.width_m / 2.0 - bumper_m)
    inside = []
    for tick in range(10, 40):
        seen = moment.after(tick / 10.0).thing("cyclist")
        inside.append(seen.in_path)
        reach_m = bicycle.length_m / 2.0 + 0.925
        assert seen.in_path == (abs(seen.offset_m) < reach_m)
    assert inside[0] is inside[-1] is False
    assert any(inside)


def test_a_cut_in_is_one_from_begin_to_end(stage: Begin) -> None:
    cutter = {
        "name": "cutter", "gap_m": 20.0, "lane": 1, "kmh": 72.0,
        "do": [{"when": {"t_s": 1.0}, "lane": 0, "over_s": 3.0}],
    }  # fmt: skip
    moment = stage(cutter)
    assert moment.scene.right_zone_id == 1
    said = [moment.after(tick / 10.0).thing("cutter") for tick in range(50)]
    changes = [each.lane_change for each in said]
    first, last = (
        changes.index(LaneChange.CUT_IN_RIGHT),
        49 - changes[::-1].index(LaneChange.CUT_IN_RIGHT),
    )
    assert set(changes[first : last + 1]) == {LaneChange.CUT_IN_RIGHT}
    assert set(changes) == {LaneChange.NONE, LaneChange.CUT_IN_RIGHT}
    assert 10 < first < 20
    assert 30 < last < 40
    assert (said[0].lane, said[-1].lane) == (LanePlace.RIGHT, LanePlace.EGO)
    assert said[first].left_indicator is Lamp.ON
    assert moment.scene.lead_id == 1


def test_whoever_comes_in_is_named_until_it_is_in(stage: Begin) -> None:
    cutter = {"name": "cutter", "gap_m": 20.0, "lane": 1, "kmh": 72.0, "do": [{"lane": 0}]}
    moment = stage(cutter)
    assert moment.scene.cut_in_id == 0
    assert moment.after(1.5).scene.cut_in_id == 1
    assert moment.after(4.0).scene.cut_in_id == 0


def test_a_cut_out_leaves_our_lane(stage: Begin) -> None:
    moment = stage({"name": "it", "gap_m": 20.0, "kmh": 72.0, "do": [{"lane": 1}]})
    assert moment.after(1.0).thing("it").lane_change is LaneChange.CUT_OUT_RIGHT
    assert moment.after(2.0).thing("it").lane_change is LaneChange.CUT_OUT_RIGHT


def test_a_change_between_two_other_lanes_is_no_cut_in(stage: Begin) -> None:
    other = {"name": "it", "gap_m": 20.0, "lane": 1, "kmh": 72.0, "do": [{"lane": 2}]}
    moment = stage(other, road={"lanes": 3}).after(1.0)
    assert moment.thing("it").lane_change is LaneChange.OTHER_RIGHT
    assert moment.scene.cut_in_id == 0


def test_a_swerving_lead_changes_no_lane(stage: Begin) -> None:
    lead = {"name": "lead", "gap_m": 20.0, "kmh": 72.0, "do": [{"swerve_m": 1.5}]}
    moment = stage(lead)
    changes = {moment.after(tick / 5.0).thing("lead").lane_change for tick in range(40)}
    assert changes == {LaneChange.NONE}


def test_oncoming_traffic_closes_with_both_speeds(stage: Begin) -> None:
    oncoming = {"name": "oncoming", "gap_m": 80.0, "lane": -1, "kmh": 72.0}
    moment = stage(oncoming, road={"lanes": 1, "opposite_lanes": 1})
    seen = moment.thing("oncoming")
    assert seen.closing_mps == pytest.approx(40.0)
    assert (seen.motion, seen.lane) == (Motion.ONCOMING, LanePlace.LEFT)
    assert moment.scene.lead_id == 0
    assert moment.scene.left_zone_id == seen.id


def test_a_queue_that_stopped_is_not_one_that_always_stood(stage: Begin) -> None:
    stops = {"name": "stops", "gap_m": 60.0, "kmh": 18.0, "do": [{"kmh": 0.0, "mps2": 6.0}]}
    moment = stage(stops, {"name": "stands", "gap_m": 90.0}, kmh=18.0)
    assert moment.thing("stops").motion is Motion.MOVING
    moment.after(3.0)
    assert moment.thing("stops").motion is Motion.STOPPED
    assert moment.thing("stands").motion is Motion.STANDING
    assert moment.thing("stops").brake_lamp is Lamp.ON


def test_a_pedestrian_in_our_path_is_no_lead(stage: Begin) -> None:
    moment = stage({"name": "person", "model": "adult", "gap_m": 30.0})
    assert moment.thing("person").in_path
    assert moment.scene.lead_id == 0


def test_lanes_beyond_the_next_but_one_have_no_word(stage: Begin) -> None:
    far = stage({"name": "far", "gap_m": 10.0, "lane": 3}, road={"lanes": 4}).thing("far")
    assert far.lane is LanePlace.UNKNOWN


def test_we_touch_what_we_run_into(stage: Begin) -> None:
    moment = stage({"name": "wall", "model": "bus", "gap_m": 3.0}, {"name": "b", "gap_m": -20.0})
    assert moment.scene.touching == ()
    assert moment.after(0.5).scene.touching == moment.world.touching == (1,)


def test_things_come_nearest_first_with_plate_and_place(stage: Begin) -> None:
    moment = stage(
        {"name": "far", "gap_m": 80.0}, {"name": "near", "gap_m": 20.0},
        {"name": "person", "model": "child", "gap_m": 40.0, "d_m": -6.0}, light="dusk",
    )  # fmt: skip
    scene = moment.scene
    assert [thing.name for thing in scene.objects] == ["near", "person", "far"]
    assert [bool(thing.plate) for thing in scene.objects] == [True, False, True]
    assert (scene.light, scene.weather) == ("dusk", "clear")
    assert all(thing.views == () for thing in scene.objects)


def test_our_own_car_is_known_exactly(stage: Begin) -> None:
    vehicle = stage(kmh=90.0).scene.vehicle
    assert vehicle.speed_mps.trusted == pytest.approx(25.0)
    assert vehicle.brake.trusted == 0.0


def test_on_an_even_climb_what_is_ahead_stands_as_high_as_we_do(stage: Begin) -> None:
    """Half way up a long hill of 20 m its road climbs 1 in 40: 1 m in 40 m, were we level."""
    hill = {"hill_m": 20.0, "hill_length_m": 5000.0, "pieces": [[3000.0, 0.0]]}
    moment = stage({"name": "lead", "gap_m": 38.0}, road=hill, ego={"s_m": 1250.0})
    lead, (us, it) = moment.thing("lead"), (moment.snapshot.ego, moment.placed("lead"))
    assert it.z_m - us.z_m > 0.99
    assert lead.z_m == pytest.approx(0.0, abs=0.02)
    assert lead.x_m == pytest.approx(38.0 + 2.35, abs=0.03)


def test_truth_knows_how_far_our_nose_is_down(stage: Begin) -> None:
    moment = stage(kmh=90.0)
    assert moment.scene.dive_rad == 0.0
    moment.world.command(acceleration_mps2=-6.0)
    assert moment.after(1.0).scene.dive_rad == moment.snapshot.ego.dive_rad > 0.01


def test_a_turned_car_sees_the_same_distances(stage: Begin) -> None:
    """In a bend our heading is not the road's: distance does not depend on the frame."""
    bend = {"pieces": [[100.0, 0.0], [300.0, -0.006]], "lanes": 2}
    lead = {"name": "lead", "gap_m": 40.0, "kmh": 72.0}
    moment = stage(lead, road=bend).after(3.0)
    seen, placed, ego = moment.thing("lead"), moment.placed("lead"), moment.snapshot.ego
    from_middle_m = hypot(placed.x_m - ego.x_m, placed.y_m - ego.y_m)
    assert hypot(seen.x_m + 2.3, seen.y_m) == pytest.approx(from_middle_m)
    assert cos(seen.yaw_rad) == pytest.approx(cos(placed.yaw_rad - ego.yaw_rad))


def test_two_runs_say_the_same_bits(stage: Begin) -> None:
    lead = {"name": "lead", "gap_m": 30.0, "kmh": 36.0}
    first, again = (stage(lead).after(1.0).scene for _ in range(2))
    assert difference(first, again) == ""

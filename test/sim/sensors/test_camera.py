"""What stands before the lens when a picture is taken."""

from collections.abc import Callable
from itertools import islice
from math import radians

import pytest

from vigil.pipeline import Rooms
from vigil_sim.scenario.sensors import CameraTiming
from vigil_sim.sensors.camera import Camera
from vigil_sim.sensors.past import Past
from vigil_sim.sensors.timing import Beat
from vigil_sim.world.snapshot import Snapshot

START_NS = 1_000_000_000


def camera(rooms: Rooms, **timing: object) -> Camera:
    return Camera(rooms.rig.leading, CameraTiming(**timing), 1, START_NS)  # type: ignore[arg-type]


def beat(one: Camera, number: int) -> Beat:
    return next(islice(one.timing, number, None))


@pytest.mark.parametrize(("stamp", "after_ms"), [("start", 0.0), ("mid", 14.0), ("end", 28.0)])
def test_the_stamp_follows_its_policy(sim_rooms: Rooms, stamp: str, after_ms: float) -> None:
    event = beat(camera(sim_rooms, exposure_ms=8.0, readout_ms=20.0, stamp=stamp), 3).event
    assert event.stamp_ns - event.true_ns == after_ms * 1e6
    assert event.arrival_ns - event.true_ns == 28_000_000


def test_a_picture_shows_the_middle_of_its_exposure(
    sim_rooms: Rooms, past: Past, moment: Callable[[int], Snapshot]
) -> None:
    one = camera(sim_rooms, exposure_ms=8.0)
    event = beat(one, 4).event
    taken = one.measure(event, past)
    assert taken.camera == "front"
    assert taken.bands == (taken.middle,)
    assert taken.middle.time_ns == event.stamp_ns == event.true_ns + 4_000_000
    exact = moment(taken.middle.time_ns)
    assert taken.middle.ego.x_m == pytest.approx(exact.ego.x_m, abs=1e-9)
    assert taken.middle.ego.yaw_rad == pytest.approx(exact.ego.yaw_rad, abs=1e-9)
    assert taken.middle.vehicle["speed_mps"] == pytest.approx(exact.vehicle["speed_mps"])


def test_a_rolling_shutter_reads_its_strips_one_after_the_other(
    sim_rooms: Rooms, past: Past
) -> None:
    one = camera(sim_rooms, exposure_ms=8.0, readout_ms=24.0, bands=4)
    event = beat(one, 2).event
    taken = one.measure(event, past)
    after_ms = [(band.time_ns - event.true_ns) / 1e6 for band in taken.bands]
    assert after_ms == [7.0, 13.0, 19.0, 25.0]
    assert taken.middle.time_ns - event.true_ns == 16_000_000
    places_m = [band.ego.x_m for band in taken.bands]
    assert places_m == sorted(places_m)


def test_a_camera_knocked_out_of_place_looks_elsewhere_than_configured(sim_rooms: Rooms) -> None:
    one = camera(sim_rooms, pitch_error_deg=0.5, yaw_error_deg=-1.0)
    configured = sim_rooms.mountings[0]
    assert one.mounting.pitch_rad == pytest.approx(configured.pitch_rad + radians(0.5))
    assert one.mounting.yaw_rad == pytest.approx(configured.yaw_rad - radians(1.0))

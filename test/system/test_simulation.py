"""A simulated road in the real graph: it is seen by truth, warned of, and braked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from system.conftest import PATIENCE_S, Driven, Graph
from vigil.bag import BagReader, topics
from vigil.bag.storage import WATERMARK
from vigil.base.errors import EngineError
from vigil.base.records import Level
from vigil_nodes import demo
from vigil_sim.render.context import context

CAR = Path(__file__).parents[2] / "config/sim_car.yaml"
"""The simulated car; its picture is small and narrow here: it is drawn without a graphics card."""
CONFIG = f"""\
include: [{CAR}]
camera:
  cameras:
    - name: front
      source: {{kind: topic, address: /vigil/camera/front/image/compressed}}
      width_px: 320
      height_px: 180
      fx_px: 600.0
      fy_px: 600.0
      cx_px: 159.5
      cy_px: 89.5
      mounting: {{x_m: -1.5, z_m: 1.3, pitch_deg: 0.0}}
"""
SCENARIO = """\
name: queue
duration_s: 7.0
light: overcast
road: {style: highway, clutter: 0.0}
ego: {kmh: 60}
actors: [{name: last, model: van, gap_m: 75}]
"""


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Driven:
    """Return a drive towards a queue that stands."""
    try:
        context()
    except EngineError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("simulated")
    (folder / "car.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "queue.yaml").write_text(SCENARIO, encoding="utf-8")
    config = ["--config", str(folder / "car.yaml")]
    graph, bag = Graph(folder), folder / "bag"
    try:
        marked = ["sync.watermarks=['simulated road']"]
        flags = ["--truth", "--until-played", "--record", str(bag), *config]
        driving = graph.drive(marked, *flags)
        graph.start([*demo.SIMULATE, str(folder / "queue.yaml"), *config]).wait(PATIENCE_S)
        return Driven(bag, driving.wait(timeout=PATIENCE_S), graph.said())
    finally:
        graph.close()


@pytest.fixture(scope="module")
def bag(simulated: Driven) -> Iterator[BagReader]:
    with BagReader(simulated.bag) as reader:
        yield reader


def records(bag: BagReader, topic: topics.Topic) -> list[Any]:
    return [record for _, record in bag.records([topic.name])]


def test_the_simulated_drive_ends_well(simulated: Driven) -> None:
    assert simulated.status == 0, simulated.said
    assert "Traceback" not in simulated.said
    assert "queue: nothing was touched" in simulated.said


def test_the_driver_is_warned_and_the_car_brakes_on_what_the_graph_says(bag: BagReader) -> None:
    levels = [alerts.level for alerts in records(bag, topics.ALERTS)]
    speeds = [truth.vehicle.speed_mps.value for truth in records(bag, topics.TRUTH)]
    assert max(levels) >= Level.WARNING
    assert speeds[0] == pytest.approx(60 / 3.6)
    assert speeds[-1] < 8.0


def test_what_our_car_says_on_its_bus_is_what_is_true(bag: BagReader) -> None:
    truths = {one.stamp_ns: one.vehicle.speed_mps.value for one in records(bag, topics.TRUTH)}
    for frame_set in records(bag, topics.FRAME_SET):
        speed = frame_set.moment.vehicle.speed_mps
        near_ns = min(truths, key=lambda at_ns: abs(at_ns - frame_set.stamp_ns))
        if speed.trusted is not None and abs(near_ns - frame_set.stamp_ns) < 10_000_000:
            assert speed.trusted == pytest.approx(truths[near_ns], abs=0.3)


def test_every_exposure_has_its_truth_and_every_sensor_its_account(bag: BagReader) -> None:
    pictures = bag.topics[topics.COMPRESSED.of("front")].count
    events = [event for one in records(bag, topics.TRUTH_SENSORS) for event in one.events]
    taken = [event for event in events if event.sensor == "camera/front" and not event.lost]
    assert 0 < pictures <= len(taken)
    assert {event.sensor for event in events} >= {"camera/front", "can/car", "imu", "gnss"}
    assert bag.topics[topics.TRUTH.name].count == len(taken)


def test_everything_says_that_no_network_looked(bag: BagReader) -> None:
    assert "simulated road; detections from the truth" in bag.metadata[WATERMARK]
    for targets in records(bag, topics.TARGETS):
        said = "; ".join(targets.moment.watermarks)
        assert "simulated road" in said
    seen = [one for one in records(bag, topics.PERCEPTS) if one.detections]
    assert seen
    assert all("detections from the truth" in "; ".join(one.moment.watermarks) for one in seen)

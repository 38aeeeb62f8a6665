"""The same moment gives the same bits, whoever draws it, and whatever is drawn beside it."""

import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest

from vigil.geometry import CameraModel

from .conftest import MOUNTING, SMALL, Set, bits

LEAD = {"name": "lead", "gap_m": 14.0, "model": "wagon", "color": 3}
OTHER = CameraModel("other", 320, 200, 300.0, 300.0, 159.5, 99.5)
ALONE = """
import sys
from hashlib import sha256
from vigil.base.settings import checked
from vigil.geometry import Body
from vigil_sim.render import Renderer
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import World
from sim.render.conftest import MOUNTING, SMALL
lead = {"name": "lead", "gap_m": 14.0, "model": "wagon", "color": 3}
said = {"name": "stand", "ego": {"kmh": 50.0}, "road": {"opposite_lanes": 1}, "actors": [lead]}
scenario = checked(Scenario, said, "the test")
world = World(scenario, Body())
picture = Renderer(scenario, world.road, (), 0).picture([world.snapshot()], SMALL, MOUNTING)
print(sha256(picture.bgr.tobytes() + picture.classes.tobytes()).hexdigest())
"""


def test_two_renderers_draw_the_same_bits(set_up: Set) -> None:
    one, two = set_up(LEAD), set_up(LEAD)
    first = one.picture(number=7, exposure_s=0.008)
    two.picture(OTHER, number=3)
    set_up(light="night", weather="rain").picture()
    assert bits(two.picture(number=7, exposure_s=0.008)) == bits(first)
    assert bits(one.picture(number=7, exposure_s=0.008)) == bits(first)


def test_another_process_draws_the_same_bits(set_up: Set) -> None:
    picture = set_up(LEAD).picture()
    assert picture.classes is not None
    here = sha256(picture.bgr.tobytes() + picture.classes.tobytes()).hexdigest()
    path = [entry for entry in sys.path if entry]
    there = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n{ALONE}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert there.stdout.strip() == here


def test_a_picture_without_labels_is_the_same_picture(set_up: Set) -> None:
    stand = set_up(LEAD)
    bare = stand.picture(labels=False)
    assert len(bits(bare)) == 1
    assert np.array_equal(bare.bgr, stand.picture().bgr)


def test_noise_differs_from_picture_to_picture_and_labels_do_not(set_up: Set) -> None:
    stand = set_up(LEAD)
    one, two = stand.picture(number=1), stand.picture(number=2)
    assert not np.array_equal(one.bgr, two.bgr)
    assert bits(one)[1:] == bits(two)[1:]
    difference = one.bgr.astype(float) - two.bgr
    assert abs(difference.mean()) < 0.1
    assert 1.0 < difference.std() < 8.0


def test_a_road_far_from_its_beginning_is_as_sharp(set_up: Set) -> None:
    long = {"pieces": [(60_000.0, 0.0)], "marks": {"worn": 0.0}}
    near, far = (set_up(road=long, ego={"kmh": 0.0, "s_m": s}) for s in (72.0, 50_400.0))
    one, two = near.picture().classes, far.picture().classes
    assert one is not None
    assert two is not None
    assert (one == two).mean() > 0.999


@pytest.mark.parametrize("size", [SMALL, OTHER])
def test_motion_blurs_what_passes_and_leaves_what_is_far(set_up: Set, size: CameraModel) -> None:
    stand = set_up(ego={"kmh": 100.0})
    sharp, blurred = stand.picture(size), stand.picture(size, exposure_s=0.02)
    change = np.abs(sharp.bgr.astype(float) - blurred.bgr).mean(axis=(1, 2))
    assert change[-20:].mean() > 3.0 * change[:20].mean() + 0.5
    assert stand.renderer.picture([stand.snapshot], size, MOUNTING).bgr.shape[:2] == (
        size.height_px,
        size.width_px,
    )

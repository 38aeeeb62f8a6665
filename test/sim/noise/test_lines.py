"""Lane lines: off by as much as was fitted, for a while; missed where there is no paint."""

from dataclasses import replace

import numpy as np
import pytest

from vigil.base.records import LinePlace, LineType
from vigil_sim.noise import fitted
from vigil_sim.noise.settings import Pitching

from .conftest import LANES, MODEL, MOUNTING, Watch, make_line, make_scene, without_ghosts

PITCHING = fitted().pitching


def test_the_lines_of_our_lane_are_found_where_they_are() -> None:
    found = [now.lanes for now in Watch().look(make_scene(0.0), 600, 5.0)]
    s = fitted().lines
    left = [line for lines in found for line in lines if line.place is LinePlace.LEFT]
    there = np.array([line.y_m(s.pivot_m) for line in left]) - 1.75
    pitching = 1.75 * s.pivot_m * np.hypot(PITCHING.sd_rad, PITCHING.bounce_sd_rad)
    sd = np.hypot(s.offset_sd_m, pitching / MOUNTING.z_m)
    assert np.mean(there) == pytest.approx(0.0, abs=4.0 * sd / len(left) ** 0.5)
    assert np.std(there) == pytest.approx(sd, rel=0.15)
    assert np.std([line.c0_m for line in left]) == pytest.approx(left[0].c0_sd_m, rel=0.15)
    assert all(line.x_max_m > line.x_min_m for lines in found for line in lines)


def test_a_line_is_missed_as_often_as_was_fitted() -> None:
    count = sum(len(now.lanes) for now in Watch().look(make_scene(0.0), 800, 5.0))
    assert count / 1600 == pytest.approx(1.0 - fitted().lines.missed, abs=0.04)


def test_where_there_is_no_paint_there_is_no_line() -> None:
    scene = replace(make_scene(0.0), lanes=(make_line(LinePlace.LEFT, 1.75, 0.0), LANES[1]))
    for now in Watch().look(scene, 100):
        assert all(line.place is LinePlace.RIGHT for line in now.lanes)


def test_a_nose_that_dips_opens_the_lines() -> None:
    noise = without_ghosts(fitted())
    bouncing = Pitching(sd_rad=0.02, memory_s=1.0, bounce_sd_rad=0.0)
    watch = Watch(noise.model_copy(update={"pitching": bouncing}))
    pairs = [
        (now.lanes[0].c1, now.lanes[1].c1)
        for now in watch.look(make_scene(0.0), 300, 5.0)
        if len(now.lanes) == 2
    ]
    assert np.corrcoef(np.array(pairs).T)[0, 1] < -0.8


def test_the_type_of_a_line_cannot_be_told_at_times() -> None:
    kinds = [line.kind for now in Watch().look(make_scene(0.0), 500, 5.0) for line in now.lanes]
    unknown = np.mean([kind is LineType.UNKNOWN for kind in kinds])
    assert unknown == pytest.approx(fitted().lines.nameless, abs=0.04)


def test_the_points_of_a_line_lie_in_the_picture_bottom_first() -> None:
    (now,) = Watch().look(make_scene(0.0), 1)
    for line in now.lanes:
        rows = line.points_px[:, 1]
        assert len(rows) >= 2
        assert (np.diff(rows) < 0.0).all()
        assert (rows <= MODEL.height_px - 1).all()

"""Runs with pixels: refused in one sentence where nobody can look, and scored like any other."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from vigil.base.errors import InputError, ModelError
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms
from vigil_sim.commands.protocols import app
from vigil_sim.noise import fitted
from vigil_sim.protocol import play as playing
from vigil_sim.protocol.draws import FIRST_PUBLISHED
from vigil_sim.protocol.physics import reference_driver
from vigil_sim.protocol.pixels import CUT_INS, LIGHTS, Gallery, Look, Seen, looks
from vigil_sim.protocol.play import play
from vigil_sim.protocol.running import campaign_of, measure
from vigil_sim.protocol.sighting import true_object
from vigil_sim.run.kinematic import true_mountings
from vigil_sim.run.loop import Outcome, close_loop
from vigil_sim.scenario.settings import Scenario
from vigil_sim.truth import truth_of
from vigil_sim.world import World

RUNNER = CliRunner()
SIM = Path(__file__).parents[3] / "config/sim_small.yaml"


@pytest.fixture(scope="module")
def rooms() -> Rooms:
    """Return the simulated car with its small camera."""
    return Rooms(Configuration.read(SIM)).check()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the truth be told in place of pictures and networks."""

    def blind(scenario: Scenario, rooms: Rooms, out: Path, *more: Any) -> Outcome:
        _, mode, _, noise = more
        return close_loop(scenario, rooms, out, None, mode, "truth", noise)

    monkeypatch.setattr(playing, "close_loop", blind)


@pytest.fixture
def slower() -> Look:
    """Return an approach to a slower car, by night and cut short."""
    look = next(look for look in looks(everything=False) if look.point.family == "nhtsa/slower")
    scenario = look.point.scenario.model_copy(update={"duration_s": 6.0})
    return Look(replace(look.point, scenario=scenario), "night")


def test_without_networks_it_is_one_sentence_that_says_what_is_missing(tmp_path: Path) -> None:
    where = ["run", "nhtsa", "--level", "pixels", "--set", f"inference.model_path=['{tmp_path}']"]
    with pytest.raises(
        ModelError, match=r"pixels are not possible here: .* needs .*\.onnx \(sha256"
    ) as one:
        RUNNER.invoke(app, where, catch_exceptions=False)
    assert "\n" not in str(one.value)


def test_a_factor_on_noise_means_nothing_with_pixels(rooms: Rooms) -> None:
    with pytest.raises(InputError, match="no --noise with pixels"):
        campaign_of(rooms, "pixels", None, [2.0], seed=1, quick=False)


def test_without_pixels_twenty_draws_and_two_noises_are_usual(rooms: Rooms) -> None:
    usual = campaign_of(rooms, "kinematic", None, None, seed=1, quick=False)
    assert (usual.draws, usual.scales) == (20, (1.0, 2.0))


@pytest.mark.usefixtures("told")
def test_a_run_with_pixels_is_scored_as_one_without(rooms: Rooms, slower: Look) -> None:
    campaign = campaign_of(rooms, "kinematic", 1, [1.0], seed=3, quick=False)
    without = measure(slower.point, 1.0, campaign)
    with_pixels = measure(slower.point, 1.0, replace(campaign, depth="pixels"))
    (one,), (other,) = without.draws, with_pixels.draws
    assert (one.run.seed, one.run.settings) == (other.run.seed, other.run.settings)
    assert one.outcome == other.outcome
    assert other.run.level == "sensors"


@pytest.mark.usefixtures("told")
def test_a_run_is_kept_with_its_ranges_until_its_settings_change(
    rooms: Rooms, slower: Look, tmp_path: Path
) -> None:
    gallery = Gallery(tmp_path / "runs", rooms, fitted(), rate_hz=10.0)
    seen = gallery.take(slower, tmp_path / "bag")
    assert gallery.kept(slower, seen.settings) == seen
    assert gallery.kept(slower, "0123456789ab") is None
    assert replace(gallery, rate_hz=20.0).kept(slower, seen.settings) is None
    (path,) = (tmp_path / "runs").iterdir()
    assert json.loads(path.read_text(encoding="utf-8"))["light"] == "night"
    assert_ranges_are_of_the_target(seen)
    path.write_text('{"name": "half', encoding="utf-8")
    assert gallery.kept(slower, seen.settings) is None


def assert_ranges_are_of_the_target(seen: Seen) -> None:
    assert 10 < len(seen.samples) <= 61  # at 10 Hz
    assert seen.first_seen_m == seen.samples[0].true_x_m
    gaps_m = [one.true_x_m for one in seen.samples]
    assert gaps_m == sorted(gaps_m, reverse=True)
    assert np.median([one.x_m / one.true_x_m for one in seen.samples]) == pytest.approx(1, abs=0.25)


def test_by_day_at_dusk_and_at_night_the_same_draw_is_driven(rooms: Rooms, slower: Look) -> None:
    day, night = (
        Look(slower.point, light).scenario(rooms, 10.0, 1_000_000) for light in ("day", "night")
    )
    assert (day.light, night.light) == ("day", "night")
    assert day.seed == night.seed >= 1_000_000
    assert day.ego == night.ego
    assert day.ego.kmh != slower.point.scenario.ego.kmh
    assert day.sensors.cameras["front"].rate_hz == 10.0


def test_each_draw_of_a_test_of_nhtsa_has_another_car_ahead(rooms: Rooms, slower: Look) -> None:
    models = [
        replace(slower, draw=draw).scenario(rooms, 20.0, 0).actors[0].model for draw in range(5)
    ]
    assert len(set(models)) == 5
    written = next(look for look in looks(everything=False) if look.point.family == "euroncap/ccrs")
    assert replace(written, draw=3).scenario(rooms, 20.0, 0).actors[0].model == "hatch"


@pytest.mark.parametrize("name", CUT_INS)
def test_every_cut_in_that_is_looked_at_must_be_avoided(rooms: Rooms, name: str) -> None:
    look = next(look for look in looks(everything=True) if look.point.name == name)
    scenario = look.scenario(rooms, 20.0, FIRST_PUBLISHED)
    assert reference_driver(scenario, rooms.body).demands


def test_the_long_list_is_what_the_protocols_ask_for_and_the_short_one_a_part_of_it() -> None:
    short, whole = (looks(everything=each) for each in (False, True))
    names = [look.name for look in whole]
    assert len(set(names)) == len(names)
    assert {look.name for look in short} < set(names)
    count = Counter(look.point.family.split("/")[0] for look in whole)
    assert count == {
        "nhtsa": 3 * 5 * 3,
        "euroncap": (9 + 2 + 4) * 5 * 3,
        "cutin": 5,
        "negative": 12,
    }
    assert len({look.point.family for look in whole if "cutin" in look.name}) == 5
    for look in whole:
        assert look.light in LIGHTS
        assert look.point.scenario.ego.kmh <= 60 or "euroncap" not in look.name


def test_the_box_of_the_truth_is_where_its_corners_are_seen(rooms: Rooms, slower: Look) -> None:
    world, model = World(slower.point.scenario, rooms.body), rooms.models["front"]
    (mounting,) = true_mountings(slower.point.scenario, rooms)
    truth = truth_of(world.snapshot(), world.road, slower.point.scenario)
    (target,) = truth.objects
    there = true_object(target, model, mounting)
    assert there is not None
    assert there.x_m == pytest.approx(target.gap_m, abs=0.01)
    depth_m = target.gap_m - mounting.x_m
    left, top, right, bottom = there.xyxy_px
    assert right - left == pytest.approx(model.fx_px * target.width_m / depth_m, rel=0.02)
    assert bottom == pytest.approx(model.cy_px + model.fy_px * 1.3 / depth_m, abs=0.1)
    assert bottom - top == pytest.approx(model.fy_px * target.height_m / depth_m, rel=0.02)
    assert true_object(replace(target, x_m=-2.0), model, mounting) is None


def test_no_rival_is_judged_by_pixels(rooms: Rooms, slower: Look) -> None:
    with pytest.raises(InputError, match="rivals are judged on the kinematic level"):
        play(
            slower.point.scenario,
            "pixels",
            rooms,
            fitted(),
            mode="none",
            judges={"a": lambda _: 0},  # type: ignore[dict-item, return-value]
        )

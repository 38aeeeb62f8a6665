"""Light, weather and paint look as they do on a road."""

from dataclasses import replace
from typing import Any, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
import pytest

from vigil_sim.render import Picture
from vigil_sim.render.looks import LIGHTS, look_of
from vigil_sim.scenario.settings import Weather
from vigil_sim.world import Classes
from vigil_sim.world.scenery import Prop

from .conftest import MOUNTING, SMALL, Set, bits, grey, spot_px

Levels: TypeAlias = npt.NDArray[np.float64]
WEATHERS: tuple[Weather, ...] = get_args(Weather)
EMPTY: dict[str, Any] = {"clutter": 0.0, "lamps": False, "marks": {"worn": 0.0}}


def colour(picture: Picture, number: int) -> Levels:
    """Return the mean blue, green and red of one thing."""
    assert picture.instances is not None
    return np.asarray(picture.bgr[picture.instances == number].astype(float).mean(axis=0))


def redness(picture: Picture, number: int) -> float:
    blue, green, red = colour(picture, number)
    return float(red - (blue + green) / 2)


def test_low_beam_lights_the_road_to_60_m(set_up: Set) -> None:
    """Measured at 480x270: 117, 61, 40, 25 at 20, 40, 60, 80 m, where the night leaves 23."""
    stand = set_up(light="night", road=EMPTY)
    picture = stand.picture()
    levels = [grey(picture, ahead_m, 0.0) for ahead_m in (20.0, 40.0, 60.0, 80.0, 110.0)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] == pytest.approx(117.0, abs=25.0)
    assert levels[1] == pytest.approx(61.0, abs=15.0)
    assert levels[2] > 1.4 * levels[4]
    assert levels[3] < 1.3 * levels[4]


def test_beyond_the_beam_lit_tail_lamps_are_what_is_seen(set_up: Set) -> None:
    lead = {"name": "lead", "gap_m": 50.0, "model": "sedan", "color": 2}
    lit = set_up({**lead, "lamps": "lit"}, light="night", road=EMPTY).picture()
    unlit = set_up({**lead, "lamps": "off"}, light="night", road=EMPTY).picture()
    assert redness(lit, 1) > redness(unlit, 1) + 8.0


@pytest.mark.parametrize("light", ["day", "night"])
def test_a_brake_lamp_shines(set_up: Set, light: str) -> None:
    stand = set_up({"name": "lead", "gap_m": 15.0, "color": 2}, light=light)
    pictures = [
        stand.renderer.picture([stand.changed("lead", brake=brake)], SMALL, MOUNTING)
        for brake in (False, True)
    ]
    assert redness(pictures[1], 1) > redness(pictures[0], 1) + 3.0


def test_a_turn_signal_blinks_90_times_a_minute(set_up: Set) -> None:
    stand = set_up({"name": "lead", "gap_m": 10.0, "color": 2}, road=EMPTY)
    moment = stand.changed("lead", left=True)
    amber = []
    for step in range(20):
        then = replace(moment, time_ns=moment.time_ns + step * 100_000_000)
        picture = stand.renderer.picture([then], SMALL, MOUNTING)
        assert picture.instances is not None
        bgr = picture.bgr[picture.instances == 1].astype(float)
        amber.append(np.sort(bgr[:, 1] - bgr[:, 0])[-20:].mean())
    on = np.array(amber) > (max(amber) + min(amber)) / 2
    assert np.ptp(amber) > 40.0
    assert np.count_nonzero(np.diff(on.astype(int)) == 1) == 3


def test_the_sun_throws_a_shadow_and_clouds_none(set_up: Set) -> None:
    truck = {"name": "truck", "model": "truck", "gap_m": 14.0, "d_m": 4.0}
    for light, share in (("day", 0.75), ("overcast", 1.0)):
        with_truck = set_up(truck, light=light, road=EMPTY)
        without = set_up(light=light, road=EMPTY)
        beside = [grey(s.picture(), 18.0, 2.0) for s in (with_truck, without)]
        assert beside[0] / beside[1] == pytest.approx(share, abs=0.2)
        assert (beside[0] < 0.9 * beside[1]) == (light == "day")


def test_fog_hides_what_is_far(set_up: Set) -> None:
    lead = {"name": "lead", "model": "truck", "color": 2, "gap_m": 80.0}
    contrast = {}
    for weather in ("clear", "rain", "fog"):
        picture = set_up(lead, weather=weather, road=EMPTY).picture()
        assert picture.instances is not None
        rows, columns = np.nonzero(picture.instances == 1)
        column = int(np.median(columns))
        sky = float(picture.bgr[rows.min() - 12, column].mean())
        contrast[weather] = sky - float(picture.bgr[rows.min() + 5, column].mean())
    assert contrast["clear"] > contrast["rain"] > contrast["fog"] > 0.0
    assert contrast["fog"] < 0.4 * contrast["clear"]


def test_a_wet_road_mirrors_lamps(set_up: Set) -> None:
    coming = {"name": "coming", "gap_m": 25.0, "lane": -1, "lamps": "lit"}
    for weather in ("clear", "rain"):
        stand = set_up(coming, light="night", weather=weather, road=EMPTY)
        with_lamps = stand.picture(number=1).bgr.astype(float)
        without = stand.renderer.picture(
            [stand.changed("coming", lit=False)], SMALL, MOUNTING, number=1
        ).bgr
        column, row = spot_px(16.0, 3.5)
        glare = (with_lamps - without)[row - 6 : row + 6, column - 20 : column + 20].mean()
        assert (glare > 2.0) == (weather == "rain")


def test_yellow_paint_is_yellow(set_up: Set) -> None:
    road = {**EMPTY, "lanes": 2, "opposite_lanes": 2}
    for name in ("white", "yellow"):
        stand = set_up(road={**road, "marks": {"color": name, "worn": 0.0}})
        column, row = spot_px(8.0, 1.75 - 0.12)
        blue, green, red = stand.picture().bgr[row, column].astype(float)
        assert (red > 1.5 * blue) == (name == "yellow")
        assert green > 110.0


def edge_levels(set_up: Set, worn: float) -> Levels:
    """Return light, gamma undone, along the left edge line, at five places of one road."""
    stand = set_up(
        road={**EMPTY, "opposite_lanes": 0, "pieces": [[5000.0, 0.0]], "marks": {"worn": worn}}
    )
    levels = []
    for along_m in np.arange(200.0, 1200.0, 170.0):
        ego = replace(stand.snapshot.ego, s_m=along_m, x_m=along_m)
        moment = replace(stand.snapshot, ego=ego)
        picture = stand.renderer.picture([moment], SMALL, MOUNTING, labels=False)
        for ahead_m in np.arange(4.0, 9.0, 0.2):
            column, row = spot_px(ahead_m, 1.75)
            levels.append((float(picture.bgr[row, column].mean()) / 255.0) ** 2.2)
    return np.array(levels)


def test_worn_paint_has_lost_its_share(set_up: Set) -> None:
    full, bare = edge_levels(set_up, 0.0), edge_levels(set_up, 1.0)
    assert (full > 1.3 * bare).all()
    for worn in (0.1, 0.5, 0.9):
        gone = (edge_levels(set_up, worn) < (full + bare) / 2).mean()
        assert gone == pytest.approx(worn, abs=0.15)


def test_missing_paint_is_missing(set_up: Set) -> None:
    road = {**EMPTY, "marks": {"worn": 0.0, "missing": [[0.0, 64.0]]}}
    picture = set_up(road=road).picture()
    assert picture.classes is not None
    there = [
        (picture.classes[rows] == Classes.LINE).any() for rows in (slice(200, 270), slice(150, 185))
    ]
    assert there == [False, True]


def test_a_steel_plate_is_darker_than_the_road_and_part_of_it(set_up: Set) -> None:
    plate = {"plates": [{"s_m": 62.0}]}
    with_plate, without = set_up(road={**EMPTY, **plate}), set_up(road=EMPTY)
    pictures = [stand.picture() for stand in (with_plate, without)]
    ahead_m = 62.0 - with_plate.snapshot.ego.s_m - with_plate.snapshot.ego.length_m / 2
    levels = [grey(picture, ahead_m, 0.0) for picture in pictures]
    assert levels[0] < 0.94 * levels[1]
    assert bits(pictures[0])[1:3] == bits(pictures[1])[1:3]


def test_a_zebra_crossing_lies_across_the_road(set_up: Set) -> None:
    stand = set_up(road={**EMPTY, "crossings_m": [65.0]})
    picture = stand.picture()
    assert picture.classes is not None
    row = spot_px(65.0 - stand.snapshot.ego.s_m - stand.snapshot.ego.length_m / 2, 0.0)[1]
    bars = np.diff((picture.classes[row] == Classes.LINE).astype(int)) == 1
    assert np.count_nonzero(bars) >= 6


def test_rails_and_gantries_are_static_and_trees_are_green(set_up: Set) -> None:
    props = [
        Prop("rail", 62.0, -8.0, 0.0, 1.0, (0.4, 0.4, 0.4)),
        Prop("gantry", 90.0, -3.0, 0.0, 1.0, (0.4, 0.4, 0.4)),
        Prop("tree0", 90.0, 9.0, 0.0, 1.0, (1.0, 1.0, 1.0)),
    ]
    picture = set_up(props=props, road=EMPTY).picture()
    assert picture.classes is not None
    right, above = picture.classes[130:230, 320:], picture.classes[:120, 180:300]
    assert (right == Classes.STATIC).sum() > 200
    assert (above == Classes.STATIC).sum() > 200
    blue, green, red = picture.bgr[picture.classes == Classes.VEGETATION].astype(float).mean(axis=0)
    assert green > max(blue, red)


def test_every_light_in_every_weather_has_a_road_of_middle_grey(set_up: Set) -> None:
    """A camera's exposure keeps it there; by night lamps light what is near."""
    for light in LIGHTS:
        for weather in WEATHERS:
            level = grey(set_up(light=light, weather=weather, road=EMPTY).picture(), 10.0, 0.0)
            assert 50.0 < level < 190.0, f"{light} {weather}"
            assert look_of(light, weather).visibility_m >= 150.0

"""Endless ordinary traffic: every seed is another minute on a road, with a driver who follows.

Each minute holds what may raise a false warning: cut-ins, hard brakings, stopped queues, parked
cars beside us, sharp curves, people near the lane.  What was really met is counted by the truth
(`exposure.py`), not by what was planned here.
"""

from collections.abc import Callable, Iterator, Mapping
from zlib import crc32

import numpy as np

from vigil_sim.scenario.settings import (
    ActorSettings,
    EgoSettings,
    Light,
    Model,
    RoadSettings,
    Scenario,
    Step,
    Weather,
    When,
)

MINUTE_S = 60.0
LIGHTS: tuple[Light, ...] = ("day", "day", "overcast", "low_sun", "dusk", "night")
WEATHERS: tuple[Weather, ...] = ("clear", "clear", "clear", "rain", "fog")
CARS: tuple[Model, ...] = ("sedan", "hatch", "wagon", "suv", "van", "pickup", "truck", "bus")
CAR_SHARES = (0.24, 0.2, 0.14, 0.2, 0.08, 0.04, 0.07, 0.03)
"""About as cars are registered in Europe; their order is that of CARS (recalled)."""
HALF_M = {"truck": 1.25, "bus": 1.28, "van": 0.98, "suv": 0.94, "pickup": 0.96}
OWN_HALF_M = 0.925
OTHER_HALF_M = 0.92
VEHICLES = 3
"""In each lane of a motorway; the first in ours is our lead."""
SPACE_S = 1.2
"""Least time between two vehicles of one lane at the start."""


class _Dice:
    """Random numbers of one minute."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng([seed, crc32(b"traffic")])

    def between(self, low: float, high: float) -> float:
        return float(self._random.uniform(low, high))

    def chance(self, share: float) -> bool:
        return bool(self._random.random() < share)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return int(self._random.integers(low, high + 1))

    def car(self) -> Model:
        return CARS[int(self._random.choice(len(CARS), p=CAR_SHARES))]

    def light(self) -> Light:
        return LIGHTS[self.whole(0, len(LIGHTS) - 1)]

    def weather(self) -> Weather:
        return WEATHERS[self.whole(0, len(WEATHERS) - 1)]


def minute(seed: int) -> Scenario:
    """Return one minute of traffic: motorway, country road or town, by the seed."""
    dice = _Dice(seed)
    style = ("highway", "rural", "urban")[dice.whole(0, 2)]
    return _STYLES[style](seed, dice)


def _motorway(seed: int, dice: _Dice) -> Scenario:
    kmh = dice.between(90.0, 130.0)
    others = list(_flow(dice, kmh, lanes=3, own=1, spread_kmh=18.0))
    return Scenario(
        name="motorway",
        seed=seed,
        duration_s=MINUTE_S,
        light=dice.light(),
        weather=dice.weather(),
        road=RoadSettings(
            style="highway",
            lanes=3,
            pieces=_bends(dice, 2600.0, 600.0, 3000.0),
            rails=("left", "right"),
            gantries_m=(dice.between(300.0, 900.0),),
        ),
        ego=EgoSettings(kmh=kmh, lane=1, driver="idm"),
        actors=(*others, *_parked_on_shoulder(dice)),
    )


def _country(seed: int, dice: _Dice) -> Scenario:
    kmh = dice.between(60.0, 90.0)
    lead = ActorSettings(
        name="lead",
        model=dice.car(),
        kmh=kmh - dice.between(0.0, 15.0),
        gap_m=dice.between(1.5, 4.0) * kmh / 3.6,
        do=tuple(_brakings(dice, kmh)),
    )
    return Scenario(
        name="country",
        seed=seed,
        duration_s=MINUTE_S,
        light=dice.light(),
        weather=dice.weather(),
        road=RoadSettings(
            style="rural",
            lanes=1,
            opposite_lanes=1,
            pieces=_bends(dice, 1900.0, 180.0, 290.0),
            rails=("right",) if dice.chance(0.4) else (),
            hill_m=dice.between(0.0, 2.0),
        ),
        ego=EgoSettings(kmh=kmh, driver="idm"),
        actors=(lead, *_oncoming(dice, kmh, 8), *_roadside(dice, 9, 0.6, 0.5, 230.0)),
    )


def _town(seed: int, dice: _Dice) -> Scenario:
    kmh = dice.between(30.0, 55.0)
    lead = ActorSettings(
        name="lead",
        model=dice.car(),
        kmh=kmh,
        gap_m=dice.between(2.4, 3.2) * kmh / 3.6 + 6.0,
        lane=1,
        do=tuple(_stops(dice, kmh)),
    )
    return Scenario(
        name="town",
        seed=seed,
        duration_s=MINUTE_S,
        light=dice.light(),
        weather=dice.weather(),
        road=RoadSettings(
            style="urban",
            lanes=2,
            opposite_lanes=1,
            lane_width_m=dice.between(3.0, 3.5),
            pieces=_bends(dice, 1200.0, 120.0, 280.0),
        ),
        ego=EgoSettings(kmh=kmh, lane=1, driver="idm"),
        actors=(
            lead,
            _cutter(dice, kmh, lane=1, from_lane=0),
            *_oncoming(dice, kmh, 4),
            *_roadside(dice, 16, 0.5, 0.4, 60.0),
        ),
    )


_STYLES: Mapping[str, Callable[[int, _Dice], Scenario]] = {
    "highway": _motorway,
    "rural": _country,
    "urban": _town,
}


def _bends(
    dice: _Dice, length_m: float, least_m: float, most_m: float
) -> tuple[tuple[float, float], ...]:
    """Return straights and bends by turns, with radii between two values."""
    pieces = [(dice.between(120.0, 200.0), 0.0)]
    while sum(piece for piece, _ in pieces) < length_m:
        side = 1.0 if dice.chance(0.5) else -1.0
        pieces.append((dice.between(80.0, 160.0), side / dice.between(least_m, most_m)))
        pieces.append((dice.between(80.0, 250.0), 0.0))
    return tuple(pieces)


def _flow(
    dice: _Dice, kmh: float, lanes: int, own: int, spread_kmh: float
) -> Iterator[ActorSettings]:
    """Yield a lane of followers each: our lead brakes, others come in from left and right."""
    for lane in range(lanes):
        speed_kmh = kmh + (own - lane) * dice.between(0.3, 1.0) * spread_kmh
        ahead_s = {-1: 0.8, 0: dice.between(2.8, 3.6), 1: dice.between(1.6, 2.6)}[lane - own]
        gap_m = ahead_s * kmh / 3.6
        for number in range(VEHICLES):
            steps: tuple[Step, ...] = ()
            if lane == own and number == 0:
                steps = tuple(_brakings(dice, speed_kmh))
            elif lane != own and number == 0 and dice.chance(0.7):
                steps = (_change(dice, kmh, own),)
            yield ActorSettings(
                name=f"lane{lane}_{number}",
                model=dice.car(),
                kmh=speed_kmh,
                gap_m=gap_m,
                lane=lane,
                follow=True,
                do=steps,
            )
            gap_m += 18.0 + dice.between(SPACE_S, 3.0) * speed_kmh / 3.6


def _change(dice: _Dice, kmh: float, lane: int) -> Step:
    """Return a change into our lane, a usual gap before us, with room behind our lead."""
    gap_m = dice.between(0.9, 1.4) * kmh / 3.6
    return Step(when=When(gap_m=gap_m), lane=lane, over_s=dice.between(3.0, 5.0))


def _cutter(dice: _Dice, kmh: float, lane: int, from_lane: int) -> ActorSettings:
    """Return somebody slower in the next lane, who comes into ours before our lead stops."""
    slower_kmh, begin_s = dice.between(6.0, 12.0), dice.between(1.0, 3.5)
    gap_m = (dice.between(0.9, 1.4) * kmh + begin_s * slower_kmh) / 3.6
    change = Step(when=When(t_s=begin_s), lane=lane, over_s=dice.between(3.0, 5.0))
    catch_up = Step(when=When(after_s=dice.between(0.0, 1.0)), kmh=kmh, mps2=1.5)
    return ActorSettings(
        name="cutter",
        model=dice.car(),
        kmh=kmh - slower_kmh,
        gap_m=gap_m,
        lane=from_lane,
        follow=True,
        do=(change, catch_up),
    )


def _brakings(dice: _Dice, kmh: float) -> Iterator[Step]:
    """Yield two brakings of more than 3 m/s², not to a stop, each made up for later."""
    for begin_s in (dice.between(6.0, 15.0), dice.between(32.0, 42.0)):
        slow_kmh = kmh - dice.between(15.0, 30.0)
        braking_mps2 = dice.between(3.1, 4.0)
        yield Step(when=When(t_s=begin_s), kmh=slow_kmh, mps2=braking_mps2, jerk_mps3=8.0)
        yield Step(when=When(after_s=dice.between(5.0, 8.0)), kmh=kmh, mps2=1.2)


def _stops(dice: _Dice, kmh: float) -> Iterator[Step]:
    """Yield two stops of the lead: a queue, a light."""
    for begin_s in (dice.between(8.0, 15.0), dice.between(35.0, 42.0)):
        braking_mps2 = dice.between(1.8, 3.4)
        yield Step(when=When(t_s=begin_s), kmh=0.0, mps2=braking_mps2, jerk_mps3=6.0)
        yield Step(when=When(after_s=dice.between(9.0, 13.0)), kmh=kmh, mps2=1.5)


def _oncoming(dice: _Dice, kmh: float, count: int) -> Iterator[ActorSettings]:
    gap_m = dice.between(60.0, 150.0)
    for number in range(count):
        yield ActorSettings(
            name=f"oncoming{number}",
            model=dice.car(),
            kmh=kmh * dice.between(0.9, 1.1),
            gap_m=gap_m,
            lane=-1,
        )
        gap_m += dice.between(60.0, 220.0)


def _roadside(
    dice: _Dice, count: int, people: float, clear_m: float, apart_m: float
) -> Iterator[ActorSettings]:
    """Yield people and parked cars to our right, with so little room at least; nobody comes out."""
    gap_m = dice.between(40.0, 90.0)
    for number in range(count):
        if dice.chance(people):
            yield ActorSettings(
                name=f"person{number}",
                model="child" if dice.chance(0.2) else "adult",
                kmh=5.0 if dice.chance(0.5) else 0.0,
                gap_m=gap_m,
                d_m=-(OWN_HALF_M + max(clear_m, 0.8) + dice.between(0.3, 1.8)),
            )
        else:
            model = dice.car()
            side_m = OWN_HALF_M + clear_m + dice.between(0.0, 0.5)
            half_m = HALF_M.get(model, OTHER_HALF_M)
            yield ActorSettings(
                name=f"parked{number}", model=model, gap_m=gap_m, d_m=-(side_m + half_m)
            )
        gap_m += 14.0 + dice.between(0.0, apart_m)


def _parked_on_shoulder(dice: _Dice) -> Iterator[ActorSettings]:
    if dice.chance(0.5):
        yield ActorSettings(
            name="breakdown", model=dice.car(), gap_m=dice.between(300.0, 900.0), d_m=-6.6
        )

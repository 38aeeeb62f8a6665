"""What happens to boxes: the best stay, riders join their bikes, reflections go."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.base.records import ObjectClass
from vigil.perception.boxes import Boxes, intersections_px2
from vigil.perception.nms import keep_best
from vigil.perception.plausible import plausible
from vigil.perception.riders import merge_riders
from vigil.perception.settings import DetectionSettings

from .conftest import MODEL, MOUNTING

CAR, TRUCK, BICYCLE = ObjectClass.CAR, ObjectClass.TRUCK, ObjectClass.BICYCLE
PEDESTRIAN = ObjectClass.PEDESTRIAN
Box = tuple[ObjectClass, float, float, float, float, float]


def boxes(*rows: Box) -> Boxes:
    """Make boxes of kind, score, left, top, right, bottom."""
    kinds, scores, *sides = zip(*rows, strict=True)
    return Boxes(np.array(sides, float).T, np.array(scores), np.array(kinds, np.int64))


def plain_best(candidates: Boxes, overlap_max: float) -> list[int]:
    """Keep the best, cell by cell, as every textbook says it."""
    kept: list[int] = []
    for index in np.argsort(-candidates.scores, kind="stable").tolist():
        rivals = [
            other
            for other in kept
            if ObjectClass(candidates.kinds[other]).parent
            == ObjectClass(candidates.kinds[index]).parent
        ]
        pairs = [candidates.xyxy_px[[index]], candidates.xyxy_px[rivals]]
        shared = intersections_px2(pairs[0], pairs[1])[0]
        areas = candidates.areas_px2
        if not (shared / (areas[index] + areas[rivals] - shared) > overlap_max).any():
            kept.append(index)
    return kept


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 60))
def test_the_fast_suppression_gives_what_a_plain_loop_gives(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    corners = random.uniform(0, 100, (count, 2))
    xyxy = np.hstack([corners, corners + random.uniform(5, 60, (count, 2))])
    kinds = random.choice([CAR, TRUCK, BICYCLE, PEDESTRIAN], count).astype(np.int64)
    candidates = Boxes(xyxy, random.permutation(count) / count + 0.001, kinds)
    kept = keep_best(candidates, 0.5)
    assert np.array_equal(kept.xyxy_px, candidates.xyxy_px[plain_best(candidates, 0.5)])


def test_a_van_called_car_and_truck_is_one_thing() -> None:
    kept = keep_best(boxes((TRUCK, 0.4, 0, 0, 10, 10), (CAR, 0.6, 0, 0, 10, 11)), 0.5)
    assert kept.kinds.tolist() == [CAR]


def test_a_pedestrian_before_a_car_stays() -> None:
    kept = keep_best(boxes((CAR, 0.9, 0, 0, 10, 10), (PEDESTRIAN, 0.3, 0, 0, 10, 10)), 0.5)
    assert len(kept) == 2


def test_a_rider_becomes_part_of_the_bicycle() -> None:
    merged = merge_riders(boxes((PEDESTRIAN, 0.8, 12, 0, 28, 60), (BICYCLE, 0.5, 0, 40, 40, 80)))
    assert merged.kinds.tolist() == [BICYCLE]
    assert merged.xyxy_px.tolist() == [[0, 0, 40, 80]]
    assert merged.scores.tolist() == [0.8]


@pytest.mark.parametrize(
    "person",
    [
        pytest.param((PEDESTRIAN, 0.8, 38, 0, 58, 78), id="walks beside it"),
        pytest.param((PEDESTRIAN, 0.8, 100, 0, 120, 60), id="is elsewhere"),
        pytest.param((PEDESTRIAN, 0.8, 12, 62, 28, 80), id="is a child in front"),
    ],
)
def test_a_person_who_does_not_ride_stays_a_pedestrian(person: Box) -> None:
    assert len(merge_riders(boxes(person, (BICYCLE, 0.5, 0, 40, 40, 80)))) == 2


def test_a_passenger_stays_when_the_bicycle_has_its_rider() -> None:
    merged = merge_riders(
        boxes(
            (PEDESTRIAN, 0.9, 12, 0, 28, 60),
            (PEDESTRIAN, 0.7, 8, 0, 26, 45),
            (BICYCLE, 0.5, 0, 40, 40, 80),
        )
    )
    assert sorted(merged.kinds.tolist()) == [BICYCLE, PEDESTRIAN]


@pytest.mark.parametrize(
    ("box", "stays"),
    [
        pytest.param((CAR, 0.4, 100, 380, 860, 535), False, id="our bonnet"),
        pytest.param((CAR, 0.9, 100, 380, 860, 535), True, id="a car crosses right before us"),
        pytest.param((CAR, 0.4, 230, 90, 730, 520), True, id="a car that we almost touch"),
        pytest.param((CAR, 0.4, 500, 480, 540, 505), False, id="mirrored in the bonnet"),
        pytest.param((CAR, 0.4, 480, 325, 500, 335), False, id="a dash of paint"),
        pytest.param((CAR, 0.4, 480, 300, 500, 315), True, id="a car far away"),
    ],
)
def test_our_own_bonnet_is_no_car(box: Box, stays: bool) -> None:
    assert len(plausible(boxes(box), MODEL, MOUNTING, DetectionSettings())) == stays

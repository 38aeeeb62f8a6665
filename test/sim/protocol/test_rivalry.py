"""Ours beside the rivals: what is in time, which thresholds are chosen, what the page shows."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from vigil.base.records import Level
from vigil.base.settings import Configuration
from vigil.geometry import Body
from vigil.pipeline import Rooms
from vigil_sim.noise import fitted
from vigil_sim.protocol.curves import About, rows, verdict, write_curves
from vigil_sim.protocol.draws import FIRST_PUBLISHED
from vigil_sim.protocol.grid import points, protocols
from vigil_sim.protocol.latest import latest_s
from vigil_sim.protocol.rivalry import (
    AS_SHIPPED,
    HITS,
    SHIFTS,
    Tally,
    Task,
    chosen,
    gain,
    own_judges,
    points_of_curve,
    run_task,
    standings,
    tasks_of,
)
from vigil_sim.protocol.rivals import FACTORS, RIVALS
from vigil_sim.protocol.running import Campaign
from vigil_sim.run.kinematic import Kinematic
from vigil_sim.scenario.settings import Scenario

Write = Callable[..., Scenario]
SIM = Path(__file__).parents[3] / "config/sim_small.yaml"
ABOUT = About("0123456789ab", "ba9876543210", 1.0, 40, 12.5, FIRST_PUBLISHED, 0)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    """Return the small simulated car with tuning seeds."""
    return Campaign.of(Configuration.read(SIM), seed=0)


def tally(**judged: tuple[int, int]) -> Tally:
    """Return hits of ten and false warnings of some judges; the others never say anything."""
    names = {f"{name[:-2]} x{FACTORS[int(name[-1])]:g}": each for name, each in judged.items()}
    names = {AS_SHIPPED if name.startswith("vigil") else name: it for name, it in names.items()}
    return Tally(
        chances=Counter(nhtsa=10),
        hits={name: Counter(nhtsa=hits) for name, (hits, _) in names.items()},
        staged=Counter({name: false for name, (_, false) in names.items()}),
    )


def test_the_last_moment_for_the_brakes_is_where_physics_puts_it(scene_of: Write) -> None:
    standing = scene_of(actors=[{"name": "target", "gap_m": 60.0}])
    way_m = 20.0 * (0.2 + 0.5 * 9.0 / 20.0) + 20.0**2 / (2 * 9.0)
    moment_s = latest_s(standing, Body())
    assert moment_s == pytest.approx((60.0 - way_m) / 20.0, abs=0.06)
    wet = latest_s(standing.model_copy(update={"friction": 0.65}), Body())
    assert wet is not None
    assert moment_s is not None
    assert wet < moment_s


def test_there_is_no_last_moment_where_nothing_is_touched_or_nothing_helps(
    scene_of: Write,
) -> None:
    away = {"name": "target", "gap_m": 60.0, "kmh": 100.0}
    assert latest_s(scene_of(actors=[away]), Body()) is None
    stops = [{"when": {"t_s": 1.0}, "kmh": 0.0, "mps2": 10.0}]
    close = {"name": "target", "gap_m": 3.0, "kmh": 72.0, "do": stops}
    assert latest_s(scene_of(actors=[close]), Body()) is None


def test_ours_as_configured_is_the_very_warning_of_the_drive(
    scene_of: Write, campaign: Campaign
) -> None:
    standing = scene_of(duration_s=4.0, actors=[{"name": "target", "gap_m": 60.0}])
    own = own_judges(campaign.configuration)
    assert list(own) == points_of_curve("vigil")
    run = Kinematic(standing, Rooms(campaign.configuration), fitted(), judges=own).run()
    real = run.first(Level.WARNING)
    assert real is not None
    times_s = {judge: run.first(Level.WARNING, judge=judge) for judge in own}
    configured = times_s[AS_SHIPPED]
    assert configured is not None
    assert configured.time_s == real.time_s
    earliest, latest = (times_s[f"vigil {shift:+g}"] for shift in (SHIFTS[0], SHIFTS[-1]))
    assert earliest is not None
    assert earliest.time_s <= real.time_s
    assert latest is None or latest.time_s >= real.time_s


def test_every_judge_judges_every_kind_of_run(campaign: Campaign) -> None:
    (point,) = points(protocols("nhtsa"), "nhtsa/decelerating")
    hit = run_task(Task(point, 3), campaign, 1.0)
    every = {judge for name in ("vigil", *RIVALS) for judge in points_of_curve(name)}
    assert hit.chances == Counter(nhtsa=1)
    assert set(hit.hits) == every
    quiet = next(point for point in points(protocols("negative"), "plate"))
    assert set(run_task(Task(quiet, 3), campaign, 1.0).staged) == every


def test_runs_are_of_all_families_and_of_one_range_of_seeds() -> None:
    tasks = tasks_of(draws=1, every=1000, minutes=2, first=0)
    families = {task.point.family for task in tasks if task.point}
    assert set(HITS) <= families
    assert sum(task.point is None for task in tasks) == 2
    assert all(task.seed < FIRST_PUBLISHED for task in tasks)
    published = tasks_of(draws=1, every=1000, minutes=2, first=FIRST_PUBLISHED)
    assert all(task.seed >= FIRST_PUBLISHED for task in published)


def test_the_point_with_most_hits_at_no_more_false_warnings_is_chosen() -> None:
    seen = tally(vigil_0=(9, 2), ttc_0=(3, 0), ttc_3=(6, 2), ttc_5=(9, 7))
    assert chosen("ttc", seen) == f"ttc x{FACTORS[3]:g}"


def test_where_each_point_has_more_false_warnings_the_most_silent_one_is_chosen() -> None:
    seen = tally(vigil_0=(9, 0))
    seen.staged.update(dict.fromkeys(points_of_curve("ttc"), 3))
    seen.staged["ttc x0.8"] = 1
    assert chosen("ttc", seen) == "ttc x0.8"


def test_a_rival_counts_as_published_or_no_earlier_than_tuned() -> None:
    tuning = tally(vigil_0=(9, 2), ttc_1=(5, 1), ttc_3=(6, 2), ttc_9=(10, 9))
    published = tally(vigil_0=(8, 1), ttc_1=(5, 1), ttc_3=(9, 3), ttc_9=(10, 1))
    (found,) = (one for one in standings(tuning, published) if one.name == "ttc")
    assert found.tuned == f"ttc x{FACTORS[3]:g}"
    assert found.best == f"ttc x{FACTORS[1]:g}", "the tuned one has more false warnings by now"
    assert gain([found], published) == pytest.approx(30.0)


def test_where_ours_is_not_first_the_table_says_why(tmp_path: Path) -> None:
    seen = tally(vigil_0=(6, 2), ttc_3=(8, 1))
    found = standings(seen, seen)
    said = "\n".join(verdict(found, seen))
    assert f"first beside ttc x{FACTORS[3]:g}: it has 2 more of 10 in nhtsa" in said
    assert "-20.0 percentage points" in said
    lines = list(rows(found, seen))
    assert len(lines) == len(SHIFTS) + len(RIVALS) * len(FACTORS)
    page = write_curves(tmp_path / "rivals.html", ABOUT, found, seen).read_text()
    assert "Simulated" in page
    assert page.count("<polyline") == 1 + len(RIVALS)
    assert page.count("<circle") == len(lines)

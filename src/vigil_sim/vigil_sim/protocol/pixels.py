"""Runs with pixels: grid points by the light, each with a file of JSON of its own.

So a long list can be gone on with.  Of each grid point the draws by day, at dusk and at night have
the same seed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from vigil.base.errors import OutputError
from vigil.base.records import Level
from vigil.calibration import CalibrationSettings
from vigil.camera import CameraRig
from vigil.evaluation.distance import Sample
from vigil.perception import PerceptionSettings
from vigil.pipeline import Rooms
from vigil_sim.noise import NoiseSettings
from vigil_sim.protocol.draws import FIRST_PUBLISHED, drawn, seed_of
from vigil_sim.protocol.grid import Point, points_of
from vigil_sim.protocol.play import play
from vigil_sim.protocol.registry import PROTOCOLS
from vigil_sim.protocol.scoring import EVERY_FUNCTION, Draw, scored
from vigil_sim.protocol.sighting import sightings
from vigil_sim.run.fingerprint import fingerprint
from vigil_sim.run.result import Onset
from vigil_sim.scenario.sensors import CameraTiming
from vigil_sim.scenario.settings import Light, Model, Scenario

LIGHTS: tuple[Light, ...] = ("day", "dusk", "night")
TO_KMH = 60.0
"""Car to car is asked for up to this speed."""
NHTSA = ("nhtsa/stopped", "nhtsa/decelerating", "nhtsa/slower")
FLEET: tuple[Model, ...] = ("sedan", "suv", "wagon", "hatch", "van")
"""What stands ahead in NHTSA's tests, draw by draw: one car always gives one and the same error of
its range.  The target of Euro NCAP is a hatchback."""
CUT_INS = tuple(
    f"cutin/{model} ego_kmh 60, {values}"
    for model, values in {
        "sedan": "slower_kmh 30, lateral_mps 1.5, gap_m 25, side 1",
        "van": "slower_kmh 10, lateral_mps 0.5, gap_m 10, side -1",
        "truck": "slower_kmh 30, lateral_mps 1.5, gap_m 45, side 1",
        "bus": "slower_kmh 30, lateral_mps 0.5, gap_m 45, side -1",
        "motorcycle": "slower_kmh 30, lateral_mps 1.5, gap_m 45, side 1",
    }.items()
)
"""Five of the sweep that must be avoided, one of each model: a stated sample."""
SILENT = (
    "negative/swerving_lead both_kmh 80, headway_s 1.2, period_s 3.0",
    "negative/swerving_neighbour ego_kmh 80, period_s 3.0, side 0",
    "negative/overtaken ego_kmh 80, faster_kmh 30",
    "negative/fast_cut_in ego_kmh 80, faster_kmh 20, gap_m 12, from_lane 0",
    "negative/parked_beside ego_kmh 50, clear_m 0.8",
    "negative/curve_oncoming ego_kmh 50, radius_m 150, turn 1",
    "negative/gantry ego_kmh 110",
    "negative/plate",
    "negative/parked_pair",
    "negative/turning_off ego_kmh 60, gap_m 90",
    "negative/stop_and_go kmh 35, braking_mps2 2.5",
    "negative/red_light ego_kmh 70, braking_mps2 2.8",
)
"""One of each family of the negative set: a stated sample."""
Draws = tuple[tuple[Light, int], ...]
SHORT: Mapping[str, Draws] = MappingProxyType(
    {
        **dict.fromkeys(NHTSA, tuple(zip(LIGHTS, range(3), strict=True))),
        "euroncap/ccrs ego_kmh 20, overlap 1.0": (("night", 0),),
        "euroncap/ccrs ego_kmh 50, overlap 0.5": (("day", 0),),
        "euroncap/ccrm ego_kmh 60, overlap -0.75": (("dusk", 0),),
        CUT_INS[0]: (("day", 0),),
        SILENT[0]: (("day", 0),),
        SILENT[4]: (("day", 0),),
    }
)
"""What fits into ten minutes of a free core: by day, at dusk and at night another car ahead."""


@dataclass(frozen=True, slots=True)
class Look:
    """One run with pixels that is to be made."""

    point: Point
    light: Light
    draw: int = 0

    @property
    def name(self) -> str:
        """Its own name."""
        return f"{self.point.name}, {self.light}, draw {self.draw}"

    def scenario(self, rooms: Rooms, rate_hz: float, seed: int) -> Scenario:
        """Return what is driven, pictures at a rate."""
        camera = rooms.rig.leading.name
        one = drawn(self._written(), seed_of(self.point.name, seed, self.draw), camera)
        timing = one.sensors.cameras.get(camera, CameraTiming())
        at_rate = {**one.sensors.cameras, camera: timing.model_copy(update={"rate_hz": rate_hz})}
        sensors = one.sensors.model_copy(update={"cameras": at_rate})
        return one.model_copy(update={"sensors": sensors})

    def _written(self) -> Scenario:
        """Return the grid point by its light, NHTSA's with the car of this draw."""
        scenario, changes = self.point.scenario, dict[str, Any]()
        if self.point.family in NHTSA:
            model = FLEET[self.draw % len(FLEET)]
            changes["actors"] = tuple(
                actor.model_copy(update={"model": model}) for actor in scenario.actors
            )
        return scenario.model_copy(update={"light": self.light, **changes})


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run came to."""

    name: str
    family: str
    light: Light
    seed: int
    settings: str
    """Fingerprint of tracking and warning."""
    sight: str
    """Fingerprint of camera, rate, perception and calibration."""
    demanded: bool
    why: str
    """Why it failed; empty: it passed."""
    ttc_s: float | None
    """Strict time to collision at the first warning."""
    first_level: str
    impact_mps: float
    said: tuple[str, ...]
    """Every level that rose."""
    samples: tuple[Sample, ...]
    """Where the target was said to be."""

    @property
    def first_seen_m(self) -> float | None:
        """True range at the first confirmed track of the target."""
        return self.samples[0].true_x_m if self.samples else None


def looks(*, everything: bool) -> list[Look]:
    """Return what is looked at: the short list, or all of it."""
    chosen = _everything() if everything else SHORT
    return [
        Look(point, light, draw) for point in _points(chosen) for light, draw in chosen[point.name]
    ]


def _everything() -> Mapping[str, Draws]:
    fleet = tuple(product(LIGHTS, range(len(FLEET))))
    once: Draws = tuple((light, 0) for light in LIGHTS)
    return {
        **dict.fromkeys(NHTSA, fleet),
        **{point.name: once for point in _car_to_car()},
        **dict.fromkeys((*CUT_INS, *SILENT), once[:1]),
    }


def _car_to_car() -> Iterator[Point]:
    """Yield CCRs and CCRm up to 60 km/h; the driver's brakes come in at 55."""
    families = {"euroncap/ccrs", "euroncap/ccrs_fcw", "euroncap/ccrm"}
    for point in _every_point():
        if point.family in families and point.scenario.ego.kmh <= TO_KMH:
            yield point


def _points(names: Iterable[str]) -> list[Point]:
    known = {point.name: point for point in _every_point()}
    return [known[name] for name in names]


def _every_point() -> Iterator[Point]:
    """Yield all grid points, of a large grid more than its sample."""
    for name in ("nhtsa", "euroncap", "cutin", "negative"):
        for test in PROTOCOLS[name].tests:
            yield from points_of(PROTOCOLS[name], replace(test, one_of=1, offset=0))


@dataclass(frozen=True, slots=True)
class Gallery:
    """A folder of runs, each in a file of its own; those of other settings do not count."""

    folder: Path
    rooms: Rooms
    noise: NoiseSettings
    """Says how late what is seen becomes known."""
    rate_hz: float = 20.0
    seed: int = FIRST_PUBLISHED

    @property
    def sight(self) -> str:
        """Fingerprint of everything that looks."""
        section = self.rooms.configuration.section
        timing = CameraTiming(rate_hz=self.rate_hz)
        return fingerprint(
            timing,
            section("camera", CameraRig),
            section("perception", PerceptionSettings),
            section("calibration", CalibrationSettings),
        )

    def kept(self, look: Look, settings: str) -> Seen | None:
        """Return a run that was made before with the same settings."""
        try:
            values = json.loads(self._path(look).read_text(encoding="utf-8"))
            seen = _seen(values)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        same = (seen.settings, seen.sight, seen.seed) == (settings, self.sight, self._seed(look))
        return seen if same else None

    def take(self, look: Look, bag: Path | None = None) -> Seen:
        """Make a run and keep what it came to, its bag too where one is named."""
        with TemporaryDirectory() as folder:
            seen = self._played(look, bag or Path(folder) / "bag")
        path = self._path(look)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(asdict(seen)), encoding="utf-8")
        except OSError as error:
            raise OutputError(f"{path}: cannot keep the run there: {error}") from error
        return seen

    def _played(self, look: Look, bag: Path) -> Seen:
        scenario, test = look.scenario(self.rooms, self.rate_hz, self.seed), look.point.test
        run = play(scenario, "pixels", self.rooms, self.noise, mode=test.mode, bag=bag)
        outcome = scored(test.score, Draw(scenario, self.rooms.body, run))
        warning = run.first(Level.WARNING)
        first = run.first(Level.PRE_WARNING, EVERY_FUNCTION)
        return Seen(
            name=look.name,
            family=look.point.family,
            light=look.light,
            seed=scenario.seed,
            settings=run.settings,
            sight=self.sight,
            demanded=outcome.demanded,
            why=outcome.why,
            ttc_s=warning.strict_ttc_s if warning else None,
            first_level=first.level.name.lower().replace("_", "-") if first else "none",
            impact_mps=run.impact_mps,
            said=tuple(map(_said, run.onsets)),
            samples=tuple(sightings(bag, scenario, self.rooms)),
        )

    def _seed(self, look: Look) -> int:
        return seed_of(look.point.name, self.seed, look.draw)

    def _path(self, look: Look) -> Path:
        words = "".join(letter if letter.isalnum() else "_" for letter in look.name)
        return self.folder / f"{words}.json"


def _seen(values: dict[str, Any]) -> Seen:
    samples = tuple(Sample(**one) for one in values["samples"])
    return Seen(**{**values, "said": tuple(values["said"]), "samples": samples})


def _said(onset: Onset) -> str:
    level, function = onset.level.name.lower(), onset.function.name.lower()
    return f"{onset.time_s:.2f} s {level} {function} {onset.about or '-'}: {onset.reason}"

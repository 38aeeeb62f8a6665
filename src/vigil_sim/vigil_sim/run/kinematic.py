"""A scenario without pixels: world, truth and noise in lock step with tracking and warning.

Exposures come at 20 Hz with a phase that the seed draws.  What is said of an exposure is known a
latency later, and counts from then; brakes and driver act on what is known.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import radians
from zlib import crc32

import numpy as np

from vigil.base.records import Level, Mounting, Scene, Targets, TruthScene
from vigil.pipeline import Judgement, Rooms
from vigil_sim.noise import Dashboard, Eye, NoiseSettings, moment_of
from vigil_sim.run.fingerprint import judgement_fingerprint
from vigil_sim.run.onsets import Onsets
from vigil_sim.run.reaction import Mode, Reaction
from vigil_sim.run.result import End, Run
from vigil_sim.run.watching import Watching
from vigil_sim.scenario.settings import Scenario
from vigil_sim.truth import truth_of
from vigil_sim.world import START_NS, STEP_NS, World

Judge = Callable[[Scene], Level]
"""A rival: it sees the same scenes, and does not act."""
Witness = Callable[[TruthScene], None]
"""Sees the truth of every exposure, and does not act either."""
PERIOD_NS = 50_000_000
"""20 Hz."""
NS_PER_S = 1e9


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one exposure, and when it is known."""

    known_ns: int
    truth: TruthScene
    """As it was at the exposure."""
    scene: Scene
    targets: Targets
    rivals: Mapping[str, Level]


class Kinematic:
    """One run, seeded by its scenario; a step of the world is 10 ms."""

    def __init__(
        self,
        scenario: Scenario,
        rooms: Rooms,
        noise: NoiseSettings,
        *,
        mode: Mode = "none",
        scale: float = 1.0,
        judges: Mapping[str, Judge] | None = None,
        witness: Witness | None = None,
    ) -> None:
        self._scenario, self._rooms, self._mode, self._scale = scenario, rooms, mode, scale
        seed = scenario.seed
        self._world = World(scenario, rooms.body, seed)
        self._eye = Eye(noise, rooms.models, true_mountings(scenario, rooms), seed, scale)
        self._dashboard = Dashboard(noise.instruments, seed, scale)
        self._judgement, self._judges = Judgement(rooms), dict(judges or {})
        self._reaction = Reaction(scenario, mode)
        self._latency_ns = round(noise.latency_s * NS_PER_S)
        phase = np.random.default_rng([seed, crc32(b"phase")]).integers(PERIOD_NS // STEP_NS)
        self._next_ns = START_NS + int(phase) * STEP_NS
        self._number = 0
        self._answers: deque[Answer] = deque()
        self._onsets = Onsets(START_NS)
        self._watching, self._witness = Watching(scenario, START_NS), witness

    def run(self) -> Run:
        """Drive until contact, standstill, avoidance, passing or the end of the time."""
        while (end := self._end()) is None:
            now_ns = self._world.time_ns
            self._hear(now_ns)
            if now_ns >= self._next_ns:
                self._look()
            demand_mps2, pedal = self._reaction.demand(now_ns)
            self._world.command(acceleration_mps2=demand_mps2, brake_pedal=pedal)
            self._world.advance(now_ns + STEP_NS)
        return self._result(end)

    def _end(self) -> End | None:
        if self._world.touching:
            return "contact"
        return self._watching.end(self._world.time_ns, acts=self._reaction.acts)

    def _truth(self) -> TruthScene:
        return truth_of(self._world.snapshot(), self._world.road, self._scenario)

    def _look(self) -> None:
        """Expose, and keep what is said of it until it is known."""
        truth = self._truth()
        self._watching.see(truth)
        if self._witness is not None:
            self._witness(truth)
        moment = moment_of(truth, self._rooms.mountings, self._number, self._dashboard)
        scene, targets = self._judgement.update(self._eye.percepts(truth, moment))
        rivals = {name: judge(scene) for name, judge in self._judges.items()}
        known_ns = truth.stamp_ns + self._latency_ns
        self._answers.append(Answer(known_ns, truth, scene, targets, rivals))
        self._number += 1
        self._next_ns += PERIOD_NS

    def _hear(self, now_ns: int) -> None:
        """Let driver, brakes and record have every answer that is known by now."""
        while self._answers and self._answers[0].known_ns <= now_ns:
            answer = self._answers.popleft()
            self._onsets.hear(answer.scene, answer.targets, answer.truth, self._truth)
            self._onsets.hear_rivals(answer.rivals, self._truth)
            self._reaction.hear(now_ns, answer.targets)

    def _result(self, end: End) -> Run:
        first_ns, watching = self._reaction.first_ns, self._watching
        contact = next(iter(self._world.contacts), None)
        return Run(
            scenario=self._scenario.name,
            seed=self._scenario.seed,
            noise=self._scale,
            settings=judgement_fingerprint(self._rooms.configuration),
            mode=self._mode,
            level="kinematic",
            onsets=self._onsets.heard,
            end=end,
            time_s=(self._world.time_ns - START_NS) / NS_PER_S,
            contact=contact.name if contact else "",
            impact_mps=max(contact.closing_mps, 0.0) if contact else 0.0,
            initial_mps=watching.initial_mps,
            speed_mps=watching.speed_mps,
            smallest_gap_m=0.0 if contact else watching.smallest_gap_m,
            braked_at_s=None if first_ns is None else (first_ns - START_NS) / NS_PER_S,
            waiting=self._world.waiting,
        )


def true_mountings(scenario: Scenario, rooms: Rooms) -> tuple[Mounting, ...]:
    """Return where the cameras really sit: as configured, and the scenario's errors of angles."""
    return tuple(_true(mounting, scenario) for mounting in rooms.mountings)


def _true(mounting: Mounting, scenario: Scenario) -> Mounting:
    timing = scenario.sensors.cameras.get(mounting.camera)
    if timing is None:
        return mounting
    return replace(
        mounting,
        pitch_rad=mounting.pitch_rad + radians(timing.pitch_error_deg),
        yaw_rad=mounting.yaw_rad + radians(timing.yaw_error_deg),
    )

"""A scenario without pixels: world, truth and noise in lock step with tracking and warning.

Exposures come at 20 Hz with a phase that the seed draws.  What is said of an exposure is known a
latency later, and counts from then; brakes and driver act on what is known.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from vigil.base.records import Level, Mounting, Scene, Targets, TruthScene
from vigil.pipeline import Judgement, Rooms
from vigil_sim.noise import Dashboard, Eye, NoiseSettings, moment_of
from vigil_sim.run.reaction import Mode
from vigil_sim.run.result import Run
from vigil_sim.run.trial import Trial
from vigil_sim.scenario.sensors import CameraTiming
from vigil_sim.scenario.settings import Scenario
from vigil_sim.sensors import true_mounting
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
        self._rooms, self._scale = rooms, scale
        seed = scenario.seed
        self._world = World(scenario, rooms.body, seed)
        self._eye = Eye(noise, rooms.models, true_mountings(scenario, rooms), seed, scale)
        self._dashboard = Dashboard(noise.instruments, seed, scale)
        self._judgement, self._judges = Judgement(rooms), dict(judges or {})
        self._trial = Trial(self._world, mode)
        self._latency_ns = round(noise.latency_s * NS_PER_S)
        phase = np.random.default_rng([seed, crc32(b"phase")]).integers(PERIOD_NS // STEP_NS)
        self._next_ns = START_NS + int(phase) * STEP_NS
        self._number = 0
        self._answers: deque[Answer] = deque()
        self._witness = witness

    def run(self) -> Run:
        """Drive until contact, standstill, avoidance, passing or the end of the time."""
        while (end := self._trial.end) is None:
            now_ns = self._world.time_ns
            self._hear(now_ns)
            if now_ns >= self._next_ns:
                self._look()
            self._trial.react()
            self._world.advance(now_ns + STEP_NS)
        return self._trial.result(end, self._rooms.configuration, "kinematic", self._scale)

    def _truth(self) -> TruthScene:
        return truth_of(self._world.snapshot(), self._world.road, self._world.scenario)

    def _look(self) -> None:
        """Expose, and keep what is said of it until it is known."""
        truth = self._truth()
        self._trial.watching.see(truth)
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
            self._trial.onsets.hear(answer.scene, answer.targets, answer.truth, self._truth)
            self._trial.onsets.hear_rivals(answer.rivals, self._truth)
            self._trial.reaction.hear(now_ns, answer.targets)


def true_mountings(scenario: Scenario, rooms: Rooms) -> tuple[Mounting, ...]:
    """Return where the cameras really sit."""
    timings = scenario.sensors.cameras
    return tuple(
        true_mounting(one, timings.get(one.camera, CameraTiming())) for one in rooms.mountings
    )

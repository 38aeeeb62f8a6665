"""Draws of one grid point: the same test as a person would repeat it, never twice alike.

A deterministic run repeated is one run.  Speed, overlap, place across and the camera's pitch vary
with the seed; noise has streams of its own from the same seed.
"""

from zlib import crc32

import numpy as np

from vigil.base.errors import InputError
from vigil_sim.scenario.sensors import CameraTiming
from vigil_sim.scenario.settings import ActorSettings, Scenario

FIRST_PUBLISHED = 1_000_000
"""Tuning uses seeds below it, published figures this and above."""
STRIDE = 1000
"""Seeds between two grid points: at most so many draws each."""
POINTS = 1_000_000
KMH = 1.0
"""Our speed is up to so much above the grid's; Euro NCAP: 0 to +1.0 km/h (recalled)."""
OTHER_KMH = 0.5
"""The same of the others, if they move (recalled)."""
OVERLAP = 0.05
OFFSET_M = 0.1
"""Ours, from the middle of the lane; Euro NCAP: 0.05 m (recalled), and how people drive."""
PITCH_DEG = 0.5
"""True pitch of the camera minus the configured one, rules of scoring."""


def seed_of(cell: str, first: int, draw: int) -> int:
    """Return the seed of a draw: each grid point has its own, above or below the border."""
    points = POINTS if first >= FIRST_PUBLISHED else (FIRST_PUBLISHED - first) // STRIDE
    if first < 0 or points < 1 or not 0 <= draw < STRIDE:
        raise InputError(
            f"seed {first}, draw {draw}: seeds begin at 0, or at {FIRST_PUBLISHED} for published"
            f" figures, and a grid point has at most {STRIDE} draws"
        )
    return first + crc32(cell.encode()) % points * STRIDE + draw


def drawn(scenario: Scenario, seed: int, camera: str) -> Scenario:
    """Return a scenario as one draw has it; `camera` is the one whose pitch is off."""
    random = np.random.default_rng([seed, crc32(b"draw")])
    kmh = random.uniform(0.0, KMH)
    offset_m, pitch_deg = random.uniform(-1.0, 1.0, 2) * (OFFSET_M, PITCH_DEG)
    ego = scenario.ego.model_copy(
        update={
            "kmh": scenario.ego.kmh + float(kmh),
            "offset_m": scenario.ego.offset_m + float(offset_m),
        }
    )
    timing = scenario.sensors.cameras.get(camera, CameraTiming())
    tilted = timing.model_copy(update={"pitch_error_deg": float(pitch_deg)})
    cameras = {**scenario.sensors.cameras, camera: tilted}
    sensors = scenario.sensors.model_copy(update={"cameras": cameras})
    actors = tuple(_other(actor, random) for actor in scenario.actors)
    return scenario.model_copy(
        update={"seed": seed, "ego": ego, "actors": actors, "sensors": sensors}
    )


def _other(actor: ActorSettings, random: np.random.Generator) -> ActorSettings:
    kmh, overlap = (float(x) for x in random.uniform(-1.0, 1.0, 2) * (OTHER_KMH, OVERLAP))
    changes: dict[str, float] = {}
    if actor.kmh > 0.0:
        changes["kmh"] = max(actor.kmh + kmh, 0.0)
    if actor.overlap is not None:
        changes["overlap"] = min(max(actor.overlap + overlap, -1.0), 1.0)
    return actor.model_copy(update=changes)

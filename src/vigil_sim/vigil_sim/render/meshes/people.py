"""People on foot: eight phases of a gait each, from where feet and hands are in it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.render.meshes.figure import Dress, Pose, figure
from vigil_sim.render.meshes.sizes import SIZES
from vigil_sim.scenario.settings import Model

PHASES = 8
STANCE_RAD = np.pi
"""Each foot stands for half of the cycle and swings for the other half."""


@dataclass(frozen=True)
class Gait:
    """How somebody walks, m for a figure of 1.75 m."""

    model: Model
    reach_m: float
    """A foot moves from that far before the hips to that far behind."""
    lift_m: float
    """How high it swings."""
    kick_m: float
    """How high the heel is when the foot leaves the ground."""
    lean_rad: float
    arms_m: float
    """How far the hands swing."""
    hands_m: tuple[float, float, float]
    """Ahead of, out from and above the middle of the hips, in the middle of their swing."""
    dress: Dress


GAITS = {
    "adult": Gait("adult", 0.20, 0.10, 0.10, 0.04, 0.16, (0.06, 0.20, -0.05), Dress()),
    "adult_coat": Gait(
        "adult", 0.20, 0.10, 0.10, 0.04, 0.14, (0.06, 0.20, -0.04), Dress(coat=True)
    ),
    "runner": Gait("runner", 0.30, 0.26, 0.24, 0.16, 0.20, (0.18, 0.19, 0.16), Dress()),
    "child": Gait(
        "child", 0.26, 0.12, 0.12, 0.05, 0.18, (0.06, 0.29, -0.02), Dress(bag=True, head_scale=1.3)
    ),
}


def people(detail: float) -> Mapping[str, Mesh]:
    """Return everybody in each phase: `adult0` to `adult7` and so on."""
    meshes = {}
    for name, gait in GAITS.items():
        builders = [_walking(gait, 2 * np.pi * k / PHASES, detail) for k in range(PHASES)]
        places = np.concatenate([builder.corners.reshape(-1, 3) for builder in builders])
        for phase, builder in enumerate(builders):
            # All phases share one footprint, that of the longest step; each is as tall as nominal.
            meshes[f"{name}{phase}"] = builder.mesh(SIZES[gait.model], 70.0, footprint=places)
    return meshes


def _walking(gait: Gait, phase_rad: float, detail: float) -> Builder:
    """Return somebody in a phase of the gait; the left foot touches the ground ahead at 0."""
    builder = Builder(detail)
    left, right = (_ankle(gait, phase_rad + turn) for turn in (0.0, np.pi))
    swing = gait.arms_m * np.cos(phase_rad)
    ahead, out, up = gait.hands_m
    hips_m = 0.915 - 0.02 * np.cos(2 * phase_rad)
    hands = [
        (ahead - side * swing, side * out, hips_m + up + 0.4 * abs(min(side * swing, 0.0)))
        for side in (1, -1)
    ]
    pose = Pose(
        hips=(0.0, float(hips_m)),
        lean_rad=gait.lean_rad,
        ankles=((left[0], 0.085, left[1]), (right[0], -0.085, right[1])),
        hands=(hands[0], hands[1]),
        tilts_rad=(left[2], right[2]),
    )
    figure(builder, pose, gait.dress)
    return builder


def _ankle(gait: Gait, phase_rad: float) -> tuple[float, float, float]:
    """Return x and z of an ankle, and how far the toes point down, rad."""
    phase = phase_rad % (2 * np.pi)
    stands = phase < STANCE_RAD
    share = phase / STANCE_RAD if stands else phase / STANCE_RAD - 1
    if stands:
        late = max(0.0, share - 0.6) / 0.4
        return gait.reach_m * (1 - 2 * share), 0.07 + gait.kick_m * late**2, 0.9 * late
    x = -gait.reach_m * np.cos(np.pi * share)
    lift = gait.kick_m * (1 - share) ** 2 + gait.lift_m * np.sin(np.pi * share)
    return float(x), float(0.07 + lift), float(0.9 * (1 - share) ** 2 - 0.25 * share)

"""A human figure in a pose: limbs reach their targets by two-link inverse kinematics."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Floats, Point

TORSO = (
    (-0.14, 0.115, 0.165),
    (-0.02, 0.120, 0.172),
    (0.12, 0.105, 0.150),
    (0.30, 0.118, 0.168),
    (0.43, 0.115, 0.188),
    (0.50, 0.095, 0.190),
    (0.55, 0.060, 0.100),
)
"""Rings of the upper body: height above the hips, half depth, half width, m (DIN 33402, adult)."""
COAT = ((-0.45, 0.17, 0.21), (-0.30, 0.15, 0.20), *TORSO[1:])
LEG_M, ARM_M = (0.43, 0.43), (0.28, 0.27)
"""Thigh and shank, upper arm and forearm."""
HIP_M, SHOULDER_M, NECK_M, HEAD_M = 0.09, 0.190, 0.52, 0.72
"""Hips and shoulders from the middle, neck and middle of the head above the hips."""


@dataclass(frozen=True)
class Pose:
    """Where a figure of 1.75 m has its joints, m; x is where it looks."""

    hips: tuple[float, float]
    """x and z."""
    lean_rad: float
    """Of the upper body, forward."""
    ankles: tuple[Point, Point]
    """Left and right."""
    hands: tuple[Point, Point]
    tilts_rad: tuple[float, float] = (0.0, 0.0)
    """Of the feet, toes down."""


@dataclass(frozen=True)
class Dress:
    """What a figure has on."""

    coat: bool = False
    bag: bool = False
    helmet: Material | None = None
    visor: bool = False
    """A helmet that covers the face."""
    head_scale: float = 1.0
    """Children have large heads."""


def figure(builder: Builder, pose: Pose, dress: Dress) -> None:
    """Add a figure."""
    for side, ankle, hand, tilt in zip(
        (1, -1), pose.ankles, pose.hands, pose.tilts_rad, strict=True
    ):
        _leg(builder, pose, side, np.asarray(ankle, float), tilt)
        _arm(builder, pose, side, np.asarray(hand, float))
    _torso(builder, pose, COAT if dress.coat else TORSO)
    _head(builder, pose, dress)
    if dress.bag:
        low, high = _above(pose, 0.12, -0.22), _above(pose, 0.48, -0.08)
        builder.box((*low[:1], -0.14, low[2]), (*high[:1], 0.14, high[2]), Material.PAINT_2)


def bent(start: Floats, end: Floats, lengths: tuple[float, float], towards: Point) -> Floats:
    """Return the joint between two links that join start and end, bent towards a direction."""
    first, second = lengths
    span = end - start
    reach = min(float(np.linalg.norm(span)), first + second - 1e-3)
    along = span / np.linalg.norm(span)
    out = np.asarray(towards, float) - along * (along @ np.asarray(towards, float))
    out /= np.linalg.norm(out)
    share = np.clip((first**2 + reach**2 - second**2) / (2 * first * reach), -1.0, 1.0)
    return np.asarray(start + first * (share * along + np.sqrt(1 - share**2) * out))


def _above(pose: Pose, height_m: float, ahead_m: float = 0.0, left_m: float = 0.0) -> Floats:
    """Return a place that leans with the upper body."""
    sin, cos = np.sin(pose.lean_rad), np.cos(pose.lean_rad)
    up, ahead = max(height_m, 0.0), ahead_m
    x = pose.hips[0] + up * sin + ahead * cos
    return np.array([x, left_m, pose.hips[1] + up * cos - ahead * sin + min(height_m, 0.0)])


def _leg(builder: Builder, pose: Pose, side: int, ankle: Floats, tilt: float) -> None:
    """Add a leg in trousers and its shoe."""
    hip = np.array([pose.hips[0], side * HIP_M, pose.hips[1]])
    knee = bent(hip, ankle, LEG_M, (1.0, 0.0, 0.2))
    builder.limb(hip, knee, (0.096, 0.070), Material.CLOTH_BOTTOM)
    builder.limb(knee, ankle, (0.068, 0.052), Material.CLOTH_BOTTOM)
    toes = np.array([np.cos(tilt), 0.0, -np.sin(tilt)])
    sole = ankle - np.array([0.0, 0.0, 0.02])
    builder.limb(sole - 0.05 * toes, sole + 0.13 * toes, (0.050, 0.038), Material.BLACK)


def _arm(builder: Builder, pose: Pose, side: int, hand: Floats) -> None:
    """Add an arm in its sleeve and a hand."""
    shoulder = _above(pose, NECK_M - 0.06, left_m=side * SHOULDER_M)
    elbow = bent(shoulder, hand, ARM_M, (-1.0, 0.05 * side, -0.4))
    builder.limb(shoulder, elbow, (0.058, 0.048), Material.CLOTH_TOP)
    builder.limb(elbow, hand, (0.046, 0.036), Material.CLOTH_TOP)
    builder.ball(hand, 0.046, Material.SKIN, sides=6)


def _torso(builder: Builder, pose: Pose, rings: Sequence[tuple[float, float, float]]) -> None:
    """Add the upper body as a stack of ellipses."""
    turn = np.linspace(0, 2 * np.pi, builder.count(12, 6), endpoint=False)
    stack = []
    for height_m, deep_m, wide_m in rings if builder.near else rings[::2]:
        ring = [_above(pose, height_m, deep_m * np.cos(t), wide_m * np.sin(t)) for t in turn]
        stack.append(np.array(ring))
    builder.tower(stack, Material.CLOTH_TOP)


def _head(builder: Builder, pose: Pose, dress: Dress) -> None:
    """Add neck, face and hair or helmet; the head stays upright when the body leans."""
    neck, scale = _above(pose, NECK_M), dress.head_scale
    middle = _above(pose, HEAD_M) + np.array([0.02, 0.0, 0.0])
    builder.tube(neck, middle, (0.055, 0.05), Material.SKIN, sides=7, caps=False)
    builder.ball(middle, scale * np.array([0.100, 0.082, 0.120]), Material.SKIN, sides=9)
    if dress.helmet is None:
        top = middle + scale * np.array([-0.016, 0.0, 0.022])
        builder.ball(top, scale * np.array([0.100, 0.090, 0.110]), Material.HAIR, sides=9)
    elif dress.visor:
        builder.ball(middle, (0.155, 0.130, 0.155), dress.helmet, sides=11)
        builder.ball(middle + np.array([0.04, 0, 0.01]), (0.125, 0.105, 0.06), Material.GLASS)
    else:
        top = middle + np.array([-0.01, 0.0, 0.05])
        builder.ball(top, (0.135, 0.105, 0.10), dress.helmet, sides=10)

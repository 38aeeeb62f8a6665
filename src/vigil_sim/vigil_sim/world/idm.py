"""How a driver follows: the intelligent driver model."""

from math import inf, sqrt

DECIDE_S = 0.05
"""A driver looks ahead so often; the pedals hold in between."""
HEADWAY_S, STANDING_M = 1.5, 2.0
CHEERFUL_MPS2, COMFORTABLE_MPS2 = 1.4, 2.0
"""T, s0, a and b of a car: Kesting, Treiber, Helbing 2010, table 1 (recalled)."""
HARDEST_MPS2 = 9.0
"""No driver brakes harder than a dry road allows."""


def idm_mps2(speed_mps: float, wanted_mps: float, gap_m: float, closing_mps: float) -> float:
    """Return the most that what is ahead lets a driver accelerate; inf: nothing is ahead.

    Treiber, Hennecke, Helbing 2000, eq. 2 and 3.  Who is too fast is slowed down by the profile
    of the scenario, so the free term stops at zero.
    """
    if gap_m == inf:
        return inf
    free = max(0.0, 1.0 - (speed_mps / max(wanted_mps, 0.1)) ** 4)
    comfort = 2.0 * sqrt(CHEERFUL_MPS2 * COMFORTABLE_MPS2)
    dynamic_m = speed_mps * (HEADWAY_S + closing_mps / comfort)
    desired_m = STANDING_M + max(0.0, dynamic_m)
    held = CHEERFUL_MPS2 * (free - (desired_m / max(gap_m, 0.1)) ** 2)
    return max(held, -HARDEST_MPS2)

"""How tall things are: most of a class are alike, some are odd, and a class may turn out wrong.

The prior of a height is a mixture of two normal laws: an ordinary car, or a van that the network
calls a car.  The filter holds one normal law only, so the prior enters it as one measurement (a
site) that is renewed as the object is known better, by expectation propagation (Minka 2001): take
the site out, multiply what is left by the mixture, put in the site that gives the same moments.
"""

import numpy as np
import numpy.typing as npt

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import TALL, Filter
from vigil.tracking.sizes import HEIGHT, HEIGHT_SD, ODD, ODD_SD, ODD_SHARE

LEAST_LEFT = 0.1
"""Share of the knowledge that must be left without the site, or the site stays as it is."""
LEAST_WEIGHT = 1.0


class Heights:
    """The site of each object's height: its mean, and its weight as 1 / variance."""

    def __init__(self) -> None:
        self._mean: Floats = np.empty(0)
        self._weight: Floats = np.empty(0)

    def append(self, sizes: Floats) -> None:
        """Add objects that begin as ordinary ones of their class; `sizes` as `Sizes.of`."""
        self._mean = np.append(self._mean, sizes[:, HEIGHT])
        self._weight = np.append(self._weight, sizes[:, HEIGHT_SD] ** -2.0)

    def keep(self, rows: npt.NDArray[np.bool_]) -> None:
        """Drop the other objects."""
        self._mean, self._weight = self._mean[rows], self._weight[rows]

    def update(self, bank: Filter, sizes: Floats) -> None:
        """Renew every site by what is known of its object now."""
        mean, variance = bank.mean[:, TALL], bank.covariance[:, TALL, TALL]
        left = 1.0 / variance - self._weight
        rows = np.flatnonzero(left > LEAST_LEFT / variance)
        if not len(rows):
            return
        left, known = left[rows], (self._weight * self._mean)[rows]
        rest = ((mean / variance)[rows] - known) / left
        both, spread = _moments(rest, 1.0 / left, sizes[rows])
        weight = np.maximum(1.0 / spread - left, LEAST_WEIGHT)
        site = (both * (left + weight) - rest * left) / weight
        _swap(bank, rows, weight - self._weight[rows], weight * site - known)
        self._mean[rows], self._weight[rows] = site, weight


def _moments(mean: Floats, variance: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of a normal law times the mixture of its class."""
    by_column = sizes.T
    centre = by_column[[HEIGHT, ODD]]
    spread = by_column[[HEIGHT_SD, ODD_SD]] ** 2 + variance
    odd = by_column[ODD_SHARE]
    share = np.array([1.0 - odd, odd])
    likely = share * np.exp(-0.5 * (mean - centre) ** 2 / spread) / np.sqrt(spread)
    likely = likely / np.maximum(likely.sum(0), 1e-300)
    gain = variance / spread
    means, variances = mean + gain * (centre - mean), variance * (1.0 - gain)
    both = (likely * means).sum(0)
    return both, (likely * (variances + (means - both) ** 2)).sum(0)


def _swap(bank: Filter, rows: npt.NDArray[np.intp], change: Floats, moved: Floats) -> None:
    """Add `change` to the weight of each height, `moved` to weight times mean."""
    with_state = bank.covariance[rows, :, TALL]
    gain = with_state / (1.0 + with_state[:, TALL] * change)[:, None]
    pull = moved - change * bank.mean[rows, TALL]
    bank.mean[rows] += gain * pull[:, None]
    bank.covariance[rows] -= (gain * change[:, None])[:, :, None] * with_state[:, None, :]

"""Whether a thing is found, how sure the detector is of it, and what it is called."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from vigil.base.records import ObjectClass, TruthScene
from vigil.geometry.camera_model import Floats
from vigil_sim.noise.errors import Flags, Rows
from vigil_sim.noise.settings import Confusion, Misses

MOST_CONFUSED = 0.9
"""However hard the noise, a class is right in a tenth of the cases."""
CLEAR = (1.0, 1.0)
NAME, RENAME, FIRST_CAMERA = range(3)
"""Even numbers of a step: a name, whether it is renewed, then a miss for each camera."""


def sight(settings: Misses, truth: TruthScene, people: Flags) -> Floats:
    """Return how well light and air let us see each, (N,): 1 on a clear day."""
    light, weather = (
        settings.light.get(truth.light, CLEAR),
        settings.weather.get(truth.weather, CLEAR),
    )
    return np.where(people, light[1] * weather[1], light[0] * weather[0])


class Finding:
    """Shares missed and scores, by apparent height, light and what hides a thing."""

    def __init__(self, settings: Misses, scale: float) -> None:
        self._settings, self._scale = settings, scale

    def missed(self, people: Flags, clear_px: Floats, shown: Floats, inside: Floats) -> Floats:
        """Return the share of looks that miss a thing, (N,), 1 where it cannot be seen.

        `shown` is the share of it that nothing hides, `inside` what the picture holds of it.
        """
        s = self._settings
        vehicles, walkers = (np.interp(clear_px, s.heights_px, a) for a in (s.vehicles, s.people))
        small = np.where(people, walkers, vehicles)
        share = 1.0 - (1.0 - small) * (1.0 - np.interp(shown, s.visible, s.hidden))
        gone = (shown < s.least_visible) | (inside < s.least_inside)
        return np.where(gone, 1.0, np.minimum(self._scale * share, 1.0))

    def scores(self, clear_px: Floats, shown: Floats, rank: Floats) -> Floats:
        """Return scores, (N,); `rank` is standard normal and stays with each thing."""
        s = self._settings
        median = np.interp(clear_px, s.heights_px, s.scores)
        logit = median - 2.0 * s.score_hidden * (1.0 - shown) + s.score_sd * rank
        return np.asarray(1.0 / (1.0 + np.exp(-logit)))


class Naming:
    """What things are called: right, or as one of the others, for a while."""

    def __init__(self, settings: Confusion, scale: float) -> None:
        self._memory_s = settings.memory_s
        self._others: dict[ObjectClass, list[tuple[float, ObjectClass]]] = {}
        for name, shares in settings.taken_for.items():
            less = min(scale, MOST_CONFUSED / max(sum(shares.values()), 1e-9))
            ends = accumulate(less * share for share in shares.values())
            others = [ObjectClass[other.upper()] for other in shares]
            self._others[ObjectClass[name.upper()]] = list(zip(ends, others, strict=True))

    def names(
        self, kinds: Sequence[ObjectClass], marks: Floats, rows: Rows, even: Floats, seconds: float
    ) -> list[ObjectClass]:
        """Return what each is called now; its mark NAME is what it was judged by."""
        old = marks[rows, NAME]
        anew = np.isnan(old) | (even[:, RENAME] < 1.0 - np.exp(-seconds / self._memory_s))
        judged = marks[rows, NAME] = np.where(anew, even[:, NAME], old)
        return [self._called(kind, one) for kind, one in zip(kinds, judged.tolist(), strict=True)]

    def _called(self, kind: ObjectClass, judged: float) -> ObjectClass:
        others = self._others.get(kind, ())
        return next((other for end, other in others if judged < end), kind)

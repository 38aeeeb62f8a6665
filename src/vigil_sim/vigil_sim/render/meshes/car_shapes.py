"""Measures of passenger cars."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vigil_sim.render.mesh import Floats
from vigil_sim.render.meshes.sizes import SIZES
from vigil_sim.scenario.settings import Model


@dataclass(frozen=True)
class CarShape:
    """Measures of one kind of car, m; x counts forward from its middle."""

    length_m: float
    width_m: float
    height_m: float
    wheelbase_m: float
    wheel_m: float
    """Radius of a wheel."""
    nose_m: float
    """Height of the front edge of the bonnet."""
    hood_m: float
    """Height of the bonnet at the windscreen."""
    belt_m: float
    """Height of the lower edge of the side windows."""
    deck_m: float
    """Height of the rear edge: boot lid, or lower edge of the rear window."""
    base_m: tuple[float, float]
    """x of the lower edges of windscreen and rear window."""
    roof_m: tuple[float, float]
    """x of their upper edges."""
    roof_share: float
    """Width of the roof, as a share of that of the body."""
    windows: int
    """On each side."""

    @property
    def rear_pillar_m(self) -> float:
        """Length of the painted part behind the last side window, at its foot."""
        slope = self.roof_m[1] - self.base_m[1]
        return 0.12 + 0.5 * slope

    @property
    def bed(self) -> bool:
        """Whether there is an open load bed behind the cabin."""
        return self.base_m[1] > -0.3 * self.length_m

    @property
    def bars(self) -> bool:
        """Whether there are rails on the roof: where it is long and bent in at its sides."""
        return self.windows == 3 and self.roof_share < 0.8  # noqa: PLR2004

    @property
    def plate_m(self) -> float:
        """Height of the lower edge of the rear number plate."""
        return 0.64 * self.deck_m

    @property
    def half_body_m(self) -> float:
        """Half the width of the body; mirrors stand proud of it by 2 cm a side."""
        return self.width_m / 2 - 0.02

    def shoulder_m(self, x: Floats) -> Floats:
        """Return the height of the upper edge of the body at x."""
        end, (front, rear) = self.length_m / 2, self.base_m
        rise = self.hood_m - self.nose_m
        places = [-end, min(rear, 0.45 - end), front, (front + end) / 2, end - 0.1, end]
        heights = [
            *(self.deck_m - 0.03, self.deck_m, self.belt_m),
            *(self.nose_m + 0.88 * rise, self.nose_m + 0.55 * rise, self.nose_m),
        ]
        return np.interp(x, places, heights)

    def droop_m(self, x: Floats) -> Floats:
        """Return how far the roof line lies below its highest point at x."""
        front, rear = self.roof_m
        share = (np.clip((x - rear) / (front - rear), 0, 1) - 0.6) / np.where(x > 0, 0.4, 0.6)
        return np.where(share > 0, 0.03, 0.06) * share**2


CARS: Mapping[Model, CarShape] = {
    "hatch": CarShape(
        *SIZES["hatch"], 2.55, 0.315, 0.78, 0.98, 0.96, 1.0, (0.98, -1.92), (0.22, -1.52), 0.76, 2
    ),
    "sedan": CarShape(
        *SIZES["sedan"], 2.78, 0.33, 0.76, 0.95, 0.94, 1.05, (0.98, -1.72), (0.2, -1.0), 0.72, 2
    ),
    "wagon": CarShape(
        *SIZES["wagon"], 2.78, 0.33, 0.76, 0.95, 0.95, 1.0, (0.98, -2.22), (0.2, -1.88), 0.74, 3
    ),
    "suv": CarShape(
        *SIZES["suv"], 2.7, 0.37, 0.94, 1.1, 1.08, 1.12, (1.02, -2.16), (0.34, -1.86), 0.77, 3
    ),
    "van": CarShape(
        *SIZES["van"], 3.05, 0.345, 0.86, 1.16, 1.1, 1.12, (1.7, -2.48), (0.98, -2.38), 0.85, 3
    ),
    "pickup": CarShape(
        *SIZES["pickup"], 3.2, 0.4, 1.02, 1.16, 1.13, 1.14, (1.16, -0.62), (0.52, -0.5), 0.78, 2
    ),
}
"""Proportions of common cars of their kind on European roads."""

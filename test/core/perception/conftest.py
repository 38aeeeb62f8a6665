"""A camera, a road with painted lines, and networks that answer what a test says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from vigil.base.records import Frame, FrameSet, Moment, Mounting, VehicleState
from vigil.geometry import CameraModel, image_points_px
from vigil.inference import Card, find_card
from vigil.perception.picture import Fit
from vigil.perception.segmentation import Masks

SIZE_WH_PX = (960, 540)
MODEL = CameraModel("front", *SIZE_WH_PX, 900.0, 900.0, 479.5, 269.5)
MOUNTING = Mounting(
    "front", -1.5, 0.0, 1.3, 0.0, -0.03, 0.0, 0.03, 0.005, 0.003, 0.003, estimated=False
)
GREY, WHITE, YELLOW = (90, 90, 90), (230, 230, 230), (60, 190, 220)
Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]
Polynomial = tuple[float, ...]


@dataclass(frozen=True)
class Stripe:
    """Paint on the road: y = sum c_k x^k, dashes from `start_m` on, `length_m` in `cycle_m`."""

    line: Polynomial
    colour: Colour = WHITE
    length_m: float = 3.05
    cycle_m: float = 3.05
    start_m: float = 2.0
    width_m: float = 0.12

    def polygons_px(self) -> list[npt.NDArray[np.int32]]:
        """Return the outlines of its dashes in the picture."""
        return [
            self._polygon_px(begin, begin + self.length_m)
            for begin in np.arange(self.start_m, 70.0, self.cycle_m)
        ]

    def _polygon_px(self, begin_m: float, end_m: float) -> npt.NDArray[np.int32]:
        x = np.linspace(begin_m, end_m, 8)
        y = np.polynomial.polynomial.polyval(x, np.array(self.line))
        sides = [np.column_stack([x, y + half]) for half in (self.width_m / 2, -self.width_m / 2)]
        outline = np.concatenate([sides[0], sides[1][::-1]])
        return np.asarray(image_points_px(MODEL, MOUNTING, outline).round(), np.int32)


def road(*stripes: Stripe, asphalt: Colour = GREY) -> Picture:
    """Return a picture of a road with paint."""
    image = np.full((SIZE_WH_PX[1], SIZE_WH_PX[0], 3), asphalt, np.uint8)
    for stripe in stripes:
        cv2.fillPoly(image, stripe.polygons_px(), stripe.colour, cv2.LINE_AA)
    return image


def painted(*stripes: Stripe, bridged: bool = False) -> Masks:
    """Return the mask that a perfect network paints over those stripes, at 640x360."""
    full = np.zeros((SIZE_WH_PX[1], SIZE_WH_PX[0]), np.uint8)
    for stripe in stripes:
        whole = Stripe(stripe.line) if bridged else stripe
        cv2.fillPoly(full, whole.polygons_px(), 255)
    top = 180
    mask = cv2.resize(full, (640, 360), interpolation=cv2.INTER_AREA)[top:]
    thick = cv2.dilate((mask > 40).astype(np.uint8) * 255, np.ones((1, 3), np.uint8))
    return Masks(Fit(SIZE_WH_PX, (640, 360), (640, 360)), top, np.asarray(thick, np.uint8), None, 0)


def frame_set(*images: Picture, camera: str = "front") -> FrameSet:
    """Return a moment with pictures of one camera."""
    frames = tuple(Frame(camera, 0, 0, number, image) for number, image in enumerate(images))
    return FrameSet(7, Moment(0, (), VehicleState(), (MOUNTING,)), frames)


@dataclass
class FakeEngine:
    """Answers the same outputs whatever it is given."""

    size_wh_px: tuple[int, int]
    outputs: Mapping[str, npt.NDArray[Any]]
    given: list[Mapping[str, npt.NDArray[Any]]] = field(default_factory=list)

    def run(self, arrays: Mapping[str, npt.NDArray[Any]]) -> Mapping[str, npt.NDArray[Any]]:
        return self.submit(arrays).result()

    def submit(self, arrays: Mapping[str, npt.NDArray[Any]]) -> "FakeEngine":
        self.given.append({name: array.copy() for name, array in arrays.items()})
        return self

    def result(self) -> Mapping[str, npt.NDArray[Any]]:
        return self.outputs

    def warm_up(self) -> None: ...

    def close(self) -> None: ...

    def describe(self) -> str:
        return f"fake {self.size_wh_px[0]}x{self.size_wh_px[1]}"


@dataclass
class FakeEngines:
    """Opens fake engines: a detector that sees one car, a segmenter that sees one lane."""

    opened: dict[str, FakeEngine] = field(default_factory=dict)

    def open(self, name: str, wanted_wh_px: tuple[int, int]) -> tuple[Card, FakeEngine]:
        card = find_card(name)
        size = card.size_wh_px(wanted_wh_px)
        outputs = one_car(size) if name == "yolox_nano" else one_lane(size)
        return card, self.opened.setdefault(name, FakeEngine(size, outputs))

    def close(self) -> None: ...


def one_car(size: tuple[int, int]) -> dict[str, npt.NDArray[np.float32]]:
    """Return an output of YOLOX with one car of 4x2 cells around the middle of cell (20, 12)."""
    cells = sum((size[0] // step) * (size[1] // step) for step in (8, 16, 32))
    rows = np.zeros((1, cells, 85), np.float32)
    rows[0, 12 * (size[0] // 8) + 20] = [0.5, 0.5, np.log(4), np.log(2), 0.9, *[0.0] * 80]
    rows[0, 12 * (size[0] // 8) + 20, 5 + 2] = 0.8
    return {"output": rows}


def one_lane(size: tuple[int, int]) -> dict[str, npt.NDArray[np.float32]]:
    """Return outputs of TwinLiteNet with road below and two lines."""
    width, height = size
    drivable = np.zeros((1, 2, height, width), np.float32)
    drivable[0, 1] = -3.0
    drivable[0, 1, height * 2 // 3 :, width // 4 : width * 3 // 4] = 3.0
    lane = np.zeros_like(drivable)
    lane[0, 1] = -3.0
    masks = painted(Stripe((1.8,)), Stripe((-1.8,)))
    assert masks.paint is not None
    lane[0, 1, masks.top_row_px :][masks.paint > 0] = 3.0
    return {"drivable": drivable, "lane": lane}


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines()

"""Fits a camera's picture into a network's input, and finds the way back."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vigil.inference import PictureInput

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Size = tuple[int, int]


@dataclass(frozen=True)
class Fit:
    """How a full picture lies in the input of a network."""

    full_wh_px: Size
    """Of the camera's picture."""
    input_wh_px: Size
    """Of the network's input."""
    used_wh_px: Size
    """The part of the input that the picture covers, from the top left."""

    @classmethod
    def plan(cls, picture: PictureInput, full_wh_px: Size, input_wh_px: Size) -> "Fit":
        """Return how a picture is to be fitted, as the card says."""
        if picture.fit == "stretch":
            return cls(full_wh_px, input_wh_px, input_wh_px)
        ratio = min(wanted / there for wanted, there in zip(input_wh_px, full_wh_px, strict=True))
        width, height = (max(1, round(length * ratio)) for length in full_wh_px)
        return cls(full_wh_px, input_wh_px, (width, height))

    @property
    def full_per_input(self) -> Floats:
        """Pixels of the full picture to one of the input, (x, y)."""
        return np.divide(self.full_wh_px, self.used_wh_px)

    def buffer(self, fill: int) -> Picture:
        """Return an empty input, shape (1, height, width, 3)."""
        width, height = self.input_wh_px
        return np.full((1, height, width, 3), fill, np.uint8)

    def place(self, image: Picture, buffer: Picture) -> None:
        """Write a picture (height, width, 3) into an input; LINEAR costs a fifth of AREA."""
        width, height = self.used_wh_px
        target = buffer[0, :height, :width]
        if self.full_wh_px == self.used_wh_px:
            target[...] = image
        elif width == self.input_wh_px[0]:
            cv2.resize(image, self.used_wh_px, dst=target, interpolation=cv2.INTER_LINEAR)
        else:
            target[...] = cv2.resize(image, self.used_wh_px, interpolation=cv2.INTER_LINEAR)

    def full_px(self, points_input_px: Floats) -> Floats:
        """Return pixels (N, 2) of the input in the full picture; pixel centres are whole."""
        return np.asarray((points_input_px + 0.5) * self.full_per_input - 0.5)

    def input_row(self, row_full_px: float) -> int:
        """Return the row of the input for a row of the full picture, inside the input."""
        row = (row_full_px + 0.5) / self.full_per_input[1] - 0.5
        return int(np.clip(row, 0, self.used_wh_px[1] - 1))

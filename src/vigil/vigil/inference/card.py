"""A card says what a network is: its file, its input, its heads, and how far it can be trusted.

A card is `models/<name>.yaml`.  It is read when the network is loaded, and what it says is held
against the network itself (`fit.py`), so that a wrong file never gives silently wrong boxes.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from vigil.base import yaml
from vigil.base.errors import ConfigurationError, ModelError
from vigil.base.records import ObjectClass
from vigil.base.settings import Settings, checked, shipped

Surface = Literal["background", "drivable", "curb", "paint"]
Positive = Annotated[int, Field(ge=1, le=65536)]
Numbers3 = tuple[float, float, float]
SHA256 = r"^[0-9a-f]{64}$"


class PictureInput(Settings):
    """The picture a network takes; we always hand over BGR, 8 bits, shape (1, height, width, 3)."""

    name: str = Field(description="of the input tensor")
    size_wh_px: tuple[Positive, Positive] | None = Field(
        default=None, description="width and height; none: free, chosen in the configuration"
    )
    multiple_px: Positive = Field(
        default=1, description="a free width and height are multiples of this, the largest stride"
    )
    layout: Literal["NCHW", "NHWC"] = Field(default="NCHW", description="order of its axes")
    dtype: Literal["float32", "uint8"] = Field(default="float32", description="of its elements")
    colour_order: Literal["BGR", "RGB"] = Field(description="order of its channels")
    mean: Numbers3 = Field(default=(0.0, 0.0, 0.0), description="subtracted, in its colour order")
    scale: Numbers3 = Field(default=(1.0, 1.0, 1.0), description="then divided by")
    fit: Literal["letterbox", "stretch"] = Field(
        description="letterbox: kept in shape, at the top left, the rest filled; stretch: filled"
    )
    fill: int = Field(default=114, ge=0, le=255, description="grey of a letterbox's rest")

    @property
    def shape(self) -> tuple[int | None, ...]:
        """The shape of the tensor; None where it is free."""
        width, height = self.size_wh_px or (None, None)
        return (1, 3, height, width) if self.layout == "NCHW" else (1, height, width, 3)


class GridHead(Settings):
    """Boxes on a grid, as YOLOX writes them: rows of x, y, w, h, objectness, classes."""

    decoder: Literal["yolox"]
    output: str = Field(description="name of the output tensor")
    strides: tuple[Positive, ...] = Field(min_length=1, description="px between two cells")
    class_count: Positive = Field(description="classes that the network knows")
    classes: Mapping[int, ObjectClass] = Field(description="its number of a class: ours")

    @field_validator("classes", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        return {number: _object_class(name) for number, name in dict(value).items()}

    @model_validator(mode="after")
    def _inside(self) -> "GridHead":
        _check_inside(self.classes, self.class_count)
        return self


class MaskHead(Settings):
    """One plane of values for each class, shape (1, classes, height, width); the largest wins."""

    decoder: Literal["mask"]
    output: str = Field(description="name of the output tensor")
    values: Literal["logits", "probabilities"] = Field(description="what a plane holds")
    class_count: Positive = Field(description="classes that the network knows")
    classes: Mapping[int, Surface] = Field(description="its number of a class: ours")

    @model_validator(mode="after")
    def _inside(self) -> "MaskHead":
        _check_inside(self.classes, self.class_count)
        return self


Head = Annotated[GridHead | MaskHead, Field(discriminator="decoder")]


class Measure(Settings):
    """One measured figure."""

    figure: str = Field(description="what was measured, and how")
    data: str = Field(description="on what")
    value: float = Field(description="the result")


class Card(Settings):
    """One network."""

    name: str = Field(pattern=r"^[a-z0-9_]+$", description="of the card's file, too")
    file: str = Field(description="name of the file of weights")
    sha256: str = Field(pattern=SHA256, description="of that file")
    origin: str = Field(description="who made it, and where it is published")
    licence: str = Field(description="of the weights, an SPDX identifier")
    training_data: str = Field(description="what it has learned from")
    input: PictureInput
    heads: tuple[Head, ...] = Field(min_length=1)
    accuracy: tuple[Measure, ...] = Field(default=(), description="as measured")
    limits: str = Field(default="", description="what it cannot do")

    @classmethod
    def read(cls, path: Path) -> "Card":
        """Read a card, or raise one sentence."""
        card = checked(cls, yaml.load(path), str(path))
        if card.name != path.stem:
            raise ConfigurationError(f"{path}: holds the card '{card.name}'; rename one of them")
        return card

    def size_wh_px(self, wanted_wh_px: tuple[int, int]) -> tuple[int, int]:
        """Return the size of its input: its own, or the one wanted, rounded up to fit strides."""
        if self.input.size_wh_px is not None:
            return self.input.size_wh_px
        step = self.input.multiple_px
        width, height = (-(-length // step) * step for length in wanted_wh_px)
        return (width, height)


def find_card(name: str, search: Iterable[Path] = ()) -> Card:
    """Return the card of that name from the first folder that has it; ours come last."""
    folders = (*search, shipped("models"))
    for folder in folders:
        path = folder / f"{name}.yaml"
        if path.is_file():
            return Card.read(path)
    cards = sorted({card.stem for folder in folders for card in folder.glob("*.yaml")})
    raise ModelError(f"there is no card '{name}.yaml'; there are {', '.join(cards) or 'none'}")


def _object_class(name: Any) -> Any:
    """Turn 'car' into ObjectClass.CAR, and leave to pydantic what is no name."""
    return ObjectClass.__members__.get(str(name).upper(), name)


def _check_inside(classes: Mapping[int, Any], count: int) -> None:
    wrong = [number for number in classes if not 0 <= number < count]
    if wrong:
        raise ValueError(f"class {wrong[0]} is not below class_count {count}")

"""Which runtime runs the networks, how, and where their files are: section `inference`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from vigil.base.settings import Settings

Runtime = Literal["auto", "openvino", "onnxruntime"]
Precision = Literal["auto", "bf16", "f32"]


class InferenceSettings(Settings):
    """Settings of the engines; a line here wins over what the machine suggests."""

    runtime: Runtime = Field(
        default="auto",
        description="auto: openvino where it is installed (fastest on every network measured)",
    )
    precision: Precision = Field(
        default="auto",
        description="auto: bf16 where the processor has AMX (99 % of the detections), else f32",
    )
    threads: int = Field(
        default=1,
        ge=1,
        le=64,
        description="of one network; a second thread costs 8-18 % more CPU, networks run in"
        " parallel anyway",
    )
    model_path: tuple[str, ...] = Field(
        default=("models",),
        description="folders in which cards and weights are looked for, relative to the working"
        " directory",
    )
    weights: Mapping[str, str] = Field(
        default={}, description="file of weights by name of card, where it lies elsewhere"
    )
    cache_dir: str = Field(
        default="",
        description="where compiled networks are kept (loading takes a fifth of the time);"
        " empty: the user's cache, as the XDG base directory specification has it",
    )

    @property
    def folders(self) -> tuple[Path, ...]:
        """Folders in which cards and weights are looked for, in that order."""
        return tuple(Path(folder).expanduser() for folder in self.model_path)

"""Engines: the same contract and the same numbers, whatever runs them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigil.base.errors import EngineError, ModelError
from vigil.inference import Engines, InferenceSettings, open_engine
from vigil.inference.processor import has_amx_bf16

from .conftest import SIZE_WH_PX, card, convolution

WIDTH, HEIGHT = SIZE_WH_PX


def picture(width: int = WIDTH, height: int = HEIGHT) -> dict[str, np.ndarray[Any, Any]]:
    values = np.arange(height * width * 3) % 256
    return {"picture": values.reshape(1, height, width, 3).astype(np.uint8)}


def test_a_picture_becomes_the_tensor_that_the_card_describes(
    network: Path, settings: InferenceSettings
) -> None:
    engine = open_engine(card(network), network, settings)
    given = picture()
    planes = engine.run(given)["mask"][0]
    bgr = given["picture"][0].astype(float)
    assert np.allclose(planes[0], (bgr[..., 2] - 10.0) / 2.0, atol=1e-4)  # red comes first
    assert np.allclose(planes[1], (bgr[..., 0] - 30.0) / 8.0, atol=1e-4)
    engine.close()


def test_submitting_gives_what_running_gives(network: Path, settings: InferenceSettings) -> None:
    engine = open_engine(card(network), network, settings)
    engine.warm_up()
    expected = np.array(engine.run(picture())["mask"])
    assert np.array_equal(engine.submit(picture()).result()["mask"], expected)
    engine.close()


def test_a_free_size_is_fixed_when_the_network_is_loaded(
    tmp_path: Path, settings: InferenceSettings
) -> None:
    file = convolution(tmp_path / "tiny.onnx", "picture", (1, 3, "h", "w"), "mask", 2)
    free = card(file, {"size_wh_px": None, "multiple_px": 4})
    engine = open_engine(free, file, settings, (10, 6))
    assert engine.size_wh_px == (12, 8)
    assert engine.run(picture(12, 8))["mask"].shape == (1, 2, 8, 12)
    engine.close()


def test_an_engine_says_what_runs_where(network: Path, settings: InferenceSettings) -> None:
    engine = open_engine(card(network), network, settings)
    words = engine.describe()
    assert words.startswith("tiny 8x4: ")
    assert ", f32, " in words
    assert words.endswith("1 thread")
    engine.close()


MISFITS = {
    "input": ({"picture": {"name": "images"}}, "has no input 'images'.*it has picture"),
    "size": ({"picture": {"size_wh_px": (16, 4)}}, "is 1x3x4x8, the card 'tiny' says 1x3x4x16"),
    "output": ({"output": "road"}, "has no output 'road'.*it has mask"),
    "classes": ({"class_count": 4}, "2 classes where the card 'tiny' says 4"),
}


@pytest.mark.parametrize(("changes", "sentence"), MISFITS.values(), ids=MISFITS.keys())
def test_a_network_that_does_not_fit_its_card_is_refused(
    network: Path, settings: InferenceSettings, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        open_engine(card(network, **changes), network, settings)


def test_a_file_that_is_no_network_is_refused(network: Path, settings: InferenceSettings) -> None:
    network.write_bytes(b"no network")
    with pytest.raises(ModelError, match="cannot read this network"):
        open_engine(card(network), network, settings)


def test_a_precision_that_the_runtime_lacks_is_refused(network: Path) -> None:
    settings = InferenceSettings(runtime="onnxruntime", precision="bf16")
    with pytest.raises(EngineError, match=r"in f32 only; set inference\.precision"):
        open_engine(card(network), network, settings)


def test_a_runtime_that_is_not_installed_is_said(
    network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigil.inference.engine.find_spec", lambda _: None)
    with pytest.raises(EngineError, match="'onnxruntime' is not installed; try: pip install"):
        open_engine(card(network), network, InferenceSettings(runtime="onnxruntime"))


def test_two_cameras_share_one_network(
    network: Path, settings: InferenceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigil.inference.engine.find_card", lambda *_: card(network))
    engines = Engines(settings)
    assert engines.open("tiny", (640, 360))[1] is engines.open("tiny", (960, 540))[1]
    engines.close()


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("flags : fpu avx512f amx_bf16 amx_tile", True), ("flags : fpu avx512_bf16", False)],
)
def test_bf16_is_chosen_where_amx_is_real(tmp_path: Path, flags: str, expected: bool) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor : 0\n{flags}\n", encoding="utf-8")
    assert has_amx_bf16(cpuinfo) is expected

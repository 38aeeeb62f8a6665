"""Where there is no OpenGL a sentence says what to install."""

from types import SimpleNamespace
from typing import Any

import pytest

from vigil.base.errors import EngineError
from vigil_sim.render import context as room


def test_no_egl_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise ValueError("libEGL.so not loaded")

    fake = SimpleNamespace(create_context=refuse)
    monkeypatch.setattr(room, "import_module", lambda _: fake)
    with pytest.raises(EngineError, match=r"libEGL.so not loaded.*libegl1 and libgl1-mesa-dri"):
        room.context.__wrapped__()


def test_no_moderngl_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(room, "import_module", missing)
    with pytest.raises(EngineError, match="extra 'sim'"):
        room.context.__wrapped__()

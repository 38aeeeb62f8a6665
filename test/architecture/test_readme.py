"""The README says what the code does: its tables are those of the code, its commands exist."""

import importlib.util
import re
from pathlib import Path

from vigil.cli.main import app

FOLDER = Path(__file__).parent
README = FOLDER.parents[1] / "README.md"
MAKEFILE = FOLDER.parents[1] / "Makefile"


def test_the_tables_are_those_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("readme", FOLDER / "readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = README.read_text(encoding="utf-8")
    assert module.renewed(text) == text, "run `make readme` and commit what it wrote"
    assert all(f"\n{table}\n" in text for table in module.tables().values())


def test_every_make_target_that_is_named_exists() -> None:
    named = set(re.findall(r"make ([a-z-]+)", README.read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_every_command_of_ours_is_named() -> None:
    text = README.read_text(encoding="utf-8")
    names = [c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands]
    groups = [group.name for group in app.registered_groups]
    for name in (*names, *groups):
        assert name == "version" or f"vigil {name}" in text, name

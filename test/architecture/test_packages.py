"""pip and colcon read different files, which say the same: version, entry points, types."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
MANIFESTS = sorted(ROOT.glob("src/*/package.xml"))
SETUPS = sorted(ROOT.glob("src/*/setup.py"))


def setup_arguments(path: Path) -> dict[str, Any]:
    """Return the literal keyword arguments of `setup(...)`."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    (call,) = (c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "setup")
    literal = {"version", "entry_points"}
    return {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg in literal}


def entry_points(group: str) -> list[str]:
    """Return every line of a group in all setup.py files."""
    found = [setup_arguments(path)["entry_points"].get(group, []) for path in SETUPS]
    return sorted(line for lines in found for line in lines)


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
def test_a_manifest_has_the_name_of_its_folder_and_our_version(path: Path) -> None:
    manifest = ET.parse(path)
    assert manifest.findtext("name") == path.parent.name
    assert manifest.findtext("version") == PROJECT["version"]


@pytest.mark.parametrize("path", SETUPS, ids=lambda path: path.parent.name)
def test_a_setup_has_our_version(path: Path) -> None:
    assert setup_arguments(path)["version"] == PROJECT["version"]


def test_the_messages_have_our_version() -> None:
    text = (ROOT / "src/vigil_msgs/pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["project"]["version"] == PROJECT["version"]


def test_both_routes_have_the_same_commands() -> None:
    commands = PROJECT["entry-points"]["vigil.commands"]
    assert entry_points("vigil.commands") == sorted(f"{n} = {v}" for n, v in commands.items())


def test_no_two_packages_have_a_script_of_the_same_name() -> None:
    names = [line.split(" = ")[0] for line in entry_points("console_scripts")]
    assert len(names) == len(set(names))
    assert set(PROJECT["scripts"]) <= set(names)


def test_a_launch_file_starts_scripts_that_exist() -> None:
    scripts = {line.split(" = ")[0] for line in entry_points("console_scripts")}
    for path in ROOT.glob("launch/*.yaml"):
        actions = yaml.safe_load(path.read_text(encoding="utf-8"))["launch"]
        assert {action["node"]["exec"] for action in actions if "node" in action} <= scripts


def test_colcon_sees_each_package_with_its_type() -> None:
    command = [sys.executable, "-m", "colcon", "--log-base", "/dev/null", "list", "--base-paths"]
    listed = subprocess.run(
        [*command, ROOT], capture_output=True, text=True, check=True, timeout=30
    )
    types = {line.split()[0]: line.split()[2] for line in listed.stdout.splitlines()}
    python = dict.fromkeys(["vigil", "vigil_nodes"], "(ros.ament_python)")
    assert types == python | {"vigil_msgs": "(ros.ament_cmake)"}


def test_every_link_leads_somewhere_inside_the_tree() -> None:
    links = [path for path in ROOT.joinpath("src").rglob("*") if path.is_symlink()]
    assert links
    for link in links:
        assert not link.readlink().is_absolute()
        assert link.resolve(strict=True).is_relative_to(ROOT)

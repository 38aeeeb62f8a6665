"""pip and colcon read different files, which say the same: version, entry points, types."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

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
    literal = {"version", "entry_points", "package_data"}
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


def test_every_command_of_the_graph_leads_to_a_function() -> None:
    commands = PROJECT["entry-points"]["vigil.commands"]
    assert set(commands) >= {"demo", "drive", "play", "protocol", "sim", "simulate"}
    for value in commands.values():
        module, _, function = value.partition(":")
        assert callable(getattr(import_module(module), function))


def test_both_routes_ship_the_same_data() -> None:
    wanted = PYPROJECT["tool"]["setuptools"]["package-data"]
    for name in ("vigil", "vigil_sim"):
        package_data = setup_arguments(ROOT / f"src/{name}/setup.py")["package_data"]
        assert package_data[name] == wanted[name]


def test_colcon_sees_each_package_with_its_type() -> None:
    command = [sys.executable, "-m", "colcon", "--log-base", "/dev/null", "list", "--base-paths"]
    listed = subprocess.run(
        [*command, ROOT], capture_output=True, text=True, check=True, timeout=30
    )
    types = {line.split()[0]: line.split()[2] for line in listed.stdout.splitlines()}
    python = dict.fromkeys(["vigil", "vigil_nodes", "vigil_sim"], "(ros.ament_python)")
    assert types == python | {"vigil_msgs": "(ros.ament_cmake)"}


def test_every_link_leads_somewhere_inside_the_tree() -> None:
    links = [path for path in ROOT.joinpath("src").rglob("*") if path.is_symlink()]
    assert links
    for link in links:
        assert not link.readlink().is_absolute()
        assert link.resolve(strict=True).is_relative_to(ROOT)


def requirements(lines: list[str]) -> dict[str, str]:
    """Return the versions that are asked for, by name."""
    pairs = (re.fullmatch(r"([\w-]+)([<>=!.,\d]*).*", line) for line in lines)
    return {match[1]: match[2] for match in pairs if match}


def test_the_car_gets_what_the_project_needs() -> None:
    lines = (ROOT / "requirements-car.txt").read_text(encoding="utf-8").splitlines()
    car = requirements([line for line in lines if line and not line.startswith("#")])
    needed = requirements(PROJECT["dependencies"])
    needed["numpy"] += ",<2"  # for apt's cv_bridge
    assert {name: car.get(name) for name in needed} == needed


def test_the_manifest_names_every_package_of_messages_that_nodes_use() -> None:
    files = [*ROOT.glob("src/vigil_nodes/vigil_nodes/*.py"), ROOT / "src/vigil/vigil/bag/topics.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = set(re.findall(r"(\w+)/msg/\w", text)) | set(re.findall(r"from (\w+)\.msg", text))
    manifest = ET.parse(ROOT / "src/vigil_nodes/package.xml")
    assert used | {"rclpy", "vigil"} <= {e.text for e in manifest.findall("exec_depend")}


def test_the_copy_of_tf2_msgs_is_for_wheels_alone() -> None:
    """In an ordinary ROS the real package is there, and colcon must not shadow it."""
    assert (ROOT / "src/tf2_msgs/COLCON_IGNORE").exists()
    assert "tf2_msgs" in (ROOT / "src/vigil_nodes/package.xml").read_text(encoding="utf-8")

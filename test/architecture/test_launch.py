"""Launch files, as data: everything in them is known to Humble's launch and to our commands."""

import ast
import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from vigil.base import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("launch/*.yaml"))
EACH = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
ATTRIBUTES = {
    # Branch humble of launch: DeclareLaunchArgument.parse.
    "arg": {"name", "default", "description", "choice", "if", "unless"},
    # Branch humble of launch_ros: Node.parse, ExecuteProcess.parse; on_exit came later.
    "node": {
        "pkg", "exec", "exec_name", "name", "namespace", "args", "ros_args", "remap", "param",
        "if", "unless", "cwd", "env", "launch-prefix", "output", "respawn", "respawn_delay",
        "shell",
    },
}  # fmt: skip
SUBSTITUTIONS = {"var", "dirname"}


def actions(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return kind and attributes of each action."""
    return [next(iter(action.items())) for action in yaml.load(path)["launch"]]


def arguments(path: Path) -> dict[str, dict[str, Any]]:
    """Return what is declared, by name."""
    return {what["name"]: what for kind, what in actions(path) if kind == "arg"}


def nodes(path: Path) -> list[dict[str, Any]]:
    return [what for kind, what in actions(path) if kind == "node"]


def scripts(package: str) -> dict[str, str]:
    """Return module by name of each program that a package installs."""
    tree = ast.parse((ROOT / "src" / package / "setup.py").read_text(encoding="utf-8"))
    lines = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    found = [re.fullmatch(r"(\w+) = ([\w.]+):main", str(line)) for line in lines]
    return {match[1]: match[2] for match in found if match}


def words(text: str, values: dict[str, str]) -> list[str]:
    """Split a command line as launch does: what a substitution says is never split itself."""
    marked = re.sub(r"\$\(var (\w+)\)", r"{\1}", text.replace("$(dirname)", "launch"))
    return [word.format(**values) for word in shlex.split(marked)]


@EACH
def test_every_attribute_is_known_to_humble(path: Path) -> None:
    for kind, what in actions(path):
        assert set(what) <= ATTRIBUTES[kind]


@EACH
def test_every_argument_is_declared_and_used_and_explained(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\((\w+)", text)) <= SUBSTITUTIONS
    assert set(re.findall(r"\$\(var (\w+)\)", text)) == set(arguments(path))
    assert all(what["description"] for what in arguments(path).values())


@EACH
def test_every_program_is_one_that_we_install(path: Path) -> None:
    for node in nodes(path):
        assert node["exec"] in scripts(node["pkg"])


@EACH
@pytest.mark.parametrize("given", [{}, {"options": "--page --split --record bags/tuesday"}])
def test_every_command_line_is_one_that_the_program_takes(
    path: Path, given: dict[str, str]
) -> None:
    usual = {name: what.get("default", "bags/monday") for name, what in arguments(path).items()}
    usual["config"] = usual["config"].replace("$(dirname)", str(path.parent))
    for node in nodes(path):
        module = import_module(scripts(node["pkg"])[node["exec"]])
        line = words(node["args"], usual | given)
        assert all(line), "an empty word is an unknown argument"
        expand = getattr(module, "_words", list)
        options = module._parser().parse_args(list(expand(line)))
        if node["exec"] != "play":
            assert options.config.exists()
        if node["exec"] == "drive":
            assert options.split == bool(given)


@EACH
def test_a_default_configuration_is_the_one_beside_the_launch_file(path: Path) -> None:
    default = arguments(path)["config"]["default"].replace("$(dirname)", str(path.parent))
    name = "sim_small.yaml" if path.name.startswith("sim") else "vigil.yaml"
    assert Path(default).resolve() == ROOT / "config" / name


@EACH
def test_a_drive_has_no_name_for_all_its_nodes_to_share(path: Path) -> None:
    assert not any("name" in node for node in nodes(path))


def test_a_simulation_runs_in_the_time_of_its_road() -> None:
    by_program = {node["exec"]: node for node in nodes(ROOT / "launch/sim.launch.yaml")}
    assert by_program["drive"]["param"] == [{"name": "use_sim_time", "value": True}]
    assert "--until-played" in by_program["drive"]["args"]
    assert "param" not in by_program["simulate"]


def test_a_replay_runs_in_the_time_of_its_bag() -> None:
    by_program = {node["exec"]: node for node in nodes(ROOT / "launch/replay.launch.yaml")}
    assert by_program["drive"]["param"] == [{"name": "use_sim_time", "value": True}]
    assert "--until-played" in by_program["drive"]["args"]
    assert "param" not in by_program["play"]  # it is the one who tells the time

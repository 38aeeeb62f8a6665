"""A file imports its own room and lower layers; each large library has its rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
CORE = SOURCE / "vigil/vigil"
LAYERS = (
    {"base"},
    {"geometry", "inference"},
    {"camera", "vehicle", "sync", "perception", "calibration", "tracking", "warning"},
    {"bag"},
    {"pipeline"},
    {"view", "evaluation"},
    {"review"},
    {"cli"},
)
LAYER = {room: height for height, rooms in enumerate(LAYERS) for room in rooms}
SIM = SOURCE / "vigil_sim/vigil_sim"
SIM_LAYERS = (
    {"scenario"},
    {"world"},
    {"render", "sensors", "truth", "noise"},
    {"run"},
    {"protocol"},
    {"commands"},
)
PACKAGES = {
    "vigil": {"vigil"},
    "vigil_sim": {"vigil", "vigil_sim"},
    "vigil_nodes": {"vigil", "vigil_nodes", "vigil_msgs", "vigil_sim", "rclpy"},
}
OURS = {"vigil", "vigil_nodes", "vigil_msgs", "vigil_sim", "vigil_workshop", "rclpy", "torch"}
LIBRARIES = {
    "asammdf": {"vehicle"},
    "av": {"camera", "bag", "view"},
    "can": {"vehicle"},
    "cantools": {"vehicle"},
    "cv2": {"geometry", "camera", "perception", "calibration", "bag", "view", "review"},
    "jinja2": {"review"},
    "mcap": {"bag"},
    "onnxruntime": {"inference"},
    "openvino": {"inference"},
    "pydantic": set(LAYER),
    "rich": {"cli"},
    "rosbags": {"bag"},
    "scipy": {"tracking", "evaluation"},
    "trackeval": {"evaluation"},
    "typer": {"cli"},
    "websockets": {"view"},
    "yaml": {"base", "bag"},
    "zstandard": {"bag"},
}
"""Which library may be imported by which room of the core."""


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of every module that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def room_of(path: Path) -> str:
    """Return the room that a file of the core belongs to."""
    return path.relative_to(CORE).parts[0].removesuffix(".py")


FILES = sorted(path for path in CORE.rglob("*.py") if room_of(path) != "__init__")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CORE)))
def test_a_file_imports_only_its_own_room_and_lower_layers(path: Path) -> None:
    room = room_of(path)
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package == "vigil" and rest:
            other = rest.split(".")[0]
            assert other == room or LAYER[other] < LAYER[room], f"{room} imports {other}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CORE)))
def test_a_library_is_imported_only_in_its_rooms(path: Path) -> None:
    for name in imports(path):
        rooms = LIBRARIES.get(name.split(".")[0])
        assert rooms is None or room_of(path) in rooms, f"{room_of(path)} imports {name}"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_the_packages_below(package: str) -> None:
    for path in (SOURCE / package / package).rglob("*.py"):
        for name in imports(path):
            first = name.split(".")[0]
            assert first not in OURS or first in PACKAGES[package], f"{path.name} imports {name}"


SIM_LAYER = {room: height for height, rooms in enumerate(SIM_LAYERS) for room in rooms}
SIM_FILES = sorted(path for path in SIM.rglob("*.py") if path != SIM / "__init__.py")


@pytest.mark.parametrize("path", SIM_FILES, ids=lambda path: str(path.relative_to(SIM)))
def test_a_file_of_the_simulator_imports_only_its_own_room_and_lower_layers(path: Path) -> None:
    room = path.relative_to(SIM).parts[0].removesuffix(".py")
    for name in imports(path):
        if name.startswith("vigil_sim."):
            other = name.split(".")[1]
            assert other == room or SIM_LAYER[other] < SIM_LAYER[room], f"{room} imports {other}"
        assert not name.startswith("vigil.cli") or room == "commands", f"{room} imports {name}"
        assert not name.startswith("moderngl") or room == "render", f"{room} imports {name}"
        assert not name.startswith(("typer", "rich")) or room == "commands", f"{room}: {name}"


def test_two_nodes_alone_know_the_simulator() -> None:
    users = {p.name for p in SOURCE.rglob("*.py") if any("vigil_sim" in n for n in imports(p))}
    inside = {path.name for path in SIM_FILES} | {"__init__.py"}
    assert users - inside <= {"sim_node.py", "truth_eye.py"}


def test_cv_bridge_is_imported_in_one_file() -> None:
    users = {p.name for p in SOURCE.rglob("*.py") if any("cv_bridge" in n for n in imports(p))}
    assert users <= {"pictures.py"}


def test_no_file_is_too_long_to_read() -> None:
    files = [path for path in SOURCE.rglob("*.py") if not path.is_symlink()]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    tall = {str(p.relative_to(SOURCE)): n for p, n in lengths.items() if n > 300}
    assert not tall

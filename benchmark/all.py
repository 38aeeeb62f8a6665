"""Runs every benchmark, one after the other, and renews benchmark/RECORD.md.

    python benchmark/all.py [--shared ../shared]

Each prints its table; at the end their last lines stand together.  The exit status is 0 when all
reach their goals.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "benchmark/RECORD.md"
ALL_OF_IT = {"--shared": "."}
FIGURES: Mapping[str, Mapping[str, str]] = {
    "pipeline": ALL_OF_IT,
    "transport": ALL_OF_IT,
    "overload": ALL_OF_IT,
    "tracking": {"--data": "data"},
    "distance": {"--data": "data", "--models": "models"},
    "memory": ALL_OF_IT,
    "startup": ALL_OF_IT,
}
"""In this order, each with its options that name folders of the shared data."""
PACKAGES = (
    "vigil",
    "numpy",
    "opencv-python-headless",
    "openvino",
    "onnxruntime",
    "scipy",
    "av",
    "ros-rclpy",
    "trackers",
)
FLAGS = ("avx2", "avx512f", "avx512_vnni", "amx_bf16", "amx_int8")
CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Answer:
    """What one benchmark said."""

    name: str
    text: str
    status: int
    took_s: float

    @property
    def last_line(self) -> str:
        """The figure; where it ended early, that it did."""
        lines = self.text.strip().splitlines()
        return lines[-1] if lines and self.status in (0, 1) else f"{self.name} not measured"

    @property
    def verdict(self) -> str:
        """Whether the goal is reached."""
        return {0: "reached", 1: "short"}.get(self.status, f"ended with status {self.status}")


def ask(name: str, shared: Path) -> Answer:
    """Run one benchmark, showing what it says."""
    print(f"\n{name}", flush=True)
    options = [word for key, part in FIGURES[name].items() for word in (key, str(shared / part))]
    command = [sys.executable, str(ROOT / f"benchmark/{name}.py"), *options]
    began_s, lines = time.monotonic(), []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return Answer(name, "".join(lines), running.returncode, time.monotonic() - began_s)


def machine() -> list[str]:
    """Return what the figures depend on."""
    lines = CPUINFO.read_text(encoding="utf-8").splitlines() if CPUINFO.is_file() else []
    about = {key.strip(): value for key, _, value in (line.partition(":") for line in lines)}
    flags = [flag for flag in FLAGS if flag in about.get("flags", "").split()]
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    model = about.get("model name", platform.processor()).strip()
    numbers = {name: installed(name) for name in PACKAGES}
    versions = ", ".join(f"{name} {number}" for name, number in numbers.items() if number)
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return [
        f"- {model}, {os.cpu_count()} cores, {' '.join(flags) or 'no AVX2'}; load {load} after it",
        f"- {system}, {versions}",
    ]


def installed(package: str) -> str:
    """Return the version of a package, or nothing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def write_record(answers: list[Answer]) -> None:
    """Write everything down."""
    today = time.strftime("%Y-%m-%d", time.gmtime())
    parts = [
        "# Figures, as last measured\n",
        f"`make bench` renews this page. {today}:\n",
        *machine(),
        "\n| figure | goal |",
        "|---|---|",
        *(f"| `{answer.last_line}` | {answer.verdict} |" for answer in answers),
    ]
    for answer in answers:
        parts += [f"\n## {answer.name}\n", "```", answer.text.strip(), "```"]
    RECORD.write_text("\n".join(parts) + "\n", encoding="utf-8")


def main() -> int:
    """Run all; 0 when every goal is reached."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="data and networks"
    )
    shared = parser.parse_args().shared.resolve()
    if not shared.is_dir():
        print(f"{shared}: not there; name the shared data with --shared", file=sys.stderr)
        return 2
    answers = [ask(name, shared) for name in FIGURES]
    write_record(answers)
    print()
    for answer in answers:
        print(f"{answer.last_line}  ({answer.verdict}, {answer.took_s:.0f} s)")
    return int(any(answer.status for answer in answers))


if __name__ == "__main__":
    sys.exit(main())

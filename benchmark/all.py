"""Runs every benchmark, one after the other, and renews benchmark/RECORD.md.

    python benchmark/all.py [--shared ../shared] [NAME ...]

Each prints its table; at the end their last lines stand together.  Names choose some of them: the
record keeps what it has of the others, each under its own date.  The exit status is 0 when all that
ran reach their goals.
"""

import argparse
import os
import platform
import re
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
    "truth": {},
    "sim_speed": {},
    "protocols": {},
    "rivals": {},
    "silence": {},
    "pixels": ALL_OF_IT,
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


VERDICTS = {0: "reached", 1: "short"}


@dataclass(frozen=True)
class Answer:
    """What one benchmark said."""

    name: str
    text: str
    status: int
    took_s: float
    when: str

    @property
    def last_line(self) -> str:
        """The figure; where it ended early, that it did."""
        lines = self.text.strip().splitlines()
        return lines[-1] if lines and self.status in (0, 1) else f"{self.name} not measured"

    @property
    def verdict(self) -> str:
        """Whether the goal is reached."""
        return VERDICTS.get(self.status, f"ended with status {self.status}")

    @property
    def section(self) -> str:
        """What the record holds of it."""
        said = f"`{self.last_line}` {self.verdict}. {self.when}"
        return f"## {self.name}\n\n{said}\n\n```\n{self.text.strip()}\n```\n"


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
    took_s = time.monotonic() - began_s
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    today = time.strftime("%Y-%m-%d", time.gmtime())
    when = f"{today}, {took_s:.0f} s, load {load} after it."
    return Answer(name, "".join(lines), running.returncode, took_s, when)


def machine() -> list[str]:
    """Return what the figures depend on."""
    lines = CPUINFO.read_text(encoding="utf-8").splitlines() if CPUINFO.is_file() else []
    about = {key.strip(): value for key, _, value in (line.partition(":") for line in lines)}
    flags = [flag for flag in FLAGS if flag in about.get("flags", "").split()]
    model = about.get("model name", platform.processor()).strip()
    numbers = {name: installed(name) for name in PACKAGES}
    versions = ", ".join(f"{name} {number}" for name, number in numbers.items() if number)
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return [
        f"- {model}, {os.cpu_count()} cores, {' '.join(flags) or 'no AVX2'}",
        f"- {system}, {versions}",
    ]


def installed(package: str) -> str:
    """Return the version of a package, or nothing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def recorded() -> dict[str, str]:
    """Return the sections of the record, by name."""
    text = RECORD.read_text(encoding="utf-8") if RECORD.is_file() else ""
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part.split(maxsplit=2)[1]: part.rstrip() + "\n" for part in parts}


def write_record(answers: list[Answer]) -> None:
    """Write down what was said now, beside what is known of the others."""
    sections = {**recorded(), **{answer.name: answer.section for answer in answers}}
    known = [sections[name] for name in FIGURES if name in sections]
    said = (re.search(r"^(`[^`]+`) ([^.]+)\.", part, re.MULTILINE) for part in known)
    lines = [
        "# Figures, as last measured\n",
        "`make bench` renews this page, `make bench ARGS=NAME` one figure of it. The machine:\n",
        *machine(),
        "\n| figure | goal |",
        "|---|---|",
        *(f"| {found[1]} | {found[2]} |" for found in said if found),
        "",
    ]
    RECORD.write_text("\n".join(lines) + "\n" + "\n".join(known), encoding="utf-8")


def main() -> int:
    """Run all; 0 when every goal is reached."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="data and networks"
    )
    parser.add_argument("names", nargs="*", choices=[*FIGURES, []], help="some; unset: all")
    options = parser.parse_args()
    shared = options.shared.resolve()
    if not shared.is_dir():
        print(f"{shared}: not there; name the shared data with --shared", file=sys.stderr)
        return 2
    answers = [ask(name, shared) for name in options.names or FIGURES]
    write_record(answers)
    print()
    for answer in answers:
        print(f"{answer.last_line}  ({answer.verdict}, {answer.took_s:.0f} s)")
    return int(any(answer.status for answer in answers))


if __name__ == "__main__":
    sys.exit(main())

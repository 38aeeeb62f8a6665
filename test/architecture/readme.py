"""The tables of README.md, written from the code: `python test/architecture/readme.py`."""

import re
from collections.abc import Iterable
from pathlib import Path

from vigil.bag.topics import PROFILES, TABLE, Qos
from vigil.warning import table

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def tables() -> dict[str, str]:
    """Return each table by the name of its markers."""
    return {"rooms": _rooms(), "topics": _topics(), "readiness": _readiness()}


def renewed(text: str) -> str:
    """Return a text with each table between its markers as the code has it."""
    for name, content in tables().items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
        before, _, rest = text.partition(begin)
        text = before + begin + content + end + rest.partition(end)[2]
    return text


def _rooms() -> str:
    """Take room, direction and knowledge from ARCHITECTURE.md."""
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    cells = [line.split("|") for line in lines if re.match(r"\| \S \|", line)]
    return _table(("room", "in → out", "what it knows"), (row[2:5] for row in cells))


def _topics() -> str:
    rows = ((f"`{t.name}`", t.kind, _qos(PROFILES[t.qos]), t.publisher) for t in TABLE)
    return _table(("topic", "type", "QoS", "said by"), rows)


def _qos(qos: Qos) -> str:
    words = ["reliable" if qos.reliable else "best effort", f"depth {qos.depth}"]
    words += ["transient local"] if qos.latched else []
    words += [f"deadline {qos.deadline_s} s"] if qos.deadline_s else []
    words += [f"lifespan {qos.lifespan_s} s"] if qos.lifespan_s else []
    return ", ".join(words)


def _readiness() -> str:
    rows = ((r.condition.value, r.state.name.lower(), r.effect) for r in table())
    return _table(("condition", "state", "effect"), rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = list(head)
    lines = [cells, ["---"] * len(cells), *map(list, rows)]
    return "\n".join(f"| {' | '.join(cell.strip() for cell in line)} |" for line in lines)


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")

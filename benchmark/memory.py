"""Peak memory of a whole drive with four cameras.

    python benchmark/memory.py [--shared ../shared]

`vigil drive` runs as a process of its own: four videos of the highway clip in real time, the
default networks, the whole graph, a recorded bag, the page for the browser.  The figure is its
largest resident set, as the kernel tells it when the process has ended.
"""

import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import RING, Goal, drive_command, finish, own_domain, run, table

from vigil.base.errors import InputError

GOAL = Goal(1.5)
PATIENCE_S = 120.0
KIB_A_GIB = 2**20


def peak_gib(cameras: tuple[str, ...], shared: Path) -> float:
    """Return the largest resident set of a drive, or raise."""
    with TemporaryDirectory() as folder:
        command = drive_command(Path(folder), shared, cameras)
        command += ["--page", "--record", f"{folder}/bag"]
        with (Path(folder) / "log").open("w+", encoding="utf-8") as log:
            drive = subprocess.Popen(command, env=own_domain(), stdout=log, stderr=log)
            try:
                status, kib = wait(drive.pid)
            finally:
                drive.kill()
            if status:
                log.seek(0)
                raise InputError(f"the drive ended with status {status}: {log.read()[-500:]}")
    return kib / KIB_A_GIB


def wait(process_id: int) -> tuple[int, int]:
    """Wait for the end of a child; return status and largest resident set, KiB."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        ended, status, used = os.wait4(process_id, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), used.ru_maxrss
        time.sleep(0.2)
    raise InputError(f"the drive has not ended after {PATIENCE_S:.0f} s")


def main(shared: Path) -> int:
    """Print both drives; 0 when four cameras stay below the goal."""
    peaks_gib = {ring: peak_gib(ring, shared) for ring in (RING[:1], RING)}
    table(
        ("cameras", "peak GiB"),
        [(", ".join(ring), f"{gib:.2f}") for ring, gib in peaks_gib.items()],
    )
    return finish("memory_gib", peaks_gib[RING], GOAL)


if __name__ == "__main__":
    run(main, __doc__)

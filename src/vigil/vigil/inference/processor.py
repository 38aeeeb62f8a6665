"""What the processor of this machine can do."""

from functools import cache
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")


@cache
def has_amx_bf16(cpuinfo: Path = CPUINFO) -> bool:
    """Tell whether bf16 is computed in AMX tiles; emulated, it is slower than f32."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return any(line.startswith("flags") and "amx_bf16" in line.split() for line in lines)

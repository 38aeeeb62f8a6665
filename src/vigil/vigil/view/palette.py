"""Every colour of pictures, page and report, named by what it means."""

from enum import Enum

from vigil.base.records import Failsafe, HealthLevel, Level, Verdict, WarningState

Bgr = tuple[int, int, int]


class Color(str, Enum):
    """Meanings, with hexadecimal RGB; told apart in red-green blindness by lightness too."""

    INK = "#e8ecf3"  # text on dark
    FAINT = "#97a1b3"  # text that is not urgent
    NIGHT = "#12151b"  # behind everything
    PANEL = "#1b2029"
    EDGE = "#323a48"
    GOOD = "#3fb27f"
    DOUBT = "#e3b341"
    BAD = "#e5534b"
    PRE_WARNING = "#f2c14e"
    WARNING = "#ff8a1f"
    EMERGENCY = "#ff3b3b"
    LEAD = "#38b6ff"
    CUT_IN = "#ff77e0"
    VULNERABLE = "#b48cff"  # pedestrians and cyclists
    OTHER = "#c3cad6"
    LANE = "#ffffff"
    YELLOW_LANE = "#ffd84d"
    OWN_PATH = "#2fa4ea"
    DRIVABLE = "#35c56d"
    WATERMARK = "#ffb000"
    SPEED = "#41b884"
    DISTANCE = "#38a0e8"
    TIME = "#e8912d"

    @property
    def bgr(self) -> Bgr:
        """The colour as OpenCV takes it."""
        red, green, blue = (int(self.value[i : i + 2], 16) for i in (1, 3, 5))
        return (blue, green, red)


LEVELS = {
    Level.NONE: Color.GOOD,
    Level.PRE_WARNING: Color.PRE_WARNING,
    Level.WARNING: Color.WARNING,
    Level.EMERGENCY: Color.EMERGENCY,
}
STATES = {
    WarningState.UNKNOWN: Color.BAD,
    WarningState.INIT: Color.FAINT,
    WarningState.STANDBY: Color.FAINT,
    WarningState.ACTIVE: Color.GOOD,
    WarningState.DEGRADED: Color.DOUBT,
    WarningState.FAILED: Color.BAD,
}
VERDICTS = {
    Verdict.UNKNOWN: Color.FAINT,
    Verdict.ON_TIME: Color.GOOD,
    Verdict.LATE: Color.DOUBT,
    Verdict.STALE: Color.DOUBT,
    Verdict.FROZEN: Color.BAD,
    Verdict.MISSING: Color.BAD,
    Verdict.CORRUPT: Color.BAD,
}
HEALTHS = {
    HealthLevel.OK: Color.GOOD,
    HealthLevel.WARN: Color.DOUBT,
    HealthLevel.ERROR: Color.BAD,
    HealthLevel.STALE: Color.BAD,
}
SEES_WELL = frozenset({Failsafe.UNKNOWN, Failsafe.CLEAR})


def style_sheet() -> str:
    """Return the palette as CSS variables: `--pre-warning: #f2c14e`."""
    lines = (f"--{color.name.lower().replace('_', '-')}: {color.value};" for color in Color)
    return ":root { " + " ".join(lines) + " }"

"""When a level is believed and when it is let go: rise, fall and hold, by stamps of the data."""

from pydantic import Field

from vigil.base.records import Level
from vigil.base.settings import Settings

NS_PER_S = 1_000_000_000


def seconds(earlier_ns: int, later_ns: int) -> float:
    """Return the time between two stamps, s."""
    return (later_ns - earlier_ns) / NS_PER_S


class Timed(Settings):
    """How long a level must last before it is shown, and how long it stays."""

    pre_warning_rise_s: float = Field(
        default=0.2, ge=0.0, le=2.0, description="six frames of 30 a second: a soft level can wait"
    )
    rise_s: float = Field(
        default=0.1,
        ge=0.0,
        le=2.0,
        description="three frames of 30 a second outlive a single false measurement; higher costs"
        " time before impact (WARNING and EMERGENCY)",
    )
    fall_s: float = Field(
        default=0.3, ge=0.0, le=5.0, description="a level that flickers is not understood"
    )
    hold_s: float = Field(
        default=0.8,
        ge=0.0,
        le=5.0,
        description="shortest alert: six sounds at the 6-12 a second of FMVSS 127",
    )

    def rise_of(self, level: Level) -> float:
        """Return how long a level must last before it is shown, s."""
        return self.pre_warning_rise_s if level is Level.PRE_WARNING else self.rise_s


class TimeSettings(Settings):
    """When the stamps of the data can no longer be relied on."""

    longest_gap_s: float = Field(
        default=0.5,
        ge=0.05,
        le=5.0,
        description="cycles further apart do not prove that a level lasted: its rise starts anew",
    )
    doubt_s: float = Field(
        default=2.0, ge=0.0, le=30.0, description="how long a jump of the clock is spoken of"
    )


class Steady:
    """One level over time: it rises after `rise_s`, stays for `hold_s`, falls after `fall_s`."""

    def __init__(self, settings: Timed, longest_gap_s: float) -> None:
        self._settings = settings
        self._longest_gap_s = longest_gap_s
        self._level = Level.NONE
        self._since_ns = 0
        self._last_ns: int | None = None
        self._lasting_ns: dict[Level, int] = {}
        self._below_ns: int | None = None

    def update(self, stamp_ns: int, raw: Level) -> tuple[Level, int]:
        """Take the level of this cycle; return the steady one and when it was reached, ns."""
        if self._last_ns is None:
            self._since_ns = stamp_ns
        elif seconds(self._last_ns, stamp_ns) > self._longest_gap_s:
            self._lasting_ns = {}
        self._last_ns = stamp_ns
        self._follow(stamp_ns, raw)
        risen = self._risen(stamp_ns)
        if risen > self._level or self._may_fall(stamp_ns, risen):
            self._level, self._since_ns, self._below_ns = risen, stamp_ns, None
        return self._level, self._since_ns

    def _follow(self, stamp_ns: int, raw: Level) -> None:
        """Keep, for each level, since when it was reached without a break."""
        reached = [level for level in Level if Level.NONE < level <= raw]
        self._lasting_ns = {level: self._lasting_ns.get(level, stamp_ns) for level in reached}
        if raw >= self._level:
            self._below_ns = None
        elif self._below_ns is None:
            self._below_ns = stamp_ns

    def _risen(self, stamp_ns: int) -> Level:
        lasting = [
            level
            for level, since_ns in self._lasting_ns.items()
            if seconds(since_ns, stamp_ns) >= self._settings.rise_of(level)
        ]
        return max(lasting, default=Level.NONE)

    def _may_fall(self, stamp_ns: int, risen: Level) -> bool:
        if self._below_ns is None or risen >= self._level:
            return False
        held = seconds(self._since_ns, stamp_ns) >= self._settings.hold_s
        return held and seconds(self._below_ns, stamp_ns) >= self._settings.fall_s


class CarClock:
    """Watches the stamps: time may pass by any amount, but it may not run backwards."""

    def __init__(self, settings: TimeSettings) -> None:
        self._settings = settings
        self._last_ns: int | None = None
        self._doubt = ""
        self._doubt_ns = 0

    def update(self, stamp_ns: int) -> bool:
        """Take the next stamp; return whether what was learnt before must be forgotten."""
        last_ns, self._last_ns = self._last_ns, stamp_ns
        if last_ns is None:
            return False
        step_s = seconds(last_ns, stamp_ns)
        if step_s < 0.0:
            self._say(stamp_ns, f"the clock went back by {-step_s:.3f} s")
        elif step_s > self._settings.longest_gap_s:
            self._say(stamp_ns, f"nothing was heard for {step_s:.2f} s")
        elif self._doubt and seconds(self._doubt_ns, stamp_ns) > self._settings.doubt_s:
            self._doubt = ""
        return step_s < 0.0

    @property
    def doubt(self) -> str:
        """Why the clock is doubted; empty: it is not."""
        return self._doubt

    def _say(self, stamp_ns: int, doubt: str) -> None:
        self._doubt, self._doubt_ns = doubt, stamp_ns

"""Settings of the room `sync`."""

from pydantic import Field

from vigil.base.settings import Settings


class SyncSettings(Settings):
    """When a frame set goes out, and what is too late or too old for it."""

    rate_hz: float = Field(
        default=20.0,
        ge=1.0,
        le=120.0,
        description="sets a second while no camera delivers; at most the rate of the first camera,"
        " or sets without a frame come between its own (clips run at 25, most cameras at 30)",
    )
    wait_s: float = Field(
        default=0.05,
        gt=0.0,
        le=1.0,
        description="how long the first frame of a set waits for the others: one period at 20 Hz;"
        " more catches slower cameras but delays every set that lacks one",
    )
    max_skew_s: float = Field(
        default=0.02,
        gt=0.0,
        le=0.5,
        description="exposures of one set lie this close to its stamp: half a period at 25 Hz",
    )
    max_age_s: float = Field(
        default=0.5,
        gt=0.0,
        le=5.0,
        description="a frame older than this when it comes is stale: 18 m of road at 130 km/h",
    )
    clock_tolerance_s: float = Field(
        default=0.01,
        ge=0.0,
        le=1.0,
        description="no exposure lies after its arrival; PTP keeps 1 ms, a fit of host stamps 10",
    )
    patience_sets: int = Field(
        default=3,
        ge=1,
        le=100,
        description="after so many sets without a camera none waits for it: three cycles, as on"
        " CAN; it is taken again with its next frame that comes in time",
    )
    frozen_repeats: int = Field(
        default=1,
        ge=1,
        le=100,
        description="so many repeats of one picture are a frozen camera: noise alone changes every"
        " live picture; raise it for a stream whose coder skips still pictures",
    )
    clock_back_s: float = Field(
        default=0.5,
        gt=0.0,
        le=60.0,
        description="a clock that steps back by more restarts everything; less is threads that"
        " hand over in another order than they received",
    )
    clock_ahead_s: float = Field(
        default=60.0,
        gt=1.0,
        le=3600.0,
        description="a gap longer than this between two calls is a clock that jumped: no drive is"
        " silent for a minute, for a timer ticks",
    )
    stale_cycles: float = Field(
        default=3.0,
        ge=1.0,
        le=20.0,
        description="a vehicle signal older than so many of its cycles is stale: what AUTOSAR COM"
        " and most restbus timeouts allow is 2 to 5",
    )
    watermarks: tuple[str, ...] = Field(
        default=(),
        description="what every picture, bag and report must say of inputs that are not what they"
        " seem, as 'constant speed'",
    )

"""What endless traffic came to, as words: exposure, false and missed warnings; always simulated."""

from collections.abc import Iterator

from vigil_sim.protocol.exposure import FLOORS
from vigil_sim.protocol.rivals import RIVALS
from vigil_sim.protocol.store import PER_KM, Store
from vigil_sim.run.result import OURS

EXPOSURE_HEAD = ("met, simulated", "noise", "times", "per 100 km", "floor", "counts")
JUDGES_HEAD = (
    "false warnings, simulated",
    "noise",
    "km",
    "false",
    "per 10 000 km",
    "95 % upper bound",
    "missed",
    "settings",
)
JUDGES = (OURS, *(f"{name} x1" for name in RIVALS))


def exposure_rows(store: Store) -> Iterator[tuple[str, ...]]:
    """Yield how often each was met beside its floor."""
    met, rare = store.exposure, store.below_floor()
    for name, per_100_km in met.per_100_km().items():
        yield (
            name.replace("_", " "),
            f"x{store.basis.noise:g}",
            f"{getattr(met, name)}",
            f"{per_100_km:.1f}",
            f"{FLOORS[name]:g}",
            "below its floor: void" if name in rare else "yes",
        )


def judge_rows(store: Store) -> Iterator[tuple[str, ...]]:
    """Yield the false and missed warnings of each judge; rivals with published settings."""
    km, void = store.exposure.km, bool(store.below_floor())
    for judge in JUDGES:
        false = store.false(judge)
        yield (
            judge,
            f"x{store.basis.noise:g}",
            f"{km:.1f}",
            f"{false}",
            "void" if void else f"{false / km * PER_KM:.2f}",
            "void" if void else f"{store.upper_bound(judge):.2f}",
            f"{store.missed(judge)}",
            store.basis.settings,
        )


def sentences(store: Store) -> Iterator[str]:
    """Yield each of our false warnings with its reason, and each minute that is no minute."""
    for seed in sorted(store.entries):
        entry = store.entries[seed]
        for reason in entry.reasons:
            yield f"false, noise x{store.basis.noise:g}: {reason}"
        if entry.contact:
            yield f"seed {seed}: the driver himself ran into {entry.contact}"

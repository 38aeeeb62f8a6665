"""Drives minutes of endless traffic into a store: ours and the published rivals on the same scenes.

Our driver follows and nobody else brakes for us, so that what is counted is what was said, not what
came of it.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from vigil.base.errors import InputError
from vigil.pipeline import Rooms
from vigil_sim.protocol.exposure import Witness, as_heard, warnings_of
from vigil_sim.protocol.pool import spread
from vigil_sim.protocol.rivals import judges
from vigil_sim.protocol.running import Campaign
from vigil_sim.protocol.store import Basis, Entry, Store
from vigil_sim.protocol.traffic import minute
from vigil_sim.run.fingerprint import fingerprint, judgement_fingerprint
from vigil_sim.run.kinematic import Kinematic
from vigil_sim.run.result import OURS, Onset

AS_PUBLISHED = (1.0,)
MINUTES = 60
"""Driven where nobody says how many."""


def basis_of(campaign: Campaign, scale: float) -> Basis:
    """Return what figures of a campaign at one noise have in common."""
    return Basis(judgement_fingerprint(campaign.configuration), fingerprint(campaign.noise), scale)


def seeds_of(words: str) -> range:
    """Return the seeds that 'FIRST:END' means; END is not driven."""
    first, colon, end = words.partition(":")
    if not (colon and first.isdigit() and end.isdigit() and int(first) < int(end)):
        raise InputError(f"--seeds {words}: write FIRST:END, the first below the end: 0:60")
    return range(int(first), int(end))


def fill(store: Store, seeds: Iterable[int], campaign: Campaign, jobs: int) -> Iterator[Entry]:
    """Drive the seeds that a store lacks; yield each as it is kept."""
    drive = partial(drive_minute, campaign=campaign, scale=store.basis.noise)
    for entry in spread(drive, tuple(store.missing(seeds)), jobs):
        store.add(entry)
        yield entry


def drive_minute(seed: int, campaign: Campaign, scale: float) -> Entry:
    """Drive one minute, and count by its truth."""
    witness, rivals, scenario = Witness(), judges(AS_PUBLISHED), minute(seed)
    rooms = Rooms(campaign.configuration)
    run = Kinematic(
        scenario, rooms, campaign.noise, scale=scale, judges=rivals, witness=witness
    ).run()
    said = {judge: warnings_of(run, judge) for judge in (OURS, *rivals)}
    false = {judge: witness.false(onsets) for judge, onsets in said.items()}
    return Entry(
        seed=seed,
        basis=basis_of(campaign, scale),
        exposure=witness.exposure(),
        false={judge: len(as_heard(onsets)) for judge, onsets in false.items()},
        missed={judge: witness.missed(onsets) for judge, onsets in said.items()},
        reasons=tuple(f"{scenario.name} {seed}, {told(onset)}" for onset in false[OURS]),
        contact=run.contact,
    )


def told(onset: Onset) -> str:
    """Return when something was said of what, what was true then, and why it was said."""
    function = onset.function.name.lower().replace("_", " ")
    if not onset.about:
        truth = "where nothing is"
    else:
        gap = "" if onset.gap_m is None else f" {onset.gap_m:.1f} m ahead"
        ttc = "not closing" if onset.ttc_s is None else f"TTC {onset.ttc_s:.1f} s"
        truth = f"{onset.about}{gap}, {ttc}"
    return (
        f"{onset.time_s:.2f} s, {3.6 * onset.ego_mps:.0f} km/h: {function}"
        f" {onset.level.name.lower()} ({truth}): {onset.reason}"
    )

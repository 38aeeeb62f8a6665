"""`vigil protocol run traffic`: drives what its store lacks, and shows all of it."""

from collections.abc import Sequence
from pathlib import Path

import typer

from vigil.base.errors import InputError
from vigil.cli.options import counted
from vigil.cli.tables import show
from vigil_sim.protocol.endless import basis_of, fill
from vigil_sim.protocol.running import Campaign
from vigil_sim.protocol.silence import (
    EXPOSURE_HEAD,
    JUDGES_HEAD,
    exposure_rows,
    judge_rows,
    sentences,
)
from vigil_sim.protocol.store import Store
from vigil_sim.run.result import OURS


def refuse_pixels(level: str) -> None:
    """Raise where traffic is asked for with pixels: a minute of it would take an hour."""
    if level != "kinematic":
        raise InputError("traffic is driven without pixels alone; take --level kinematic")


def run_traffic(minutes: Sequence[int], path: Path, campaign: Campaign, jobs: int) -> bool:
    """Drive minutes at every noise; tell whether we stayed silent and met enough."""
    stores = [Store.open(path, basis_of(campaign, scale)) for scale in campaign.scales]
    for store in stores:
        with counted(f"traffic, noise x{store.basis.noise:g}") as tell:
            lacks = len(list(store.missing(minutes)))
            for number, _ in enumerate(fill(store, minutes, campaign, jobs), start=1):
                tell(number, lacks)
    driven = [store.of(minutes) for store in stores]
    show(
        f"endless traffic, simulated: seeds {minutes[0]} to {minutes[-1]}",
        EXPOSURE_HEAD,
        exposure_rows(driven[0]),
    )
    show("who spoke in it", JUDGES_HEAD, (row for store in driven for row in judge_rows(store)))
    for store in driven:
        for sentence in sentences(store):
            typer.echo(sentence)
    typer.echo(path)
    return all(not store.below_floor() and not store.false(OURS) for store in driven)

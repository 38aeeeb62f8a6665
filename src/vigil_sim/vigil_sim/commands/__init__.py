"""`vigil sim` and `vigil protocol`: what they need is imported only when they are called."""

from collections.abc import Sequence


def sim(arguments: Sequence[str]) -> None:
    """Run `vigil sim` with the words that follow it."""
    from vigil_sim.commands.drives import app

    app(args=list(arguments), prog_name="vigil sim")


def protocol(arguments: Sequence[str]) -> None:
    """Run `vigil protocol` with the words that follow it."""
    from vigil_sim.commands.protocol import app

    app(args=list(arguments), prog_name="vigil protocol")

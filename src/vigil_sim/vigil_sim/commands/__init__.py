"""`vigil sim` and `vigil protocol`: what they need is imported only when they are called.

No file here is called as one of these functions: an import would put it in their place.
"""

from collections.abc import Sequence


def sim(arguments: Sequence[str]) -> None:
    """Run `vigil sim` with the words that follow it."""
    from vigil_sim.commands.drives import app

    app(args=list(arguments), prog_name="vigil sim")


def protocol(arguments: Sequence[str]) -> None:
    """Run `vigil protocol` with the words that follow it."""
    from vigil_sim.commands.protocols import app

    app(args=list(arguments), prog_name="vigil protocol")

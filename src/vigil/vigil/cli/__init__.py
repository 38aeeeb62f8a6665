"""The command `vigil`."""

from vigil.cli.main import main

__all__ = ["main"]

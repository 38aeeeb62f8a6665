"""`vigil protocol` as it is typed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vigil.base.errors import InputError
from vigil_sim.commands.protocols import app

RUNNER = CliRunner()


def test_the_list_names_every_family_with_what_it_demands() -> None:
    said = RUNNER.invoke(app, ["list", "nhtsa"])
    assert said.exit_code == 0
    for word in ("nhtsa/stopped", "nhtsa/decelerating", "nhtsa/slower", "(recalled)"):
        assert word in said.output


def test_a_run_prints_its_table_and_leaves_page_and_draws(tmp_path: Path) -> None:
    where = ["run", "headway", "--cells", "far", "--quick", "--seed", "3", "--jobs", "1"]
    words = [*where, "--draws", "1", "--noise", "1", "--out", str(tmp_path)]
    said = RUNNER.invoke(app, words)
    assert said.exit_code in {0, 1}, said.output
    assert "headway/far" in said.output
    assert "share reached" in said.output
    assert (tmp_path / "report.html").is_file()
    assert (tmp_path / "draws.json").is_file()


def test_what_does_not_exist_is_a_sentence() -> None:
    with pytest.raises(InputError, match="there is no protocol"):
        RUNNER.invoke(app, ["run", "nobody"], catch_exceptions=False)

"""The report of one road test: one HTML file that opens anywhere and asks nobody for anything."""

from datetime import datetime, timezone
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from vigil.base.errors import OutputError
from vigil.camera import CameraRig
from vigil.review.drive import Drive, Progress, read_drive, silently
from vigil.review.figures import alert_cards, key_figures, latency_rows, signal_rows, timeline
from vigil.review.pictures import Pictures, take_pictures
from vigil.review.settings import ReviewSettings
from vigil.view.palette import HEALTHS, VERDICTS, style_sheet
from vigil.view.words import spoken

CALENDAR_YEAR = 2000
"""A clock that says less counts from some other beginning than the calendar's."""


def report(
    bag: Path,
    out: Path,
    rig: CameraRig,
    settings: ReviewSettings | None = None,
    progress: Progress = silently,
) -> Path:
    """Write the report of a bag that Vigil wrote; `progress` wraps what takes long."""
    settings = settings or ReviewSettings()
    drive = read_drive(bag, settings.same_alert_s, progress)
    pictures = take_pictures(bag, drive, rig, settings, progress)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(render(drive, pictures), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{out}: the report cannot be written: {error.strerror}") from error
    return out


def render(drive: Drive, pictures: Pictures) -> str:
    """Return the HTML of a drive."""
    environment = Environment(
        loader=PackageLoader("vigil.review", "."), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["spoken"] = spoken
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "allow_nan": False}
    return environment.get_template("report.html").render(
        drive=drive,
        date=_date(drive.start_ns),
        figures=key_figures(drive),
        data=timeline(drive, pictures),
        cards=alert_cards(drive, pictures),
        latency=latency_rows(drive),
        signals=signal_rows(drive),
        notes=drive.sets.notes(),
        cameras=drive.sets.cameras(),
        health_colors=HEALTHS,
        verdict_colors=VERDICTS,
        palette=style_sheet(),
        plot_style=_asset("uPlot.min.css"),
        plot_script=_asset("uPlot.iife.min.js"),
    )


def _date(start_ns: int) -> str:
    start = datetime.fromtimestamp(start_ns / 1e9, tz=timezone.utc)
    if start.year < CALENDAR_YEAR:
        return f"from {start_ns / 1e9:.1f} s of a clock without a date"
    return start.strftime("%Y-%m-%d %H:%M:%S UTC")


def _asset(name: str) -> str:
    return (resources.files("vigil.view") / "page" / name).read_text(encoding="utf-8")

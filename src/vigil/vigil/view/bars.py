"""The bars above and below a picture: alert and reason, state, speed, verdict, watermarks."""

from vigil.base.records import Level, Scene, Targets, WarningState
from vigil.view.overlay import Overlay
from vigil.view.palette import STATES, Color
from vigil.view.strokes import Image, fill
from vigil.view.text import put_text, shortened, text_width_px
from vigil.view.words import alert_line, headline, speed, state_line, watermarked

BAR_PX, CAPITAL_PX, MARGIN_PX = 28.0, 12.0, 10.0
BAR_SHARE = 0.8


def draw_bars(image: Image, layer: Overlay, scene: Scene, targets: Targets, size: float) -> None:
    """Draw the bars into the picture; `size` is 1 for a picture of 540 rows."""
    width, height = float(image.shape[1]), float(image.shape[0])
    _alert_bar(image, targets, width, size)
    if targets.alerts.state is not WarningState.ACTIVE:
        _state_bar(image, targets, width, size)
    foot = height - BAR_PX * size
    _foot_bar(image, layer, scene, width, foot, size)
    if words := watermarked(scene.moment):
        _watermark_bar(image, words, width, foot, size)


def _alert_bar(image: Image, targets: Targets, width: float, size: float) -> None:
    label, mark = headline(targets.alerts)
    color, raised, bar = mark.bgr, targets.alerts.level > Level.NONE, BAR_PX * size
    fill(image, (0, 0, width, bar), Color.NIGHT.bgr, BAR_SHARE)
    label = label.upper()
    chip = text_width_px(label, CAPITAL_PX * size) + 2 * MARGIN_PX * size
    fill(image, (0, 0, chip, bar), color, 1.0)
    put_text(image, label, MARGIN_PX * size, bar / 2, CAPITAL_PX * size, Color.NIGHT.bgr)
    if raised:
        fill(image, (0, bar, width, bar + 3 * size), color, 1.0)
    left, capital = chip + MARGIN_PX * size, CAPITAL_PX * size * 0.92
    ink = Color.INK.bgr if raised else Color.FAINT.bgr
    words = shortened(alert_line(targets.alerts), width - left - MARGIN_PX * size, capital)
    put_text(image, words, left, bar / 2, capital, ink)


def _state_bar(image: Image, targets: Targets, width: float, size: float) -> None:
    top, capital = (BAR_PX + 3) * size, CAPITAL_PX * size * 0.85
    color = STATES[targets.alerts.state].bgr
    room = width - 2 * MARGIN_PX * size
    words = shortened(f"warnings {state_line(targets.alerts)}", room, capital)
    fill(image, (0, top, width, top + 0.8 * BAR_PX * size), Color.NIGHT.bgr, BAR_SHARE)
    put_text(image, words, MARGIN_PX * size, top + 0.4 * BAR_PX * size, capital, color)


def _foot_bar(
    image: Image, layer: Overlay, scene: Scene, width: float, top: float, size: float
) -> None:
    middle, capital, margin = top + BAR_PX * size / 2, CAPITAL_PX * size * 0.92, MARGIN_PX * size
    fill(image, (0, top, width, top + BAR_PX * size), Color.NIGHT.bgr, BAR_SHARE)
    pace = speed(scene.moment.vehicle.speed_mps)
    place = width - text_width_px(pace, capital) - margin
    put_text(image, pace, place, middle, capital, Color.INK.bgr)
    fill(
        image,
        (margin, middle - 4 * size, margin + 8 * size, middle + 4 * size),
        layer.verdict_color.bgr,
        1.0,
    )
    moment = f"{layer.camera}: {layer.verdict}  set {scene.moment.number}"
    words = shortened(moment, place - 4 * margin, capital)
    put_text(image, words, 2.4 * margin, middle, capital, Color.INK.bgr)


def _watermark_bar(image: Image, words: str, width: float, bottom: float, size: float) -> None:
    top, capital = bottom - 0.9 * BAR_PX * size, CAPITAL_PX * size * 0.92
    fill(image, (0, top, width, bottom), Color.WATERMARK.bgr, 0.9)
    words = shortened(words, width - 2 * MARGIN_PX * size, capital)
    put_text(image, words, MARGIN_PX * size, (top + bottom) / 2, capital, Color.NIGHT.bgr)

"""The report in a real browser, as somebody opens it who was mailed the file."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vigil.camera import CameraRig
from vigil.review import report

if TYPE_CHECKING:
    from playwright.sync_api import Page

sync_api = pytest.importorskip("playwright.sync_api", reason="the package playwright is not there")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
FLAGS = "--no-sandbox --disable-dev-shm-usage --disable-gpu --no-first-run --disable-sync"
READY = "document.documentElement.dataset.ready === 'yes'"


@pytest.fixture(scope="module")
def page(
    made_bag: Path, made_rig: CameraRig, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Page"]:
    file = report(made_bag, tmp_path_factory.mktemp("report") / "report.html", made_rig)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        opened = browser.new_page(viewport={"width": 1320, "height": 900})
        opened.on("pageerror", lambda error: pytest.fail(str(error)))
        opened.on(
            "request",
            lambda request: (
                None if request.url.startswith(("data:", "file:")) else pytest.fail(request.url)
            ),
        )
        opened.goto(file.as_uri())
        assert opened.evaluate(READY)
        yield opened
        browser.close()


def test_curves_and_alert_bands_are_drawn(page: "Page") -> None:
    colors = page.evaluate(
        """() => [...document.querySelectorAll('#plots canvas')].map((canvas) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size;
        })"""
    )
    assert len(colors) == 3
    assert min(colors) > 20


def test_the_picture_follows_the_cursor(page: "Page") -> None:
    before = page.get_attribute("#picture", "src")
    box = page.locator("#plots canvas").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)
    assert page.get_attribute("#picture", "src") != before
    assert "alert: warning" in page.inner_text("#caption")
    assert "wide: missing" in page.inner_text("#caption")


def test_a_click_on_an_alert_zooms_all_plots_and_strips(page: "Page") -> None:
    page.evaluate("plots.forEach((u) => u.setScale('x', { min: 0, max: 9.9 }))")
    page.evaluate("data.times.at(-1) > 9 && plots[0].setScale('x', { min: 5, max: 8 })")
    assert page.evaluate("plots.map((u) => u.scales.x.min)") == [5, 5, 5]
    assert page.evaluate("strips.map((svg) => svg.getAttribute('viewBox'))") == ["5 0 3 1"] * 3
    page.locator("article").first.click()
    assert page.evaluate("plots.map((u) => u.scales.x.min)") == [0, 0, 0]


def test_a_thin_strip_still_shows_what_it_means(page: "Page") -> None:
    titles = page.evaluate(
        "[...document.querySelectorAll('.strip title')].map((t) => t.textContent)"
    )
    assert "missing, 6.0 to 7.0 s" in titles
    assert any(title.startswith("degraded: camera wide is missing") for title in titles)

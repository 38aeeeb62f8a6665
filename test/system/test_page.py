"""The page in a real browser: it draws, says the reason, asks nobody else, and dies visibly."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pytest

from vigil.bag import BagReader
from vigil.base.errors import OutputError
from vigil.base.records import Scene, Targets
from vigil.camera import CameraRig
from vigil.geometry import CameraModel
from vigil.view import Feed, Server, ViewSettings, to_jpeg
from vigil.view.player import Player

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="the package playwright is not there")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

Drive = list[tuple[Scene, Targets]]
Picture = npt.NDArray[np.uint8]
FLAGS = (
    "--no-sandbox --disable-dev-shm-usage --disable-gpu --disable-background-networking"
    " --disable-component-update --disable-sync --no-first-run"
)
WARNED = 65
PATIENCE_S = 30.0
COLORS = """
(selector) => {
  const canvas = document.querySelector(selector);
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield opened
        opened.close()


@pytest.fixture
def feed(front_model: CameraModel) -> Feed:
    return Feed({"front": front_model})


@pytest.fixture
def server(feed: Feed) -> Iterator[Server]:
    with Server(feed, ViewSettings(port=0, stale_after_s=0.6)) as opened:
        yield opened


@pytest.fixture
def push(
    feed: Feed, made_drive: Drive, made_picture: Callable[[Scene], Picture]
) -> Callable[[int], None]:
    """Return a way to show one moment of the made-up drive."""

    def show(index: int) -> None:
        scene, targets = made_drive[index]
        jpeg = to_jpeg(made_picture(scene), 960, 80)
        feed.push(scene.stamp_ns, {"front": jpeg}, scene, targets)

    return show


def wait(page: "Page", condition: str) -> None:
    """Wait until the page says yes; its policy forbids playwright's own way to wait."""
    deadline = time.monotonic() + PATIENCE_S
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"{condition} never came true"
        page.wait_for_timeout(30)


def opened(browser: "Browser", server: Server) -> "Page":
    """Return the page, its stream begun; an error on it fails the test."""
    page = browser.new_page(viewport={"width": 1440, "height": 860})
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(server.url)
    wait(page, "document.querySelectorAll('.uplot').length === 3")
    return page


def text(page: "Page", selector: str) -> str:
    return str(page.locator(selector).inner_text())


def test_a_moment_is_drawn_and_its_reason_said(
    browser: "Browser", server: Server, push: Callable[[int], None]
) -> None:
    page = opened(browser, server)
    push(WARNED)
    wait(page, "vigil.scenes === 1")
    assert text(page, "#level").lower() == "warning"
    assert text(page, "#reason") == (
        "forward collision: time to collision 1.8 s with #2 is below 4.0 s"
    )
    assert text(page, "#watermark") == "INPUT IS NOT WHAT IT SEEMS: made-up drive"
    assert text(page, "#state") == "degraded: camera wide is missing"
    assert "wide: missing: nothing came for 0.4 s" in text(page, "#verdicts")
    assert "nothing came from camera wide" in text(page, "#parts")
    assert page.evaluate(COLORS, "#cameras canvas") > 200
    assert page.evaluate(COLORS, "#above canvas") > 20
    page.close()


def test_only_this_machine_is_asked(
    browser: "Browser", server: Server, push: Callable[[int], None]
) -> None:
    asked: set[str] = set()
    page = browser.new_page()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.goto(server.url)
    push(WARNED)
    wait(page, "vigil.scenes === 1")
    page.close()
    assert asked - {""} == {f"127.0.0.1:{server.port}"}


def test_two_pages_see_the_same(
    browser: "Browser", server: Server, push: Callable[[int], None]
) -> None:
    pages = [opened(browser, server), opened(browser, server)]
    push(20)
    for page in pages:
        wait(page, "vigil.scenes === 1")
        assert text(page, "#reason") == "cut in: #2 crosses our line in 1.2 s, below 2.0 s"
        page.close()


def test_a_slow_page_skips_and_does_not_hold_up_a_fast_one(
    browser: "Browser", server: Server, push: Callable[[int], None]
) -> None:
    slow, fast = opened(browser, server), opened(browser, server)
    slow.evaluate("vigil.delayMs = 3000")
    for index in range(10):
        push(index)
        wait(fast, f"vigil.scenes === {index + 1}")
    wait(slow, "vigil.batches === 1")
    assert slow.evaluate("vigil.scenes") <= 2
    slow.evaluate("vigil.delayMs = 0")
    push(WARNED)
    wait(slow, "document.getElementById('level').textContent === 'warning'")
    assert slow.evaluate("vigil.scenes") < fast.evaluate("vigil.scenes")
    slow.close()
    fast.close()


def test_silence_greys_the_page_out(
    browser: "Browser", server: Server, push: Callable[[int], None]
) -> None:
    page = opened(browser, server)
    assert page.evaluate("document.body.className") == "waiting"
    push(WARNED)
    wait(page, "document.body.className === 'live'")
    wait(page, "document.body.className === 'stale'")
    assert text(page, "#connection").lower().startswith("no data for")
    assert "grayscale" in page.evaluate("getComputedStyle(document.querySelector('main')).filter")
    push(WARNED)
    wait(page, "document.body.className === 'live'")
    page.close()


def test_a_page_that_comes_after_the_end_does_not_look_alive(
    browser: "Browser", server: Server, push: Callable[[int], None]
) -> None:
    push(WARNED)
    time.sleep(0.7)  # older than stale_after_s: what is kept must not pass for news
    page = opened(browser, server)
    wait(page, "vigil.scenes === 1")
    assert page.evaluate("document.body.className") == "stale"
    page.close()


def test_a_server_that_goes_away_is_missed_and_found_again(
    browser: "Browser", feed: Feed, push: Callable[[int], None]
) -> None:
    first = Server(feed, ViewSettings(port=0))
    first.open()
    page = opened(browser, first)
    push(WARNED)
    wait(page, "document.body.className === 'live'")
    first.close()
    wait(page, "document.getElementById('connection').textContent === 'disconnected'")
    with Server(feed, ViewSettings(port=first.port)):
        wait(page, "document.getElementById('connection').textContent !== 'disconnected'")
        push(WARNED)
        wait(page, "document.body.className === 'live'")
    page.close()


def test_a_taken_port_gives_one_sentence(server: Server, feed: Feed) -> None:
    with pytest.raises(OutputError, match=f"127.0.0.1:{server.port}: cannot listen there: .*port"):
        Server(feed, ViewSettings(port=server.port)).open()


def test_a_bag_is_played_rests_and_is_sought(
    browser: "Browser", server: Server, feed: Feed, made_bag: Path, made_rig: CameraRig
) -> None:
    with BagReader(made_bag) as reader:
        player = Player(reader, made_rig, feed, ViewSettings())
        playing = Thread(target=player.run)
        playing.start()
        page = opened(browser, server)
        wait(page, "vigil.scenes > 3")
        page.locator("#play").click()
        wait(page, "document.getElementById('play').textContent === 'Play'")
        wait(page, "document.body.className === 'resting'")
        page.locator("#position").fill("6.5")
        wait(page, "document.getElementById('level').textContent === 'warning'")
        page.locator("#position").dispatch_event("change")
        assert page.evaluate(COLORS, "#cameras canvas") > 200
        assert text(page, "#play") == "Play"
        page.close()
        player.stop()
        playing.join(PATIENCE_S)
        assert not playing.is_alive()

"""The pages in a real browser (Debian's Chromium): nothing is blocked or broken, by mouse and by keyboard, wide and narrow."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from api.app import create_app
from api.http.settings import Settings
from tests.api.desk import Desk
from tests.api.test_coverage import declared_lines
from tests.api.test_pages import PAGES
from tests.stores import Shop

CHROMIUM = Path("/usr/bin/chromium")
ABORTED = "net::ERR_ABORTED"
"""What becomes of what was still on its way when the page was left."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PATIENCE = 180_000.0
"""Milliseconds that a page may take on a machine where much else runs; how fast it is, no test says."""


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """A server of its own, on a port that was free; its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
            assert thread.is_alive()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def address(lives: Desk) -> Iterator[str]:
    with serving(Settings(lives.shop.log.where, lives.shop.log.key_path, processes=1)) as at:
        yield at


@contextmanager
def browsing(address: str) -> Iterator[Page]:
    """A page of a browser that notes what goes wrong in it, and where nothing may have."""
    wrong: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(base_url=address, locale="sv-SE")
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.extend([request.url] if request.failure != ABORTED else []))
        yield page
        chromium.close()
    assert wrong == []


@pytest.fixture
def browser(address: str) -> Iterator[Page]:
    with browsing(address) as page:
        yield page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility_that_a_machine_can_see(
    browser: Page, lives: Desk, scheme: Literal["light", "dark"]
) -> None:
    browser.emulate_media(color_scheme=scheme)
    for name, path in PAGES.items():
        if name not in ("not found", "not understood"):  # the console tells of their status
            browser.goto(path.format(anna=lives.id_of("anna")))
            results = Axe().run(browser, options=RULES)
            assert results.violations_count == 0, f"{name}: {results.generate_report()}"


def test_no_page_is_wider_than_a_narrow_window(browser: Page, lives: Desk) -> None:
    browser.set_viewport_size({"width": 320, "height": 640})
    for path in ("/", PAGES["thread"], PAGES["measure"], PAGES["why"], PAGES["going round"]):
        browser.goto(path.format(anna=lives.id_of("anna")))
        assert browser.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_figures_rest_on_is_accessible_and_fits_a_narrow_window(tmp_path: Path) -> None:
    shop = Shop.open(str(tmp_path / "store"), tmp_path / "master.key")
    assert shop.take_in(declared_lines()).refused == []
    settings = Settings(shop.log.where, shop.log.key_path, processes=1)
    shop.close()
    with serving(settings) as at, browsing(at) as browser:
        browser.set_viewport_size({"width": 320, "height": 640})
        browser.goto("/coverage?period=2023&as_of=2024-06-30")
        browser.get_by_role("heading", name="Det som saknas, 2023").wait_for()
        assert browser.evaluate("document.documentElement.scrollWidth") <= 320
        browser.set_viewport_size({"width": 760, "height": 1000})  # a sheet of paper
        browser.emulate_media(media="print")
        assert browser.evaluate("document.documentElement.scrollWidth") <= 760
        browser.emulate_media(media="screen")
        results = Axe().run(browser, options=RULES)
        assert results.violations_count == 0, results.generate_report()


def test_from_a_number_to_its_event_by_clicking(browser: Page, lives: Desk) -> None:
    browser.goto("/")
    browser.get_by_role("link", name="OUT-90.kas", exact=True).click()
    browser.get_by_label("Period").fill("2022")
    browser.get_by_label("Mätt till och med").fill("2023-06-30")
    browser.get_by_label("Dela upp efter").select_option("sex")
    browser.get_by_role("button", name="Visa").click()
    browser.get_by_role("link", name="Fallen 2022, Män").click()
    browser.get_by_role("heading", name="Fallen: kön: Män").wait_for()
    browser.get_by_role("link", name="Varför bo räknas").click()
    browser.get_by_role("link", name="27", exact=True).click()  # the follow-up that decided it
    assert browser.url.split("?")[0].endswith(f"/deltagare/{lives.id_of('bo')}")
    assert browser.locator(":target").inner_text() == "27"
    assert browser.locator("tr", has=browser.locator(":target")).get_by_role("rowheader").inner_text() == "Uppföljd"


def test_a_thread_is_found_and_read_by_keyboard_alone(browser: Page, lives: Desk) -> None:
    browser.goto("/")
    browser.keyboard.press("Tab")
    assert browser.locator(":focus").inner_text() == "Till innehållet"
    browser.keyboard.press("Enter")
    browser.keyboard.press("Tab")
    browser.keyboard.type("anna")
    browser.keyboard.press("Enter")
    browser.wait_for_url(f"**/deltagare/{lives.id_of('anna')}")
    bar = browser.get_by_role("link", name="Jobbcoachning: 2022-01-20 till 2022-05-31, slutförd")
    bar.focus()
    browser.keyboard.press("Enter")
    assert browser.locator(":target").inner_text().startswith("Jobbcoachning")

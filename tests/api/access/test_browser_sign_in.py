"""Signing in and out in a real browser, light and dark, wide and narrow, by keyboard alone."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from api.http.settings import Settings
from tests.api.access.conftest import OWN, PASSWORD, Office
from tests.api.test_browser import RULES, browsing, serving


@pytest.fixture(scope="module")
def address(office: Office) -> Iterator[str]:
    log = office.desk.shop.log
    with serving(Settings(log.where, log.key_path, processes=1, sign_in=True)) as at:
        yield at


def test_one_signs_in_sees_ones_own_and_signs_out_by_keyboard(address: str, office: Office) -> None:
    own = f"{address}/deltagare/{office.id_of(OWN)}"
    with browsing(address) as page:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(own)
        check(page)
        page.get_by_label("Användarnamn").focus()
        for typed in ("caseworker", PASSWORD):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(own)
        check(page)
        page.get_by_role("link", name="Mina sessioner").click()
        page.wait_for_url(f"{address}/sessioner")
        check(page)
        page.get_by_role("button", name="Logga ut").press("Enter")
        page.wait_for_url(f"{address}/logga-in")


def check(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, f"{page.url}, {scheme}: {results.generate_report()}"

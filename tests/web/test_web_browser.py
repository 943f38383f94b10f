"""The pages in a real browser: no error, no foreign request, keyboard, dark, print, phone, axe.

Needs a Chromium of the system (apt-get install chromium); skipped with a message where none is.
"""

from __future__ import annotations

import socket
import threading
import time

import pytest
from browsing import chromium, faults

pytest.importorskip("fastapi")

PAGES = (
    "", "indicators", "indicator/gdp", "parties", "party/130000", "findings",
    "finding/growth-total", "conflicts", "revisions?indicator=resident_population", "sources",
    "source/CZ-2015-92",
    "why/e321709c4ea559d8", "check", "compacts", "compact/eco-miyun-1", "settle?compact=tax-92",
    "measure", "problems", "problem/hydrogen", "scenarios", "scenario/relocate-to-caofeidian",
    "compare?first=2021-12-31", "report",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(workbench):
    """The workbench on a free port of this machine."""
    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(workbench, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="module")
def browser():
    """The system's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser, address):
    """A new page with what it complained about and asked of others."""
    contexts = []

    def opened(path: str, **options):
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.told = []
        page.on("console", lambda m: page.told.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.told.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((address, "data:")) else page.told.append(r.url),
        )
        page.goto(f"{address}{path}", wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()


def test_pages_load_without_complaint_and_axe_finds_no_serious_fault(open_page):
    """Every page, light: no console error, no foreign request, no serious fault."""
    page = open_page("/jingjinji/")
    base = page.url
    for path in PAGES:
        page.goto(base + path, wait_until="networkidle")
        assert page.told == [], path
        assert faults(page) == [], path


def test_dark_pages_are_legible(open_page):
    """The system's dark mode: dark ground, and axe's contrast still holds."""
    page = open_page("/jingjinji/", color_scheme="dark")
    for path in ("", "indicator/gdp", "check", "measure", "conflicts"):
        page.goto(page.url.split("/jingjinji/")[0] + f"/jingjinji/{path}", wait_until="networkidle")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert sum(int(n) for n in ground[4:-1].split(",")) < 150
        assert faults(page) == [], path
        assert page.told == []


def test_the_reader_chooses_dark_and_it_stays(open_page):
    """The button turns; the next page keeps it."""
    page = open_page("/jingjinji/")
    page.click("[data-theme-key]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_keyboard_alone_finds_an_indicator(open_page):
    """Tab reaches the skip link first; Ctrl K, initials, Enter open the page; Esc closes."""
    page = open_page("/jingjinji/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Control+k")
    page.wait_for_selector(".palette[open] li")
    page.keyboard.press("Escape")
    assert page.locator(".palette[open]").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("dqsczz", delay=10)
    page.wait_for_selector("#hits[aria-busy=false] li:first-child span:text-is('地区生产总值')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/indicator/gdp")
    assert page.told == []


def test_enter_waits_for_the_answer_to_the_whole_word(open_page):
    """Answers that come late, and the last one last: Enter opens what the whole word found."""
    page = open_page("/jingjinji/")

    def late(route):
        time.sleep(0.3)
        route.continue_()

    page.route("**/*q=*", late)
    page.keyboard.press("/")
    page.keyboard.type("dqsczz")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/indicator/gdp")


def test_a_late_answer_keeps_the_choice(open_page):
    """The second hit is chosen; the same list comes again; the second hit stays chosen."""
    page = open_page("/jingjinji/")
    page.keyboard.press("/")
    page.keyboard.type("gdp")
    page.wait_for_selector("#hits[aria-busy=false] li:nth-child(2)")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#hits [aria-selected=true]")
    before = chosen.text_content()
    page.keyboard.type(" ")
    page.wait_for_selector("#hits[aria-busy=false]")
    assert chosen.text_content() == before


def test_a_figure_is_drawn_live_without_eval(open_page):
    """vega-embed with its own interpreter under the policy; the picture is replaced by marks."""
    page = open_page("/jingjinji/indicator/gdp_per_capita")
    page.wait_for_selector(".fig [data-drawn] svg", timeout=20_000)
    assert page.told == []


def test_a_citation_is_copied_with_its_whole_address(open_page, address):
    """The button puts the permanent link on the clipboard and says so."""
    asked = {"permissions": ["clipboard-read", "clipboard-write"]}
    page = open_page("/jingjinji/indicator/gdp?lang=en", **asked)
    page.click("details.cite summary")
    key = page.locator(".cite [data-copy]").last
    assert key.text_content() == "Copy"
    key.click()
    page.wait_for_selector(".cite [data-copy]:text-is('Copied')")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}/jingjinji/indicator/gdp?lang=en&learned_by=")
    page.goto(link)
    assert page.locator(".notice").count() == 0
    assert faults(page) == []


def test_a_lever_is_moved_by_keyboard_and_the_page_follows(open_page):
    """Two steps to the right: the address, the accounting and the figure follow; focus stays."""
    page = open_page("/jingjinji/scenario/relocate-to-caofeidian")
    page.focus("#x-plants")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**?x_plants=1.5")
    page.wait_for_selector(".fig[data-figure*='plants%3D1.5']")
    assert page.locator("#results td", has_text="48").count() >= 1
    assert page.evaluate("document.activeElement.id") == "x-plants"
    assert page.told == []
    assert faults(page) == []


def test_printing_unfolds_and_leaves_tools_out(open_page):
    """In print the menu is gone, conflicts are open, ground is white."""
    page = open_page("/jingjinji/conflicts")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator(".bar").is_visible()
    assert page.locator("details.conflict:not([open])").count() == 0
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


def test_a_phone_scrolls_only_downwards(open_page):
    """390 pixels wide: no page is wider than the screen; the menu opens."""
    page = open_page("/jingjinji/", viewport={"width": 390, "height": 844})
    base = page.url
    for path in PAGES:
        page.goto(base + path, wait_until="domcontentloaded")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, (path, wide)
    page.goto(base)
    page.click("[data-menu]")
    assert page.locator("#menu a").first.is_visible()


def test_a_checked_text_opens_its_card(open_page):
    """Paste, check, press Enter on a mark: its card is shown."""
    page = open_page("/jingjinji/check")
    page.fill("textarea", "三地分别为4.28万亿元、1.67万亿元和4.34万亿元,合计10.44万亿元。")
    page.click("button.primary")
    page.wait_for_selector("mark.hard")
    page.focus("mark.hard")
    page.keyboard.press("Enter")
    assert page.locator(".card.on").count() >= 1
    assert faults(page) == []
    assert page.told == []

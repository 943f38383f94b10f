"""The report's HTML file in a real browser, opened from disk: axe, dark, phone, print."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import chromium, faults
from own_board import FILES, write

import yipan
from yipan.publish.report.build import build
from yipan.publish.report.writers import content

MORE = """\
      - {show: figure, form: heat, indicators: [share], parties: [North Shore, South Shore]}
      - {show: figure, form: dumbbell, indicators: [output], parties: [North Shore, South Shore]}
      - {show: table, of: facts}
"""


@pytest.fixture(scope="module")
def browser():
    """The system's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of every kind of block, reasons and data unfolded."""
    folder = tmp_path_factory.mktemp("shores")
    plan = FILES["report.yaml"].replace("  - title: {zh: 来源", f"{MORE}  - title: {{zh: 来源")
    page = content(build(yipan.open(write(folder, report_yaml=plan)), "zh"), "html").decode()
    path = Path(folder) / "report.html"
    path.write_text(page.replace("<details", "<details open"), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390)])
def test_the_file_has_no_serious_fault(browser, file: str, scheme: str, width: int) -> None:
    """Wide and on a phone: no complaint, no request, no sideways scrolling, axe finds nothing."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: told.append(request.url))
    page.goto(file)
    assert told == [file]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.querySelector('figure svg rect')).fill")
    assert (sum(int(n) for n in ground[4:-1].split(",")) < 150) is (scheme == "dark")
    assert faults(page) == []
    context.close()


def test_print_is_white_and_without_folded_reasons(browser, file: str) -> None:
    """A reader in dark mode prints on white: ground, figures and text; reasons stay out."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(file)
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("details").first.is_visible()
    for place, kind in (("body", "backgroundColor"), ("figure svg rect", "fill")):
        script = f"getComputedStyle(document.querySelector('{place}')).{kind}"
        assert page.evaluate(script) == "rgb(255, 255, 255)", place
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    context.close()

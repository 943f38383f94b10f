"""docs/import.md describes every reason for which a cell is refused."""

from __future__ import annotations

import re
from pathlib import Path

import yipan.facts.importing as importing
from yipan.facts.importing.roles import ROLE_HELP, Role

_CODES = re.compile(
    r'(?:Problem|Trouble|_failed)\(\s*"([a-z_]+)"|trouble_code="([a-z_]+)"'
    r'|code: str = "([a-z_]+)"|return "([a-z_]+)", Words'
)


def test_every_reason_is_described() -> None:
    """A code in the program stands in the table of the page."""
    source = "".join(p.read_text("utf-8") for p in Path(importing.__file__).parent.glob("*.py"))
    codes = {code for found in _CODES.findall(source) for code in found if code} - {"left_out"}
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")
    described = set(re.findall(r"`([a-z_]+)`", page))
    assert len(codes) >= 18
    assert codes <= described


def test_every_role_is_described() -> None:
    """The reference page lists each role of a column."""
    assert set(ROLE_HELP) == set(Role)

"""Alarms earn their keep: none on paragraphs that are right, one at each number that slipped."""

from __future__ import annotations

import json

import pytest
from made_statements import Maker, Statement, joined, slipped

from yipan.reading.check import check
from yipan.reading.replay import replay

PARAGRAPHS = 200
GROUPS = 8
FEWEST_FOUND = 190
SLIPS_FROM = 10**6


@pytest.mark.parametrize("group", range(GROUPS))
def test_no_alarm_where_every_number_is_right(group: int) -> None:
    """The sums hold by the maker's own reckoning; any alarm is false."""
    for seed in range(group, PARAGRAPHS, GROUPS):
        held, _ = Maker(seed).paragraph()
        assert all(s.true(s.numerals) for s in held if isinstance(s, Statement))
        text = joined(held)
        assert [(c.relation, c.formula) for c in check(text).claims if c.severity] == [], text


def test_slips_are_found_and_alarms_are_about_them() -> None:
    """Of 200 slips that break their sum nineteen in twenty are flagged, and nothing else is."""
    found = 0
    for seed in range(SLIPS_FROM, SLIPS_FROM + PARAGRAPHS):
        maker = Maker(seed)
        held, spot = maker.paragraph()
        right = held[spot]
        assert isinstance(right, Statement)
        wrong = slipped(maker, right)
        assert wrong is not None
        spoilt = [*held[:spot], wrong, *held[spot + 1 :]]
        text, start = joined(spoilt), len(joined(held[:spot]))
        report = check(text)
        alarms = [c for c in report.claims if c.severity]
        assert all(start <= c.span[0] < start + len(wrong.text()) for c in alarms), text
        assert all(any(d.isdigit() for d in c.formula) for c in alarms), text
        assert replay(json.loads(report.to_json()), [text]) == []
        found += bool(alarms)
    assert found >= FEWEST_FOUND

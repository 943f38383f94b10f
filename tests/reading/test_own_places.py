"""Places of a user's own board are read in a text as the built-in ones are."""

from __future__ import annotations

from yipan.core.interval import Interval
from yipan.reading.check import Known, Text, check_texts, vocabulary
from yipan.reading.text.names import Place, places, with_own_places

OWN = [
    (Place("Q", "青山市", "city", "", ()), ("青山",)),
    (Place("W", "白水县", "city", "", ()), ()),
    (Place("B", "北京市", "province", "", ()), ("首都",)),
    (Place("QW", "山水片区", "group", "", ("Q", "W")), ()),
]


def test_own_places_join_the_built_in_ones():
    """New names are added, a built-in name stays what it is, members follow the user's codes."""
    held = with_own_places(OWN)
    names = dict(held.names)
    assert names["青山"].name == "青山市"
    assert names["北京市"] is dict(places().names)["北京市"]
    assert "首都" not in names
    assert held.members_of("山水片区") == ["青山市", "白水县"]
    assert dict(places().names).get("青山市") is None


def test_a_sentence_about_an_own_place_is_compared_with_its_fact():
    """999.9 is not the 961.2 that the board prints for the same place and year."""
    known = [
        Known("gdp", name, "2022-01-01", "2022-12-31", Interval.exact(value), "元", str(value), "S")
        for name, value in (("青山市", 96120000000), ("白水县", 10000000000))
    ]
    words = vocabulary([], with_own_places(OWN))
    for sentence, verdict in (
        ("2022年青山市地区生产总值为961.2亿元。", "consistent"),
        ("2022年青山地区生产总值为999.9亿元。", "inconsistent"),
        ("2022年白水县地区生产总值为100.0亿元。", "consistent"),
    ):
        report = check_texts([Text("t", sentence)], words=words, known=known)
        assert [c.verdict for c in report.claims] == [verdict], sentence

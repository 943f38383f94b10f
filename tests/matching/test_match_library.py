"""Retrieval: BM25 by its formula, windows, ties by id, and texts that become values."""

from __future__ import annotations

from datetime import date
from math import log

import pytest

from yipan.matching.assign import Assignment, Need, Offer, assign, valued_by_text
from yipan.matching.library import K1, B, Library, LibraryOffer, Window, words_of

OFFERS = [
    LibraryOffer("O2", "氢能 电堆", "氢能", 4, "京/海淀", 10_000, None, date(2027, 1, 1)),
    LibraryOffer("O1", "氢能 电堆", "氢能", 7, "津", 99_000, None, date(2026, 1, 1)),
    LibraryOffer("O3", "氢能 氢能 储运 安全", "储运", None, "冀/唐山"),
    LibraryOffer("O4", "机器人 减速器", "机器人", 5, "冀", 5_000),
]


def test_the_score_is_bm25() -> None:
    """Against the formula written out by hand for one word of one offer."""
    library = Library(OFFERS)
    (hit, *_) = library.search("储运")
    lengths = [len(words_of(o.text)) for o in OFFERS]
    rarity = log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    length = lengths[2] / (sum(lengths) / 4)
    wanted = rarity * 1 * (K1 + 1) / (1 + K1 * (1 - B + B * length))
    assert hit.offer == "O3"
    assert hit.score == pytest.approx(wanted, abs=1e-6)


def test_equal_scores_stand_by_id_whatever_the_rows() -> None:
    """O1 and O2 hold the same words."""
    first = Library(OFFERS).search("电堆")
    second = Library(reversed(OFFERS)).search("电堆")
    assert [h.offer for h in first] == ["O1", "O2"]
    assert first == second
    assert [h.offer for h in Library(OFFERS).search("电堆", limit=1)] == ["O1"]


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (Window(fields=("氢能",)), {"O1", "O2"}),
        (Window(least_maturity=5), {"O1"}),
        (Window(regions=("京",)), {"O2"}),
        (Window(most_price=50_000), {"O2"}),
        (Window(on=date(2026, 6, 1)), {"O2", "O3"}),
        (Window(fields=("没有",)), set()),
    ],
)
def test_windows(window: Window, found: set[str]) -> None:
    """What an offer leaves unsaid fails a window that asks for it."""
    assert {h.offer for h in Library(OFFERS).search("氢能", window)} == found


def test_nothing_in_common_finds_nothing() -> None:
    """Unknown words, empty queries and an empty library."""
    assert Library(OFFERS).search("火锅") == []
    assert Library(OFFERS).search("") == []
    assert Library([]).search("氢能") == []


def test_texts_become_values_and_reasons() -> None:
    """The reason names the words; an offer without a common word is 内容无关."""
    problem = valued_by_text(
        Assignment(
            (Offer("O1", text="燃料电池电堆密封工艺"), Offer("O2", text="苹果种植")),
            (Need("N1", text="需要电堆密封"),),
        )
    )
    found = assign(problem)
    assert found.where() == {"O1": "N1"}
    assert "密封" in found.placed[0].because["matched"]
    assert found.unplaced[0].reasons == {"N1": "内容无关"}

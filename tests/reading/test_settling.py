"""What may stand as an inconsistency: the reasons that take it back, and firm ground for a hard one."""

# ruff: noqa: E501
from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipan.reading.check import Report, check
from yipan.reading.faces.report import REASONS, RELATIONS

HERE = Path(__file__).parent
TEXTS = [
    p.read_text("utf-8").partition("====\n")[0]
    for p in sorted([*HERE.glob("texts/*.txt"), *HERE.glob("unseen/*.txt")])
]

OPEN = [
    ("PERIOD_MISMATCH", "2023年1—9月，全市用电量412.6亿千瓦时，比2022年的538.4亿千瓦时增长2.1%。"),
    ("PERIOD_MISMATCH", "2022年全市进出口总额620.5亿元。2023年前三季度，全市进出口总额487.6亿元，比2022年增长5.3%。"),
    ("DEFINITION", "全市工业总产值2023年为1283.6亿元，比2022年的工业增加值318.4亿元增长5.4%。"),
    ("DEFINITION", "2023年末户籍人口386.4万人，比2022年末的常住人口412.7万人增长1.2%。"),
    ("TORN", "2023年末参保人数412.6万人，比2022年末的\n\n398.4万人增长8.2%。"),
    ("TRUNCATED", "全年粮食总产量186.4万吨，比上年增产2.3万吨，其中"),
    ("PRICE_BASIS", "地区生产总值由2018年的213.6亿元增加到2023年的302.5亿元，年均增长6.1%。"),
    ("TOO_COARSE", "全市共有医院9家，比上年的8家增长12.5%左右，医护人员增至2倍，床位由1万张增至2万张，增长100%。"),
    ("AMBIGUOUS", "2021年以来，云州市工业投资连续五年增长，2023年达到400亿元。"),
    ("FIGURE_ONLY", "近年来全市人均可支配收入持续增长。"),
    ("NO_EVIDENCE", "农业灌溉用水量比2015年下降46.5%。"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "text"), OPEN)
def test_each_reason_is_given_where_nothing_can_be_decided(reason: str, text: str) -> None:
    """The statement is reported open with its reason, and no alarm is raised."""
    claims = check(text).claims
    assert reason in {c.reason for c in claims if c.verdict == "unverifiable"}
    assert [c.formula for c in claims if c.severity == "hard"] == []


def test_every_reason_and_relation_has_words_in_both_languages() -> None:
    """What the contract can say, the report can say."""
    codes = "NO_EVIDENCE PRICE_BASIS PERIOD_MISMATCH FIGURE_ONLY TRUNCATED TORN AMBIGUOUS TOO_COARSE DEFINITION"
    assert set(codes.split()) <= set(REASONS)
    relations = (
        "growth_rate cagr difference ratio share multiple sum_components structure_sum share_change_pp rate_gap_pp "
        "complement contribution_pp contribution_share index_rate weighted_mean threshold threshold_crossings "
        "subset_bound rank_order extremum direction trend_endpoint trend_monotone trend_run trend_gap "
        "cumulative_monotone period_length period_anchor date_in_period list_count composition_match "
        "text_table_match intra_doc_match cross_doc_match reference_match table_subset table_oddity truncated "
        "plausibility implied_identity"
    )
    assert set(relations.split()) == set(RELATIONS)
    assert all(w.zh and w.en for w in (*REASONS.values(), *RELATIONS.values()))


def unsure(report: Report) -> list[str]:
    """Hard findings with a number whose indicator and unit are both not printed with it."""
    held = {q.id: q for q in report.quantities}
    found = []
    for claim in report.hard:
        ids = {*claim.operands, claim.trace.left if isinstance(claim.trace.left, str) else ""}
        for quantity in (held[i] for i in ids if i in held):
            unit = quantity.unit and "unit" not in quantity.inherited
            named = (quantity.indicator_zh or "  ")[:2]
            sentence = re.split("[。！？]", report.documents[0].raw[: quantity.start])[-1]
            here = "indicator" not in quantity.inherited or named in re.sub(r"\s", "", sentence)
            if not unit and not here:
                found.append(claim.formula)
    return found


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_no_hard_finding_rests_on_inherited_slots(number: int) -> None:
    """Over all texts, with their digits changed so that much becomes false."""
    text = TEXTS[number]
    for step in (1, 3, 7):
        changed = re.sub(
            r"[1-9](?=[0-9]*\.?[0-9]*[%亿万])", lambda m, s=step: str((int(m[0]) + s) % 9 + 1), text
        )
        assert unsure(check(changed)) == []


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.integers(0, 2000), st.sampled_from("0123456789，。、")), max_size=6),
)
def test_no_hard_finding_rests_on_inherited_slots_whatever_is_damaged(
    text: str, marks: list[tuple[int, str]]
) -> None:
    """Characters anywhere replaced: the rule holds."""
    chars = list(text[:1200])
    for spot, mark in marks:
        if spot < len(chars):
            chars[spot] = mark
    assert unsure(check("".join(chars))) == []


ODD = [
    "全市工业用电量48.2亿千瓦时，同比+5.2%。",
    "全市工业用电量48.2亿千瓦时，同比↑5.2%。",
    "工业投资增速5.2pct，占比32.1pct。",
    "用电量较上年翻两番。",
    "利润同比-3.4%。",
    "销售额48.2亿元(YoY 5.2%)。",
]


@pytest.mark.parametrize("text", ODD)
def test_what_looked_like_a_statement_is_told_with_its_count(text: str) -> None:
    """A style that no row reads is reported, never passed over in silence."""
    report = check(text)
    told = [u.text for d in report.documents for u in d.unread]
    answered = [c for c in report.claims if c.verdict == "unverifiable"]
    assert told or answered
    assert report.summary()["not_understood"] == len(told)

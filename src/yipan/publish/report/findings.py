"""Findings of the diagnosis as paragraphs: their numbers tied to the figures that show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.why import leaf
from yipan.core.printed import spoken
from yipan.core.reasons import Reason
from yipan.core.words import Words
from yipan.diagnosis.wording import DIRECTIONS, SEVERITIES, number, sentences, unit_of
from yipan.publish.report.document import Cell, Head, Paragraph, Run, Table
from yipan.publish.report.plan import BlockPlan
from yipan.publish.report.values import Values

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.diagnosis.findings import Finding

# A digit that follows a Latin letter belongs to a name: PM2.5, D0.
_NUMBER = re.compile(r"(?<![A-Za-z\d.])(?:\d[\d.,]*\d|\d)")
_SLUG = re.compile(r"(?<![\w-])[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?![\w-])", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")


def paragraphs(
    board: Board, values: Values, block: BlockPlan, found: Sequence[Finding], domain: str
) -> list[Paragraph]:
    """One item a finding: its name, how grave it is and what the figures say."""
    lang = values.lang
    domains = block.domains or ((domain,) if domain else ())
    made = []
    for finding in found:
        question = finding.question
        if block.frame and question.frame != block.frame:
            continue
        if domains and question.domain not in domains:
            continue
        name = keep(board, values, finding)
        mark = ""
        if question.frame == "problem":
            grave = SEVERITIES[finding.severity].pick(lang)
            mark = f"(程度:{grave})" if lang == "zh" else f" ({grave})"
        colon = ":" if lang == "zh" else ": "
        runs = [Run(f"{question.name.pick(lang)}{mark}{colon}")]
        said = sentences(finding, _unit(board, finding), _name(board, lang), lang)
        for sentence in (_compared(board, finding, lang) or said[0], *said[1:]):
            runs += numbered(named(board, sentence, lang) + (" " if lang == "en" else ""), name)
        made.append(Paragraph(tuple(runs), _sources(values, finding), "item"))
    return made


def required(
    board: Board, values: Values, block: BlockPlan, found: Sequence[Finding]
) -> Table | None:
    """What a party would have to reach for a gap to be gone."""
    lang = values.lang
    frame = block.frame or "problem"
    open_ones = [f for f in found if f.vanishes_at is not None and f.question.frame == frame]
    if not open_ones:
        return None
    zh = ("问题", "方", "年份", "现值", "须达")
    en = ("problem", "party", "year", "now", "must reach")
    heads = tuple(
        Head(text, place in (2, 3, 4)) for place, text in enumerate(zh if lang == "zh" else en)
    )
    rows = tuple(_required_row(board, values, finding) for finding in open_ones)
    used = dict.fromkeys(code for finding in open_ones for code in _sources(values, finding))
    title = Words("问题消失所需", "What it would take").pick(lang)
    return Table(title, heads, rows, "", tuple(used))


def _required_row(board: Board, values: Values, finding: Finding) -> tuple[Cell, ...]:
    """With a parity the party's own value is asked for, else that of the measure."""
    lang, question = values.lang, finding.question
    name = keep(board, values, finding)
    unit = _unit(board, finding)
    measured = "%" if question.printed else unit_of(question.reading.measure, unit)
    aim = unit if question.parity is not None and question.to else measured
    (year, last), gone = finding.last, finding.vanishes_at
    assert gone is not None
    return (
        Cell(question.name.pick(lang)),
        Cell(" ".join(_name(board, lang)(code) for code in question.of)),
        Cell(str(year), Fraction(year)),
        Cell(spoken(number(last.value), "rounded", measured, lang), last.value, name),
        Cell(spoken(number(gone), "rounded", aim, lang), gone, name),
    )


def _compared(board: Board, finding: Finding, lang: str) -> str:
    """The first sentence with party and indicator named, so that it stands by itself."""
    question = finding.question
    if question.reading.measure not in ("ratio", "level") or question.printed:
        return ""
    name = _name(board, lang)
    of = "、".join(map(name, question.of))
    what = board.indicator_name(question.indicator, lang)
    (y0, first), (y1, last) = finding.first, finding.last
    way = DIRECTIONS[finding.direction]
    if question.reading.measure == "level":
        unit = _unit(board, finding)
        a, b = (spoken(number(v.value), "rounded", unit, lang) for v in (first, last))
        return Words(
            f"{of}{what}{y0}年为{a},{y1}年为{b}:{way.zh}。",
            f"{what} of {of} was {a} in {y0} and {b} in {y1}: it {way.en}.",
        ).pick(lang)
    to = name(question.to)
    a, b = number(first.value), number(last.value)
    return Words(
        f"{of}{what}{y0}年相当于{to}的{a}%,{y1}年相当于{to}的{b}%:{way.zh}。",
        f"{what} of {of} was {a}% of that of {to} in {y0} and {b}% in {y1}: it {way.en}.",
    ).pick(lang)


def keep(board: Board, values: Values, finding: Finding) -> str:
    """The id under which the figures behind a finding are kept."""
    name = f"d-{finding.question.id}"
    if name not in values.reasons:
        facts = [values.fact(code) for code in finding.facts]
        leaves = tuple(leaf(board, fact, values.lang) for fact in facts)
        (y0, first), (y1, last) = finding.first, finding.last
        ends = tuple(
            Reason("constant", f"{finding.question.name.pick(values.lang)} {y}", f.value)
            for y, f in ((y0, first), (y1, last))
        )
        values.reasons[name] = (*ends, *leaves)
    return name


def named(board: Board, text: str, lang: str) -> str:
    """Names in the place of slugs."""

    def name(match: re.Match[str]) -> str:
        found = board.indicators.get(match[0])
        return found.name(lang) if found else match[0]

    return _SLUG.sub(name, text)


def numbered(sentence: str, reason: str) -> list[Run]:
    """A sentence split so that every number but years is a run with its reason."""
    runs: list[Run] = []
    end = 0
    for match in _NUMBER.finditer(sentence):
        if _YEAR.match(match[0]):
            continue
        runs += [Run(sentence[end : match.start()]), Run(match[0], reason)]
        end = match.end()
    return [run for run in (*runs, Run(sentence[end:])) if run.text]


def _unit(board: Board, finding: Finding) -> str:
    found = board.indicators.get(finding.question.indicator)
    return found.unit if found else ""


def _name(board: Board, lang: str) -> Callable[[str], str]:
    return lambda code: "→".join(board.party_name(end, lang) for end in code.split("→"))


def _sources(values: Values, finding: Finding) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values.fact(code).source for code in finding.facts))

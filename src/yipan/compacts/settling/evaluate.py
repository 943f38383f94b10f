"""The one evaluator of value words: exact, contagious where undetermined, with reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from yipan.compacts.document.document import Compact, Indicator
from yipan.compacts.document.lists import ask_list
from yipan.compacts.settling.lookup import address
from yipan.compacts.settling.record import Reach
from yipan.compacts.settling.scope import Scope, mismatch
from yipan.compacts.words.arithmetic import MismatchError, combine, compare
from yipan.compacts.words.expressions import (
    COMPARISONS,
    Broken,
    Expression,
    FactWord,
    First,
    LevelLiteral,
    Literal,
    Name,
    OpenItem,
    Operation,
    PrefixWord,
    RecordWord,
    Run,
    TextLiteral,
    Top,
)
from yipan.compacts.words.spans import Span, back, each, year_span
from yipan.compacts.words.units import PURE
from yipan.compacts.words.values import (
    Known,
    Level,
    Quantity,
    Result,
    SeriesValue,
    TextValue,
    Truth,
    Unknown,
    known,
    missing,
    opened,
    united,
)


def evaluate(expression: Expression, scope: Scope) -> Result:
    """The value of an expression with its reason, or why it is undetermined."""
    return _WORDS[type(expression)](expression, scope)


def _name_word(word: Name, scope: Scope) -> Result:
    return _name(word.name, scope)


def _name(name: str, scope: Scope) -> Result:
    if name in scope.lets:
        found = scope.lets[name]
        if isinstance(found, Unknown):
            return found
        return known(found.value, let=name, of=[found.node])
    if name in scope.compact.params:
        return scope.lookup.param(scope.compact.params[name], scope.span)
    if name == "year":
        if scope.year is None:
            return missing(address("year", scope.case or "", scope.span))
        return known(Quantity(Fraction(scope.year)), index="year")
    indicator = scope.compact.indicators.get(name)
    if indicator is not None:
        return _indicator(indicator, None, scope.span, scope)
    if name in scope.compact.roles:
        party = scope.role(name)
        return party if isinstance(party, Unknown) else known(TextValue(party), role=name)
    return missing(address(name, scope.case or "", scope.span))


def _indicator(indicator: Indicator, party: str | None, span: Span | None, scope: Scope) -> Result:
    if indicator.constant:
        return scope.lookup.constant(indicator, scope.case, party)
    if span is None:
        return missing(address(indicator.name, party or indicator.party or scope.case or "", None))
    return scope.lookup.value(indicator, scope.case, party, span)


def _fact(word: FactWord, scope: Scope) -> Result:
    indicator = scope.compact.indicators[word.indicator]
    party = word.party
    if party is not None and party in scope.compact.roles:
        found = scope.role(party)
        if isinstance(found, Unknown):
            return found
        party = found
    if word.years is not None:
        return _years(word, indicator, party, scope)
    if word.over is not None:
        if scope.span is None:
            return missing(address(indicator.name, party or scope.case or "", None))
        return _series(indicator, party, _pieces(word.over, scope.span), scope)
    span = scope.span
    if word.back is not None and span is not None:
        span = back(span, word.back)
    if word.otherwise is not None and not _given(indicator, party, span, scope):
        return evaluate(word.otherwise, scope)
    return _indicator(indicator, party, span, scope)


def _pieces(kind: str, whole: Span) -> list[Span]:
    """Months, quarters or days that lie inside the period."""
    if kind == "day":
        days = range(whole.start.toordinal(), whole.end.toordinal() + 1)
        return [Span(date.fromordinal(day), date.fromordinal(day)) for day in days]
    first, last = Span(whole.start, whole.start), Span(whole.end, whole.end)
    return [span for span in each(kind, first, last) if span.inside(whole)]


def _given(indicator: Indicator, party: str | None, span: Span | None, scope: Scope) -> bool:
    if indicator.constant:
        whose = party or indicator.party
        return bool(scope.lookup.table.find(indicator.name, scope.case, whose))
    return span is not None and scope.lookup.has_any(indicator, scope.case, party, span)


def _years(word: FactWord, indicator: Indicator, party: str | None, scope: Scope) -> Result:
    assert word.years is not None
    base = _name(word.of or "", scope)
    if isinstance(base, Unknown):
        return base
    if not isinstance(base.value, Quantity):
        return mismatch(scope, f"{word.of} 不是年度", f"{word.of} is no year")
    number = int(base.value.amount)
    spans = [year_span(number + offset) for offset in range(word.years[0], word.years[1] + 1)]
    return _series(indicator, party, spans, scope)


def _series(indicator: Indicator, party: str | None, spans: list[Span], scope: Scope) -> Result:
    results = [_indicator(indicator, party, span, scope) for span in spans]
    unknown = [r for r in results if isinstance(r, Unknown)]
    if unknown:
        return united(unknown)
    members = tuple(r for r in results if isinstance(r, Known))
    return Known(SeriesValue(members), {"op": "series", "of": [m.node for m in members]})


def _all_any(operation: Operation, scope: Scope) -> Result:
    decides = operation.word == "any"
    results = [evaluate(operand, scope) for operand in operation.operands]
    for result in results:
        if isinstance(result, Known) and _truth(result, scope) == decides:
            return known(Truth(decides), op=operation.word, of=[result.node])
    unknown = [r for r in results if isinstance(r, Unknown)]
    if unknown:
        return united(unknown)
    nodes = [r.node for r in results if isinstance(r, Known)]
    return known(Truth(not decides), op=operation.word, of=nodes)


def _operation(operation: Operation, scope: Scope) -> Result:
    if operation.word in {"all", "any"}:
        return _all_any(operation, scope)
    results = [evaluate(operand, scope) for operand in operation.operands]
    unknown = [r for r in results if isinstance(r, Unknown)]
    if unknown:
        return united(unknown)
    items = [r for r in results if isinstance(r, Known)]
    nodes = [item.node for item in items]
    members: list[Known] = []
    for item in items:
        members += item.value.members if isinstance(item.value, SeriesValue) else [item]
    if not members:
        return opened(f"empty:{scope.clause}")
    values = [m.value for m in members]
    try:
        if operation.word in COMPARISONS:
            return known(compare(operation.word, values), op=operation.word, of=nodes)
        return known(combine(operation.word, values), op=operation.word, of=nodes)
    except ZeroDivisionError:
        return opened(f"div_zero:{scope.clause}")
    except MismatchError as error:
        return mismatch(scope, error.zh, error.en)


def _first(expression: First, scope: Scope) -> Result:
    for band in expression.bands:
        if band.when is None:
            value = evaluate(band.value, scope)
            return value if isinstance(value, Unknown) else _chosen([value])
        condition = evaluate(band.when, scope)
        if isinstance(condition, Unknown):
            return condition
        if _truth(condition, scope):
            value = evaluate(band.value, scope)
            return value if isinstance(value, Unknown) else _chosen([condition, value])
    return opened(f"no_band:{scope.clause}")


def _chosen(items: list[Known]) -> Known:
    return known(items[-1].value, op="first", of=[item.node for item in items])


def _prefix(word: PrefixWord, scope: Scope) -> Result:
    required = [evaluate(word.code, scope), evaluate(word.place, scope)]
    stage = _optional_text(word.stage, scope)
    tags = _optional_text(word.tags, scope)
    unknown = [r for r in (*required, stage, tags) if isinstance(r, Unknown)]
    if unknown:
        return united(unknown)
    code, place = (r for r in required if isinstance(r, Known))
    assert isinstance(code.value, TextValue)
    assert isinstance(place.value, TextValue)
    nodes = [code.node, place.node, *(r.node for r in (stage, tags) if isinstance(r, Known))]
    answer = ask_list(
        scope.compact,
        word.table,
        code.value.text,
        place.value.text,
        stage.value.text if isinstance(stage, Known) and isinstance(stage.value, TextValue) else "",
        tags.value.text if isinstance(tags, Known) and isinstance(tags.value, TextValue) else "",
    )
    if isinstance(answer, Unknown):
        return answer
    row = {"row": answer.row, "words": answer.words, "lost": list(answer.lost)}
    return known(TextValue(answer.measure), op="prefix", **row, of=nodes)


def _optional_text(expression: Expression | None, scope: Scope) -> Known | Unknown | None:
    """A stage or tags; an optional indicator that was left empty is none."""
    if expression is None:
        return None
    if isinstance(expression, Name):
        indicator = scope.compact.indicators.get(expression.name)
        left_empty = indicator is not None and indicator.optional
        if left_empty and indicator and not _given(indicator, None, scope.span, scope):
            return None
    return evaluate(expression, scope)


def _run(word: Run, scope: Scope) -> Result:
    series, bound = evaluate(word.series, scope), evaluate(word.bound, scope)
    unknown = [r for r in (series, bound) if isinstance(r, Unknown)]
    if unknown:
        return united(unknown)
    assert isinstance(series, Known)
    assert isinstance(bound, Known)
    longest = current = 0
    for member in _members(series, scope):
        try:
            holds = compare(word.word, [member.value, bound.value]).holds
        except MismatchError as error:
            return mismatch(scope, error.zh, error.en)
        current = current + 1 if holds else 0
        longest = max(longest, current)
    nodes = [series.node, bound.node]
    return known(Quantity(Fraction(longest)), op="run", compare=word.word, of=nodes)


def _top(word: Top, scope: Scope) -> Result:
    series, count = evaluate(word.series, scope), evaluate(word.count, scope)
    unknown = [r for r in (series, count) if isinstance(r, Unknown)]
    if unknown:
        return united(unknown)
    assert isinstance(series, Known)
    assert isinstance(count, Known)
    numbers = [m.value for m in _members(series, scope) if isinstance(m.value, Quantity)]
    if not isinstance(count.value, Quantity) or len(numbers) != len(_members(series, scope)):
        return mismatch(scope, "top 需要数的序列与名次", "top takes a series of numbers and n")
    place = int(count.value.amount)
    ordered = sorted((n.amount for n in numbers), reverse=True)
    value = ordered[place - 1] if 1 <= place <= len(ordered) else Fraction(0)
    dimension = numbers[0].dimension if numbers else PURE
    return known(Quantity(value, dimension), op="top", of=[series.node, count.node])


def _members(series: Known, scope: Scope) -> tuple[Known, ...]:
    if not isinstance(series.value, SeriesValue):
        mismatch(scope, "此处需要序列", "a series belongs here")
    return series.value.members


def _record(word: RecordWord, scope: Scope) -> Result:
    giver = _named_role(word.giver, scope)
    receiver = _named_role(word.receiver, scope)
    unknown = [r for r in (giver, receiver) if isinstance(r, Unknown)]
    if unknown:
        return united(unknown)
    assert not isinstance(giver, Unknown)
    assert not isinstance(receiver, Unknown)
    reach = Reach(word.clauses, scope.case, word.within, word.during, scope.span, giver, receiver)
    return recorded(reach, scope)


def recorded(reach: Reach, scope: Scope) -> Result:
    """The sum of the moves within reach."""
    moves = scope.book.seen(reach)
    if isinstance(moves, Unknown):
        return moves
    dimension = moves[0].dimension if moves else _default_dimension(scope.compact)
    total = sum((move.amount for move in moves), Fraction(0))
    what = {
        "clause": list(reach.clauses),
        **({"from": reach.giver} if reach.giver else {}),
        **({"to": reach.receiver} if reach.receiver else {}),
        **({"within": "all"} if reach.within == "all" else {}),
        **({"in": reach.during} if reach.during != "all" else {}),
    }
    return known(Quantity(total, dimension), record=what, of=[move.id for move in moves])


def _default_dimension(compact: Compact) -> str:
    return next((unit.dimension for unit in compact.units.values()), PURE)


def _named_role(name: str | None, scope: Scope) -> str | Unknown | None:
    if name is None:
        return None
    return scope.role(name) if name in scope.compact.roles else name


def _truth(item: Known, scope: Scope) -> bool:
    if not isinstance(item.value, Truth):
        mismatch(scope, "条件须为是或否", "a condition is 是 or 否")
    return item.value.holds


def holds(item: Known, scope: Scope) -> bool:
    """Whether a condition holds."""
    return _truth(item, scope)


_WORDS: dict[type, Callable[[Any, Scope], Result]] = {
    Literal: lambda word, _: known(word.value, const=word.text),
    TextLiteral: lambda word, _: known(TextValue(word.text), const=word.text),
    LevelLiteral: lambda word, _: known(Level(word.text), const=word.text),
    OpenItem: lambda word, _: opened(word.item),
    Name: _name_word,
    FactWord: _fact,
    Operation: _operation,
    First: _first,
    PrefixWord: _prefix,
    Run: _run,
    Top: _top,
    RecordWord: _record,
    Broken: lambda word, scope: mismatch(
        scope, f"“{word.text}”不能读取", f"{word.text!r} cannot be read"
    ),
}

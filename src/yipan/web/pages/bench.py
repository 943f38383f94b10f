"""The measure bench: choose indicators, weights and method; see the ranking and its stability."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.indices import Wanted, index_document, index_source
from yipan.board.bindings.measures import Asked, measure
from yipan.core.errors import UnknownName, YipanError
from yipan.core.indicators import Better, Indicator
from yipan.core.parties import PartyKind
from yipan.core.words import LANGUAGES, Words
from yipan.gauge.composite import AGGREGATIONS, NORMALISATIONS
from yipan.gauge.index_system import read_system
from yipan.gauge.registry import measures
from yipan.publish.figures.model import Point
from yipan.publish.figures.ranks import Place, ranks
from yipan.web.address import Address
from yipan.web.numbers import headline, is_large, parties_of, plain, section
from yipan.web.pages.figure import ShownFigure, shown_figure
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.publish.figures import Figure

# These need goalposts, a reference or a target, which the bench does not ask for.
FURTHER = {"goalposts", "distance-to-reference", "distance-to-target"}
METHODS = tuple(name for name in NORMALISATIONS if name not in FURTHER)
NAMES: dict[str, Words] = {
    "min-max": Words("极差法(最小—最大)", "min-max"),
    "z-score": Words("标准分", "z-score"),
    "rank": Words("位次", "rank"),
    "borda": Words("博尔达计分", "Borda"),
    "percentile-rank": Words("百分位", "percentile rank"),
    "fraction-of-max": Words("占最大值之比", "fraction of the largest"),
    "arithmetic": Words("算术平均", "arithmetic mean"),
    "geometric": Words("几何平均", "geometric mean"),
    "harmonic": Words("调和平均", "harmonic mean"),
    "power": Words("幂平均", "power mean"),
    "copeland": Words("科普兰(两两相比)", "Copeland (pairwise)"),
}
MOST = 12
JOIN = ","
MOST_ROWS = 200
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """An indicator to choose: its weight, and for how many parties there are figures."""

    slug: str
    name: str
    domain: str
    chosen: bool
    weight: str
    parties: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A party's place: score, rank, and the ranks over all alternatives."""

    party: str
    code: str
    score: str
    rank: str
    low: int
    high: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """Context of the measure bench."""

    choices: tuple[Choice, ...] = told("indicators to choose, with their weights")
    methods: tuple[tuple[str, str], ...] = told("ways to normalise: id and name")
    method: str = told("the one that is used")
    aggregations: tuple[tuple[str, str], ...] = told("ways to aggregate: id and name")
    aggregation: str = told("the one that is used")
    measures: tuple[tuple[str, str], ...] = told("measures that need one indicator: id and name")
    measure: str = told("the measure that is shown; empty: the ranking")
    period: str = told("the period of the ranking")
    heads: tuple[str, ...] = told("indicators of the ranking")
    ranking: tuple[Ranked, ...] = told("parties, best first")
    figure: ShownFigure | None = told("the ranks and how firm they are, with downloads")
    variants: int = told("over how many alternatives the ranks were tried")
    formula: str = told("the measure's formula")
    rows: tuple[tuple[str, ...], ...] = told("the measure's values: item, keys, value")
    warnings: tuple[str, ...] = told("what to beware of")
    said: str = told("why there is no result, on one line")


def build(view: View, address: Address) -> Bench:
    """The ranking of the chosen indicators, or a measure of the first of them."""
    lang = address.lang
    known = _known(view)
    chosen = [s for s in address.all("indicator")[:MOST] if s in known] or _usual(view, known)
    weights = {slug: address.one(f"w_{slug}", "1")[:12] for slug in chosen}
    method = address.one("method") if address.one("method") in METHODS else METHODS[0]
    how = address.one("how") if address.one("how") in AGGREGATIONS else AGGREGATIONS[0]
    named = address.one("measure")
    found: dict[str, Any] = {
        "ranking": (),
        "figure": None,
        "variants": 0,
        "formula": "",
        "rows": (),
    }
    found |= {"period": "", "heads": (), "warnings": (), "said": ""}
    try:
        if named:
            found |= _measured(view, named, chosen, lang)
        else:
            found |= _ranked(view, chosen, weights, method, how, lang)
    except YipanError as error:
        found["said"] = error.line(lang)
    return Bench(
        choices=tuple(
            Choice(
                slug,
                indicator.name(lang),
                indicator.domain,
                slug in chosen,
                weights.get(slug, "1"),
                count,
            )
            for slug, (indicator, count) in known.items()
        ),
        methods=tuple((m, NAMES[m].pick(lang)) for m in METHODS),
        method=method,
        aggregations=tuple((m, NAMES[m].pick(lang)) for m in AGGREGATIONS),
        aggregation=how,
        measures=tuple((m.id, m.name.pick(lang)) for m in _single_measures()),
        measure=named,
        **found,
    )


def _single_measures() -> list[Any]:
    """Measures that answer from one indicator alone."""
    families = {"inequality", "convergence"}
    return [m for m in measures().values() if m.needs_input and m.family in families]


def _known(view: View) -> dict[str, tuple[Indicator, int]]:
    """Indicators that two or more parties have, with how many."""

    def make() -> dict[str, tuple[Indicator, int]]:
        first = headline(view)[1]
        every = first if is_large(view) else [*first, *view.board.indicators]
        found: dict[str, tuple[Indicator, int]] = {}
        peers = set(_peers(view))
        for indicator in every:
            if indicator.slug in found:
                continue
            lines = section(view, indicator, parties_of(view, indicator)).lines
            count = sum(line.party.code in peers for line in lines)
            if count >= FEWEST:
                found[indicator.slug] = (indicator, count)
        return found

    return view.once.get("bench", make)


def _usual(view: View, known: dict[str, tuple[Indicator, int]]) -> list[str]:
    """The headline indicators that most parties have and that have a better direction."""
    most = max((known[i.slug][1] for i in headline(view)[1] if i.slug in known), default=0)
    return [
        i.slug
        for i in headline(view)[1]
        if i.slug in known and known[i.slug][1] == most and i.better is not Better.NONE
    ][:4]


def _peers(view: View) -> list[str]:
    return [p.code for p in headline(view)[0] if p.kind is not PartyKind.GROUP]


def _measured(view: View, name: str, chosen: list[str], lang: str) -> dict[str, Any]:
    asked = Asked(chosen[:1], _peers(view), (), as_of=view.as_of, mix_vintages=True)
    answer = measure(view.board, name, asked, lang=lang)
    result = answer.result
    rows = tuple(
        (
            row.name,
            " ".join(answer.labels.get(k, k) for k in row.keys.values()),
            f"{row.value:.6g}" if isinstance(row.value, float) else str(row.value or row.reason),
        )
        for row in result.values[:MOST_ROWS]
    )
    warned = tuple(w.message.pick(lang) for w in result.warnings)
    heads = (view.board.indicator_name(chosen[0], lang),) if chosen else ()
    return {"formula": result.formula, "rows": rows, "warnings": warned, "heads": heads}


def _ranked(
    view: View, chosen: list[str], weights: dict[str, str], method: str, how: str, lang: str
) -> dict[str, Any]:
    key = JOIN.join([method, how, *(f"{slug}={weights[slug]}" for slug in chosen)])
    result = _indexed(view, key)
    period = max(row["period"] for row in result["values"])
    ranking = _ranking(view, result, period, chosen, lang)
    figure = ranks_figure(view, key)
    return {
        "period": period,
        "heads": tuple(view.board.indicators.find(slug).name(lang) for slug in chosen),
        "ranking": ranking,
        "figure": shown_figure(figure, "ranks", key, lang) if figure.table.rows else None,
        "variants": result["interval"]["variants"] if result["interval"] else 0,
        "warnings": tuple(
            Words(f"未定: {slug}", f"undetermined: {slug}").pick(lang)
            for slug in result["undetermined"]
        ),
    }


def _indexed(view: View, key: str) -> dict[str, Any]:
    """The index of a key: `method,aggregation,indicator=weight,…`."""

    def make() -> dict[str, Any]:
        method, how, chosen, weights = _parts(view, key)
        indicators = [view.board.indicators.find(slug) for slug in chosen]
        document = {
            "name": "bench",
            "normalise": method,
            "aggregate": how,
            "incomplete": "partial",
            "range": ["0", "100"],
            "domains": [
                {
                    "name": i.slug,
                    "weight": weights[i.slug],
                    "indicators": [
                        {"indicator": i.slug, "better": "down" if i.better is Better.DOWN else "up"}
                    ],
                }
                for i in indicators
            ],
        }
        system = read_system(document, "bench")
        wanted = Wanted(_peers(view), as_of=view.as_of, mix_vintages=True)
        return index_document(system, index_source(view.board, system, wanted, "zh"))

    return view.once.get(("index", key), make)


def _parts(view: View, key: str) -> tuple[str, str, list[str], dict[str, str]]:
    """Method, aggregation, indicators and their weights; what the bench does not offer is none."""
    method, how, *rest = [*key.split(JOIN), "", ""][: MOST + 2]
    weights = dict(part.split("=", 1) for part in rest if "=" in part)
    known = _known(view)
    if method not in METHODS or how not in AGGREGATIONS or not weights or set(weights) - set(known):
        raise UnknownName("figure", f"ranks/{key}", ())
    return method, how, list(weights), weights


def ranks_figure(view: View, key: str) -> Figure:
    """The ranks of the newest period, and the ranks over all alternatives."""
    method, how, chosen, _ = _parts(view, key)
    result = _indexed(view, key)
    period = max(row["period"] for row in result["values"])
    rows = _ranking(view, result, period, chosen, "zh")
    variants = result["interval"]["variants"] if result["interval"] else 0
    names = [
        "、".join(view.board.indicators.find(slug).name("zh") for slug in chosen),
        ", ".join(view.board.indicators.find(slug).name("en") for slug in chosen),
    ]
    ways = [f"{NAMES[method].pick(lang)}, {NAMES[how].pick(lang)}" for lang in LANGUAGES]
    return ranks(
        "ranks",
        Words(f"{period} 年的名次及其稳定性", f"Ranks in {period} and how firm they are"),
        Words(
            f"{names[0]};{ways[0]};另试 {variants} 种做法",
            f"{names[1]}; {ways[1]}; tried over {variants} variants",
        ),
        [
            Place(
                Words(*(view.board.party_name(r.code, lang) for lang in LANGUAGES)),
                Point(None if r.score == "—" else Fraction(r.score), r.score),
                int(r.rank),
                r.low,
                r.high,
            )
            for r in rows
            if r.rank != "None"
        ],
    )


def _ranking(
    view: View, result: dict[str, Any], period: str, chosen: list[str], lang: str
) -> tuple[Ranked, ...]:
    cells = {
        (r["item"], r["party"], r["node"]): r["value"]
        for r in result["values"]
        if r["period"] == period
    }
    spans = {
        r["party"]: (int(r["low"]), int(r["high"]))
        for r in (result["interval"] or {"rows": []})["rows"]
        if r["period"] == period and r["item"] == "rank" and r["node"] == result["index"]
    }
    parties = dict.fromkeys(party for _, party, _ in cells)
    rows = []
    for party in parties:
        rank = cells["rank", party, result["index"]]
        low, high = spans.get(party, (int(rank or 0), int(rank or 0)))
        rows.append(
            Ranked(
                view.board.party_name(party, lang),
                party,
                _short(cells["score", party, result["index"]]),
                str(rank),
                low,
                high,
                tuple(_short(cells.get(("score", party, slug))) for slug in chosen),
            )
        )
    return tuple(sorted(rows, key=lambda r: (r.rank == "None", int(r.rank or 0), r.code)))


def _short(value: float | Fraction | None) -> str:
    if value is None:
        return "—"
    return f"{value:.3f}" if isinstance(value, float) else plain(value)


PAGE = Page(
    "bench",
    "measure",
    Words("量:测度台", "Measure bench"),
    "Choose indicators, weights and method; the ranking with its stability, or a measure.",
    Bench,
    build,
)

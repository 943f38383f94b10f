"""Random compacts and random facts, for the laws that hold for every one of them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

HEAD = """
yipan: 1
id: random
version: "1"
sources: []
units: {{元: {{smallest: 分, show: 万元}}}}
round: {rounding}
roles: {{甲: {{fact: 甲地}}, 乙: {{fact: 乙地}}, 丙: {{party: 基金}}, 当事: {{case: party}}}}
case: each
clock: {{each: year, of: [收入, 比率]{first}}}
ties: [{ties}]
indicators:
  甲地: {{kind: party, period: constant}}
  乙地: {{kind: party, period: constant}}
  基年: {{kind: year, period: constant}}
  收入: {{unit: 元, period: year, combine: sum, attest: [甲]}}
  比率: {{unit: "1", period: year}}
params:
  上限: {{value: {limit}元, source: 试}}
  费率:
    - {{until: 2015-12-31, value: 1/3, source: 试}}
    - {{from: 2017-01-01, until: 2017-06-30, value: 0.5, source: 试}}
    - {{from: 2017-07-01, value: 2, source: 试}}
clauses:
"""
YEARS = (2015, 2016, 2017, 2018)


@dataclass(frozen=True)
class World:
    """A compact as YAML and its facts as CSV rows without header."""

    yaml: str
    rows: tuple[str, ...]
    capped: tuple[str, ...]
    limit: int

    @property
    def csv(self) -> str:
        return HEADER + "\n".join(self.rows) + "\n"


HEADER = "party,indicator,period,value,unit,to_party,case,source,attested_by\n"


RICH_PURE = ("费率", "year")
RICH_MONEY = (
    "{fact: 收入, back: 1年}",
    "{sum: {fact: 收入, years: [-2, -1], of: 基年}}",
    "{mean: {fact: 收入, years: [-1, 1], of: 基年}}",
    "{record: {clause: [c0], to: 乙, in: period}}",
    "{record: {clause: [c0, c1], from: 甲}}",
)


def _pure(depth: int, more: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    rich = RICH_PURE if more and more[-1] in RICH_MONEY else ()
    leaves = st.sampled_from(["1/3", "50%", "0.7", "2/37", "比率", "1", *rich])
    if depth == 0:
        return leaves
    inner = _money(depth - 1, more)
    return st.one_of(leaves, st.builds("{{div: [{}, {}]}}".format, inner, inner))


def _money(depth: int, more: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """Amounts of money; `more` are further leaves, such as names that lets gave."""
    plain = ["收入", "100元", "1.01元", "3万元", "上限", "{record: {clause: [c0]}}"]
    leaves = st.sampled_from([*plain, *more])
    if depth == 0:
        return leaves
    money, pure = _money(depth - 1, more), _pure(depth - 1, more)
    return st.one_of(
        leaves,
        st.builds("{{sum: [{}, {}]}}".format, money, money),
        st.builds("{{max: [{{sub: [{}, {}]}}, 0元]}}".format, money, money),
        st.builds("{{min: [{}, {}]}}".format, money, money),
        st.builds("{{mul: [{}, {}]}}".format, pure, money),
        st.builds(
            "{{first: [{{when: {{gt: [{}, {}]}}, value: {}}}, {{value: {}}}]}}".format,
            money,
            money,
            money,
            money,
        ),
    )


def _condition(more: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    word = st.sampled_from(["ge", "gt", "le", "lt"])
    simple = st.builds("{{{}: [{}, {}]}}".format, word, _money(1, more), _money(1, more))
    years = st.builds("{{le: [year, {}]}}".format, st.integers(1, 4))
    both = st.builds("{{all: [{}, {}]}}".format, simple, years)
    either = st.builds("{{any: [{}, {}]}}".format, simple, years)
    return st.one_of(simple, years, both, either)


@st.composite
def _clause(draw: st.DrawFn, number: int, more: tuple[str, ...]) -> str:
    kind = draw(st.sampled_from(["pay", "pay", "share", "let", "gate"] if number else ["pay"]))
    lines = [f"  - id: c{number}", "    words: 试"]
    if draw(st.booleans()):
        lines.append(f"    when: {draw(_condition(more))}")
    a, b = draw(st.permutations(["甲", "乙", "丙", "当事"]))[:2]
    if kind == "let":
        lines.append(f"    let: {{n{number}: {draw(_money(2, more))}}}")
    elif kind == "gate":
        lines.append(f"    gate: {draw(_condition(more))}")
    else:
        cap = draw(st.booleans())
        lines.append(f"    {kind}:")
        lines.append(f"      amount: {draw(_money(2, more))}")
        third = draw(st.sampled_from([", 丙: 1", ", 丙: 1", ""]))
        weights = f"{{甲: {draw(_pure(0))}, 乙: {draw(_pure(0))}{third}}}"
        many_first = kind == "share" and draw(st.booleans())
        giver = weights if many_first else a
        taker = weights if kind == "share" and not many_first else b
        lines += [f"      from: {giver}", f"      to: {taker}"]
        if cap and kind == "pay":
            lines.append("      cap: {limit: 上限}")
        if cap and kind == "share" and not many_first:
            rest = "丙" if third else "乙"
            lines.append(f"      cap: {{limit: 上限, of: 甲, rest: {rest}}}")
    return "\n".join(lines)


_SECOND = st.sampled_from(["冀/廊坊", "冀/廊坊", "京", "津/滨海新区/某园/某厂"])


@st.composite
def _case_rows(draw: st.DrawFn, name: str, *, rich: bool) -> list[str]:
    rows = [f"{name},甲地,,京,,,,试,京"]
    if not rich or draw(st.integers(0, 9)) < 8:
        rows.append(f"{name},乙地,,{draw(_SECOND) if rich else '冀/廊坊'},,,,试,京")
    if rich and draw(st.integers(0, 9)) < 9:
        rows.append(f"{name},基年,,{draw(st.integers(2013, 2019))},,,,试,京")
    for year in YEARS:
        if draw(st.integers(0, 9)) < 8:
            cents = draw(st.integers(0, 10**7))
            attested = "京" if draw(st.integers(0, 9)) < 9 else "冀"
            rows.append(f"{name},收入,{year},{cents // 100}.{cents % 100:02d},元,,,试,{attested}")
        if draw(st.integers(0, 9)) < 8:
            rows.append(
                f"{name},比率,{year},{draw(st.sampled_from(['0', '0.25', '1', '1.5']))},,,,试,"
            )
    return rows


@st.composite
def worlds(draw: st.DrawFn, *, rich: bool = False) -> World:
    """A compact with one to five clauses and facts of one to three cases.

    `rich` adds series, dated parameters, a first year that is a fact, and parties left out.
    """
    clauses: list[str] = []
    lets: tuple[str, ...] = ()
    for number in range(draw(st.integers(1, 5))):
        known = RICH_MONEY if rich and number > 1 else ()
        clauses.append(draw(_clause(number, (*lets, *known))))
        if "    let:" in clauses[-1]:
            lets = (*lets, f"n{number}")
    limit = draw(st.integers(0, 200_000))
    yaml = HEAD.format(
        rounding=draw(st.sampled_from(["half_up", "half_even", "down", "up"])),
        ties=", ".join(draw(st.permutations(["甲", "乙", "丙"]))),
        limit=limit,
        first=draw(st.sampled_from(["", ", first: 基年"])) if rich else "",
    )
    rows: list[str] = []
    for index in range(draw(st.integers(1, 3))):
        rows += draw(_case_rows(f"企业{index}", rich=rich))
    capped = tuple(f"c{i}" for i, c in enumerate(clauses) if "cap:" in c)
    return World(yaml + "\n".join(clauses) + "\n", tuple(rows), capped, limit)

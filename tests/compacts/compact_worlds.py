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
clock: {{each: year, of: [收入, 比率]}}
ties: [{ties}]
indicators:
  甲地: {{kind: party, period: constant}}
  乙地: {{kind: party, period: constant}}
  收入: {{unit: 元, period: year, combine: sum, attest: [甲]}}
  比率: {{unit: "1", period: year}}
params:
  上限: {{value: {limit}元, source: 试}}
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


def _pure(depth: int) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["1/3", "50%", "0.7", "2/37", "比率", "1"])
    if depth == 0:
        return leaves
    inner = _money(depth - 1)
    return st.one_of(leaves, st.builds("{{div: [{}, {}]}}".format, inner, inner))


def _money(depth: int) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(
        ["收入", "100元", "1.01元", "3万元", "上限", "{record: {clause: [c0]}}"]
    )
    if depth == 0:
        return leaves
    money, pure = _money(depth - 1), _pure(depth - 1)
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


def _condition() -> st.SearchStrategy[str]:
    word = st.sampled_from(["ge", "gt", "le", "lt"])
    simple = st.builds("{{{}: [{}, {}]}}".format, word, _money(1), _money(1))
    years = st.builds("{{le: [year, {}]}}".format, st.integers(1, 4))
    both = st.builds("{{all: [{}, {}]}}".format, simple, years)
    either = st.builds("{{any: [{}, {}]}}".format, simple, years)
    return st.one_of(simple, years, both, either)


@st.composite
def _clause(draw: st.DrawFn, number: int) -> str:
    kind = draw(st.sampled_from(["pay", "pay", "share", "let", "gate"] if number else ["pay"]))
    lines = [f"  - id: c{number}", "    words: 试"]
    if draw(st.booleans()):
        lines.append(f"    when: {draw(_condition())}")
    a, b = draw(st.permutations(["甲", "乙", "丙", "当事"]))[:2]
    if kind == "let":
        lines.append(f"    let: {{n{number}: {draw(_money(2))}}}")
    elif kind == "gate":
        lines.append(f"    gate: {draw(_condition())}")
    else:
        cap = draw(st.booleans())
        lines.append(f"    {kind}:")
        lines.append(f"      amount: {draw(_money(2))}")
        weights = f"{{甲: {draw(_pure(0))}, 乙: {draw(_pure(0))}, 丙: 1}}"
        many_first = kind == "share" and draw(st.booleans())
        giver = weights if many_first else a
        taker = weights if kind == "share" and not many_first else b
        lines += [f"      from: {giver}", f"      to: {taker}"]
        if cap and kind == "pay":
            lines.append("      cap: {limit: 上限}")
        if cap and kind == "share" and not many_first:
            lines.append("      cap: {limit: 上限, of: 甲, rest: 丙}")
    return "\n".join(lines)


@st.composite
def _case_rows(draw: st.DrawFn, name: str) -> list[str]:
    rows = [f"{name},甲地,,京,,,,试,京", f"{name},乙地,,冀/廊坊,,,,试,京"]
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
def worlds(draw: st.DrawFn) -> World:
    """A compact with one to five clauses and facts of one to three cases."""
    clauses = [draw(_clause(i)) for i in range(draw(st.integers(1, 5)))]
    limit = draw(st.integers(0, 200_000))
    yaml = HEAD.format(
        rounding=draw(st.sampled_from(["half_up", "half_even", "down", "up"])),
        ties=", ".join(draw(st.permutations(["甲", "乙", "丙"]))),
        limit=limit,
    )
    rows: list[str] = []
    for index in range(draw(st.integers(1, 3))):
        rows += draw(_case_rows(f"企业{index}"))
    capped = tuple(f"c{i}" for i, c in enumerate(clauses) if "cap:" in c)
    return World(yaml + "\n".join(clauses) + "\n", tuple(rows), capped, limit)

"""Statements made from templates: numbers that are right, and the same with one slip in one.

A statement is a template with places for numerals, the numerals, and the sums that tie them.
Paragraphs mix statements of several kinds, in shuffled order, with sentences that derive nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction as F

Ends = tuple[F, F]


@dataclass(frozen=True, slots=True)
class Statement:
    """Words with a place {0}, {1}, … for each numeral; `sums` are pairs that must meet."""

    words: str
    numerals: tuple[str, ...]
    sums: Callable[[Sequence[Ends]], Sequence[tuple[Ends, Ends]]]

    def text(self, numerals: Sequence[str] | None = None) -> str:
        return self.words.format(*(numerals or self.numerals))

    def true(self, numerals: Sequence[str]) -> bool:
        pairs = self.sums([ends(n) for n in numerals])
        return all(a[0] <= b[1] and b[0] <= a[1] for a, b in pairs)


def ends(numeral: str) -> Ends:
    """What a printed numeral stands for."""
    half = F(1, 2 * 10 ** len(numeral.partition(".")[2]))
    return F(numeral) - half, F(numeral) + half


def slips(numeral: str) -> list[str]:
    """One digit changed, or two neighbours exchanged; no leading zero is made."""
    found = []
    for n, digit in enumerate(numeral):
        if digit != ".":
            found += [numeral[:n] + d + numeral[n + 1 :] for d in "0123456789" if d != digit]
        far = n + 2 if numeral[n + 1 : n + 2] == "." else n + 1
        if far < len(numeral) and "." not in numeral[n] + numeral[far]:
            mid = numeral[n + 1 : far]
            found.append(numeral[:n] + numeral[far] + mid + digit + numeral[far + 1 :])
    zero = numeral.startswith("0.")
    return [s for s in found if s != numeral and (zero or not s.startswith("0"))]


def less(a: Ends, b: Ends) -> Ends:
    return a[0] - b[1], a[1] - b[0]


def over(a: Ends, b: Ends, times: int = 1) -> Ends:
    return times * a[0] / b[1], times * a[1] / b[0]


def plus(*held: Ends) -> Ends:
    return sum((h[0] for h in held), F(0)), sum((h[1] for h in held), F(0))


def grown(last: Ends, base: Ends) -> Ends:
    low, high = over(last, base, 100)
    return low - 100, high - 100


def turned(a: Ends) -> Ends:
    return -a[1], -a[0]


def root(a: Ends, years: int) -> Ends:
    low, high = (F(float(x) ** (1 / years)).limit_denominator(10**9) for x in a)
    return low, high


def shown(value: F, places: int) -> str:
    """A value to so many places."""
    scaled = int(value * 10**places + F(1, 2))
    digits = str(scaled).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


class Maker:
    """Draws statements; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def one(self, held: Sequence[str]) -> str:
        return self.rng.choice(held)

    def amount(self, low: int = 200, high: int = 9000) -> str:
        """Three to five digits, one or two places."""
        places = self.rng.choice((1, 2))
        return shown(F(self.rng.randint(low * 10**places, high * 10**places), 10**places), places)

    def near(self, numeral: str, low: float, high: float) -> str:
        """A numeral of the same step, so many times as large."""
        places = len(numeral.partition(".")[2])
        factor = F(self.rng.randint(int(low * 1000), int(high * 1000)), 1000)
        return shown(F(numeral) * factor, places)

    def growth(self) -> Statement:
        base = self.amount()
        last = self.near(base, 1.04, 1.45)
        rate = shown((F(last) / F(base) - 1) * 100, 1)
        thing = self.one(
            ("接待游客|万人次", "旅游收入|亿元", "货运量|万吨", "用电量|亿千瓦时", "贷款余额|亿元")
        )
        name, unit = thing.split("|")
        words = self.one(
            (
                f"全年{name}{{0}}{unit}，上年为{{1}}{unit}，增长{{2}}%。",
                f"{name}由上年的{{1}}{unit}增加到{{0}}{unit}，增长{{2}}%。",
                f"{name}达{{0}}{unit}，比上年（{{1}}{unit}）增长{{2}}%。",
                f"全年实现{name}{{0}}{unit}，较上年的{{1}}{unit}增长{{2}}%。",
                f"全年{name}为{{0}}{unit}，增长{{2}}%（上年为{{1}}{unit}）。",
            )
        )
        return Statement(words, (last, base, rate), lambda e: [(grown(e[0], e[1]), e[2])])

    def fall(self) -> Statement:
        base = self.amount()
        last = self.near(base, 0.62, 0.95)
        rate = shown((1 - F(last) / F(base)) * 100, 1)
        name, unit = self.one(
            ("新水用量|亿立方米", "煤炭消费量|万吨", "氨氮排放量|吨", "交通事故损失|万元")
        ).split("|")
        words = self.one(
            (
                f"全年{name}{{0}}{unit}，上年为{{1}}{unit}，下降{{2}}%。",
                f"{name}由上年的{{1}}{unit}降至{{0}}{unit}，降幅{{2}}%。",
                f"{name}{{0}}{unit}，比上年的{{1}}{unit}减少{{2}}%。",
            )
        )
        return Statement(words, (last, base, rate), lambda e: [(turned(grown(e[0], e[1])), e[2])])

    def difference(self) -> Statement:
        base = self.amount()
        last = self.near(base, 1.04, 1.5)
        places = len(base.partition(".")[2])
        more = shown(F(last) - F(base), places)
        name, unit = self.one(
            ("存款余额|亿元", "参保人数|万人", "绿地面积|公顷", "库容|万立方米")
        ).split("|")
        words = self.one(
            (
                f"年末{name}{{0}}{unit}，比上年末的{{1}}{unit}增加{{2}}{unit}。",
                f"{name}由{{1}}{unit}增至{{0}}{unit}，净增{{2}}{unit}。",
                f"年末{name}{{0}}{unit}，上年末为{{1}}{unit}，一年多出{{2}}{unit}。",
            )
        )
        return Statement(words, (last, base, more), lambda e: [(less(e[0], e[1]), e[2])])

    def share(self) -> Statement:
        whole = self.amount(800)
        part = self.near(whole, 0.12, 0.78)
        share = shown(F(part) / F(whole) * 100, 1)
        whole_name, part_name, unit = self.one(
            (
                "一般公共预算支出|民生支出|亿元",
                "进出口总额|出口|亿元",
                "耕地面积|水浇地|万亩",
                "发电量|火电|亿千瓦时",
            )
        ).split("|")
        words = self.one(
            (
                f"全年{whole_name}{{0}}{unit}，其中{part_name}{{1}}{unit}，占{{2}}%。",
                f"全市{whole_name}{{0}}{unit}。其中，{part_name}{{1}}{unit}，占{whole_name}的{{2}}%。",
                f"{whole_name}{{0}}{unit}，{part_name}为{{1}}{unit}，占比{{2}}%。",
                f"{whole_name}共{{0}}{unit}，其中{part_name}占{{2}}%，为{{1}}{unit}。",
            )
        )
        return Statement(words, (whole, part, share), lambda e: [(over(e[1], e[0], 100), e[2])])

    def parts(self) -> Statement:
        first, places = self.amount(), 1
        numbers = [shown(F(first), 1), *(shown(F(self.amount()), 1) for _ in range(2))]
        total = shown(sum((F(n) for n in numbers), F(0)), places)
        names, unit, head = self.one(
            (
                "工业、农业、生活|亿立方米|总用水量",
                "铁路、公路、水路|万吨|货物运输总量",
                "小学、初中、高中|万人|在校学生总数",
            )
        ).split("|")
        a, b, c = names.split("、")
        words = self.one(
            (
                f"{head}{{3}}{unit}，其中{a}{{0}}{unit}、{b}{{1}}{unit}、{c}{{2}}{unit}。",
                f"{a}{{0}}{unit}、{b}{{1}}{unit}、{c}{{2}}{unit}，合计{{3}}{unit}。",
                f"{head}为{{3}}{unit}。其中，{a}{{0}}{unit}，{b}{{1}}{unit}，{c}{{2}}{unit}。",
            )
        )
        return Statement(words, (*numbers, total), lambda e: [(plus(*e[:3]), e[3])])

    def multiple(self) -> Statement:
        base = self.amount(100, 900)
        last = self.near(base, 2.1, 8.7)
        times = shown(F(last) / F(base), 2)
        words = self.one(
            (
                "东港吞吐量{0}万吨，西港{1}万吨，东港是西港的{2}倍。",
                "全年签约额{0}亿元，是2019年{1}亿元的{2}倍。",
                "城区均价{0}元，郊区{1}元，前者为后者的{2}倍。",
            )
        )
        return Statement(words, (last, base, times), lambda e: [(over(e[0], e[1]), e[2])])

    def per_unit(self) -> Statement:
        below = self.amount(120, 900)
        each = self.rng.randint(310, 4700)
        above = shown(F(below) * each / 10**4, 2)
        value = shown(F(above) * 10**4 / F(below), 0)
        words = self.one(
            (
                "全年接待游客{1}万人次，旅游收入{0}亿元，人均消费{2}元。",
                "发放补贴{0}亿元，惠及农户{1}万户，户均{2}元。",
            )
        )
        return Statement(words, (above, below, value), lambda e: [(over(e[0], e[1], 10**4), e[2])])

    def points(self) -> Statement:
        base = shown(F(self.rng.randint(210, 640), 10), 1)
        last = shown(F(base) + F(self.rng.randint(11, 96), 10), 1)
        more = shown(F(last) - F(base), 1)
        words = self.one(
            (
                "高技术产业投资占比由上年的{1}%提高到{0}%，提高{2}个百分点。",
                "年末城镇化率{0}%，上年末为{1}%，提高{2}个百分点。",
                "水质优良比例{0}%，比上年（{1}%）上升{2}个百分点。",
                "东部增速{0}%，西部增速{1}%，东部比西部快{2}个百分点。",
            )
        )
        return Statement(words, (last, base, more), lambda e: [(less(e[0], e[1]), e[2])])

    def mean(self) -> Statement:
        years = self.rng.choice((3, 4, 5))
        base = self.amount()
        last = self.near(base, 1.2, 2.4)
        rate = shown((F((float(F(last) / F(base))) ** (1 / years)) - 1) * 100, 1)
        first = 2023 - years
        words = self.one(
            (
                f"研发经费由{first}年的{{1}}亿元增加到2023年的{{0}}亿元，年均增长{{2}}%。",
                f"2023年保费收入{{0}}亿元，{first}年为{{1}}亿元，{years}年间年均增长{{2}}%。",
            )
        )

        def sums(e: Sequence[Ends]) -> list[tuple[Ends, Ends]]:
            low, high = root(over(e[0], e[1]), years)
            return [((low * 100 - 100, high * 100 - 100), e[2])]

        return Statement(words, (last, base, rate), sums)

    def chain(self) -> Statement:
        """A level, its base, the change and the rate: two sums over three numbers."""
        base = self.amount()
        last = self.near(base, 1.04, 1.4)
        more = shown(F(last) - F(base), len(base.partition(".")[2]))
        rate = shown((F(last) / F(base) - 1) * 100, 1)
        words = self.one(
            (
                "税收收入{0}亿元，比上年的{1}亿元增加{2}亿元，增长{3}%。",
                "年末贷款余额{0}亿元，上年末为{1}亿元，增加{2}亿元，增长{3}%。",
            )
        )
        return Statement(
            words, (last, base, more, rate),
            lambda e: [(less(e[0], e[1]), e[2]), (grown(e[0], e[1]), e[3])],
        )  # fmt: skip

    def plain(self) -> str:
        """A sentence that derives nothing that its own numbers could tell."""
        n = self.rng.randint(12, 96)
        return self.one(
            (
                f"全市有公园{n}个，空气质量优良天数{n + 231}天。",
                f"规模以上工业增加值增长{shown(F(n, 10), 1)}%，按可比价格计算。",
                f"新建泊位{n * 7}个，改造管网{n * 3}公里。",
                f"占全国的比重为{shown(F(n, 10), 1)}%，居第三位。",
                f"居民消费价格同比上涨{shown(F(n, 40), 1)}%。",
                f"预计明年投资{n * 13}亿元，力争增长{shown(F(n, 8), 1)}%。",
            )
        )

    def statement(self) -> Statement:
        kinds = (
            self.growth, self.fall, self.difference, self.share, self.parts, self.multiple,
            self.per_unit, self.points, self.mean, self.chain,
        )  # fmt: skip
        return self.rng.choice(kinds)()

    def paragraph(self) -> tuple[list[Statement | str], int]:
        """Two or three statements among plain sentences, and the place of one of them."""
        held: list[Statement | str] = [self.statement() for _ in range(self.rng.choice((2, 3)))]
        held += [self.plain() for _ in range(self.rng.choice((1, 2)))]
        self.rng.shuffle(held)
        spots = [n for n, s in enumerate(held) if isinstance(s, Statement)]
        return held, self.rng.choice(spots)


def joined(held: Sequence[Statement | str], mark: str = "") -> str:
    """The paragraph; `mark` between sentences is a line break, or nothing."""
    return mark.join(s if isinstance(s, str) else s.text() for s in held)


def slipped(maker: Maker, statement: Statement) -> Statement | None:
    """The statement with a slip in one numeral that breaks it; None where none does."""
    spots = list(range(len(statement.numerals)))
    maker.rng.shuffle(spots)
    for spot in spots:
        options = slips(statement.numerals[spot])
        maker.rng.shuffle(options)
        for option in options:
            numerals = list(statement.numerals)
            numerals[spot] = option
            if F(option) and not statement.true(numerals):
                return Statement(statement.words, tuple(numerals), statement.sums)
    return None

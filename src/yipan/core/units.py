"""Units as statistics print them, with exact factors.

A unit text is a scale word and a base (万亿元 = 10¹² × 元), possibly a ratio of two (元/人,
吨标准煤/万元), an English or ISO spelling (million EUR, persons), or an index with its base
((2013=100)). Units convert only inside one dimension; index bases never mix; a count of 家 is not a
count of 人. Factors are rationals, so conversion is exact and reversible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from yipan.core.errors import BadUnit, UnitMismatch, near_misses
from yipan.core.text import fold_width
from yipan.core.words import Words

SCALES: dict[str, int] = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}

ENGLISH_SCALES: dict[str, int] = {
    "trillion": 10**12,
    "billion": 10**9,
    "100 million": 10**8,
    "10 million": 10**7,
    "million": 10**6,
    "100 thousand": 10**5,
    "100 000": 10**5,
    "10 thousand": 10**4,
    "10 000": 10**4,
    "10000": 10**4,
    "thousand": 10**3,
    "1 000": 10**3,
    "1000": 10**3,
    "hundred": 10**2,
}

# dimension -> {canonical symbol: (factor to the dimension's reference, aliases)}
_BASES: dict[str, dict[str, tuple[Fraction | int, str]]] = {
    "money:CNY": {"元": (1, "人民币元 yuan rmb cny renminbi")},
    "money:USD": {"美元": (1, "usd dollar dollars us$ $")},
    "money:EUR": {"欧元": (1, "eur euro euros €")},
    "money:HKD": {"港元": (1, "hkd 港币")},
    "money:JPY": {"日元": (1, "jpy yen")},
    "money:MXN": {"墨西哥比索": (1, "mxn peso pesos 比索")},
    "percent": {
        "%": (1, "百分比 percent pct per%cent 百分之 pc"),
        "‰": (Fraction(1, 10), "千分之 permille per%mille"),
        "成": (10, ""),
    },
    "percentage_point": {
        "个百分点": (1, "百分点 pp percentage%point percentage%points p.p."),
        "个千分点": (Fraction(1, 10), "千分点"),
        "个基点": (Fraction(1, 100), "基点 bp 个bp"),
    },
    "number": {"": (1, "1 number 无量纲 ratio 比值 -"), "倍": (1, "times"), "番": (1, "")},
    "index": {"指数": (1, "index 点指数")},
    "points": {"点": (1, "point points"), "分": (1, "score 得分")},
    "persons": {
        "人": (1, "名 位 个人 person persons people inhabitants heads pers"),
    },
    "person_times": {"人次": (1, "visits person-times trips")},
    "households": {"户": (1, "household households")},
    "establishments": {
        "家": (1, "establishments enterprises firms companies"),
    },
    "things": {"个": (1, "units pieces pcs 只"), "座": (1, ""), "所": (1, ""), "处": (1, "")},
    "items": {"件": (1, "cases applications")},
    "projects": {"项": (1, "items projects")},
    "occasions": {"次": (1, "occasions")},
    "lines": {"条": (1, "")},
    "beds": {"张": (1, "beds"), "床": (1, "")},
    "books": {"册": (1, "")},
    "vehicles": {"辆": (1, "vehicles"), "台": (1, ""), "套": (1, ""), "架": (1, "")},
    "animals": {"头": (1, "")},
    "sets": {"组": (1, ""), "批": (1, ""), "类": (1, ""), "种": (1, ""), "大": (1, "")},
    "aspects": {"个方面": (1, "方面"), "个行业": (1, "行业"), "个领域": (1, "领域")},
    "containers": {"标准箱": (1, "teu 标箱 箱")},
    "years": {"年": (1, "year years"), "个月": (Fraction(1, 12), "months month")},
    "time": {
        "小时": (3600, "hour hours h 个小时"),
        "分钟": (60, "minute minutes min"),
        "秒": (1, "second seconds s"),
        "天": (86400, "日 day days"),
    },
    "length": {
        "米": (1, "m metre metres meter meters"),
        "千米": (1000, "公里 km kilometre kilometres 营业公里"),
        "厘米": (Fraction(1, 100), "cm"),
        "毫米": (Fraction(1, 1000), "mm"),
        "里": (500, ""),
    },
    "area": {
        "平方米": (1, "m2 m^2 ㎡ sqm"),
        "平方公里": (10**6, "平方千米 km2 km^2 sq%km"),
        "公顷": (10**4, "ha hectare hectares"),
        "亩": (Fraction(2000, 3), "mu"),
    },
    "volume": {
        "立方米": (1, "m3 m^3 方 立方"),
        "升": (Fraction(1, 1000), "l litre litres"),
        "毫升": (Fraction(1, 10**6), "ml"),
    },
    "mass": {
        "克": (1, "g gram grams"),
        "千克": (1000, "公斤 kg"),
        "斤": (500, "市斤"),
        "毫克": (Fraction(1, 1000), "mg"),
        "微克": (Fraction(1, 10**6), "μg ug µg"),
        "吨": (10**6, "t tonne tonnes ton tons"),
    },
    "coal_equivalent": {"吨标准煤": (1, "吨标煤 tce"), "千克标准煤": (Fraction(1, 1000), "kgce")},
    "carbon": {"吨二氧化碳": (1, "吨co2 tco2 吨二氧化碳当量 tco2e")},
    "energy": {
        "千瓦时": (1, "度 kwh 千瓦小时"),
        "兆瓦时": (1000, "mwh"),
        "焦耳": (Fraction(1, 3600000), "j"),
        "吉焦": (Fraction(10**9, 3600000), "gj"),
    },
    "power": {"千瓦": (1, "kw"), "兆瓦": (1000, "mw"), "瓦": (Fraction(1, 1000), "w")},
    "computing": {
        "FLOPS": (1, "flops"),
        "EFLOPS": (10**18, "eflops"),
        "PFLOPS": (10**15, "pflops"),
    },
    "sound": {"分贝": (1, "db 分贝(a)")},
    "freight": {"吨公里": (1, "tkm ton-km 吨千米")},
    "passenger_km": {"人公里": (1, "人千米 passenger-km pkm")},
}

_SYMBOLS: dict[str, tuple[str, str, Fraction]] = {}
for _dimension, _members in _BASES.items():
    for _symbol, (_factor, _aliases) in _members.items():
        for _name in (_symbol, *(a.replace("%", " ") for a in _aliases.split() if a != "%")):
            _SYMBOLS[_name.casefold()] = (_symbol, _dimension, Fraction(_factor))
_SYMBOLS["%"] = ("%", "percent", Fraction(1))

_INDEX_BASE = re.compile(
    r"(?:指数|index)?\s*[(\[]?\s*(上年|上年同期|上月|\d{4})\s*年?\s*[==]\s*(100|1)\s*[)\]]?\Z"
)
LONGEST_FIRST = sorted(SCALES, key=len, reverse=True)
_ENGLISH_FIRST = sorted(ENGLISH_SCALES, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `symbol` as this project writes it, `base` without the scale word.

    `factor` turns a value in this unit into the reference unit of `dimension`.
    """

    symbol: str
    base: str
    scale: Fraction
    dimension: str
    factor: Fraction

    def converts_to(self, other: Unit) -> bool:
        """Whether a value may pass between the two."""
        return self.dimension == other.dimension

    def factor_to(self, other: Unit) -> Fraction:
        """The exact factor from this unit to `other`; refuses across dimensions."""
        if not self.converts_to(other):
            mine = f"{self.symbol or '1'} ({self.dimension})"
            theirs = f"{other.symbol or '1'} ({other.dimension})"
            raise UnitMismatch(
                Words(f"{mine} 不能换算为 {theirs}", f"{mine} does not convert to {theirs}")
            )
        return self.factor / other.factor

    def __str__(self) -> str:
        return self.symbol


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Unit | None:
    """The unit that `text` names, or None."""
    folded = fold_width(text).strip()
    bare = folded.replace(" ", "")
    index = _INDEX_BASE.match(bare)
    if index:
        base = f"{index[1]}={index[2]}"
        return Unit(f"指数({base})", f"指数({base})", Fraction(1), f"index:{base}", Fraction(1))
    for separator in ("/", "每"):
        left, found, right = bare.partition(separator)
        if found and left and right:
            return _ratio(left, right)
    return _simple(bare) or _english(folded)


def parse_unit(text: str) -> Unit:
    """The unit that `text` names; raises `BadUnit` with near misses."""
    unit = find_unit(text)
    if unit is None:
        close = near_misses(fold_width(text), known_units())
        near = ", ".join(close) or "docs/reference/units.md"
        raise BadUnit(
            Words(f"不认识单位“{text}”", f"unit {text!r} is not known"),
            hint=Words(f"参见 {near}", f"see {near}"),
        )
    return unit


def known_units() -> list[str]:
    """All base symbols, scale words left out."""
    return [s for members in _BASES.values() for s in members if s]


def unit_table() -> list[tuple[str, str, str, str]]:
    """(dimension, symbol, factor, aliases) of every base, for the reference page."""
    return [
        (dimension, symbol, str(factor), aliases.replace("%", " ") if aliases != "%" else "")
        for dimension, members in _BASES.items()
        for symbol, (factor, aliases) in members.items()
    ]


def _simple(bare: str) -> Unit | None:
    known = _SYMBOLS.get(bare.casefold())
    if known:
        symbol, dimension, factor = known
        return Unit(symbol, symbol, Fraction(1), dimension, factor)
    for word in LONGEST_FIRST:
        if not bare.startswith(word):
            continue
        rest = bare[len(word) :]
        base = _SYMBOLS.get(rest.casefold())
        if base is None and rest:
            continue
        symbol, dimension, factor = base or ("", "number", Fraction(1))
        scale = Fraction(SCALES[word])
        return Unit(word + symbol, symbol, scale, dimension, scale * factor)
    return None


def _ratio(left: str, right: str) -> Unit | None:
    above, below = _simple(left), _simple(right)
    if above is None or below is None:
        return None
    return Unit(
        f"{above.symbol}/{below.symbol}",
        f"{above.base}/{below.symbol}",
        above.scale,
        f"{above.dimension}/{below.dimension}",
        above.factor / below.factor,
    )


def _english(folded: str) -> Unit | None:
    text = folded.casefold()
    for word in _ENGLISH_FIRST:
        if not text.startswith(word):
            continue
        rest = text[len(word) :].strip()
        base = _SYMBOLS.get(rest)
        if base is None and rest:
            continue
        symbol, dimension, factor = base or ("", "number", Fraction(1))
        scale = Fraction(ENGLISH_SCALES[word])
        return Unit(_chinese_scale(scale) + symbol, symbol, scale, dimension, scale * factor)
    return None


def _chinese_scale(scale: Fraction) -> str:
    return next(word for word, size in SCALES.items() if size == scale)

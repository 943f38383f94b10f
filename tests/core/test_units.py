"""Units: exact factors, reversible conversion, no silent mixing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.english import in_english, unit_name, with_english_units
from yipan.core.errors import BadUnit, UnitMismatch
from yipan.core.printed import read_printed
from yipan.core.units import SCALES, find_unit, known_units, parse_unit

# (from, to, factor): factors of the metric system and of Chinese scale words, by definition.
FACTORS = [
    ("万亿元", "亿元", Fraction(10**4)),
    ("万元", "元", Fraction(10**4)),
    ("‰", "%", Fraction(1, 10)),
    ("微克/立方米", "mg/m3", Fraction(1, 1000)),
    ("μg/m³", "微克/立方米", Fraction(1)),
    ("mg/L", "微克/升", Fraction(1000)),
    ("公顷", "亩", Fraction(15)),
    ("平方公里", "公顷", Fraction(100)),
    ("千米", "公里", Fraction(1)),
    ("10 000 persons", "人", Fraction(10**4)),
    ("100 million yuan", "亿元", Fraction(1)),
    ("billion yuan", "亿元", Fraction(10)),
    ("万件", "件", Fraction(10**4)),
    ("吨标准煤/万元", "千克标准煤/元", Fraction(1, 10)),
    ("%", "百分比", Fraction(1)),
    ("万标准箱", "TEU", Fraction(10**4)),
]


@pytest.mark.parametrize(("source", "target", "factor"), FACTORS)
def test_factors(source: str, target: str, factor: Fraction) -> None:
    """Each factor is the defined one."""
    assert parse_unit(source).factor_to(parse_unit(target)) == factor


def test_conversion_keeps_the_printed_step() -> None:
    """6.65 万亿元 is 66500 亿元 with a step of 100 亿元."""
    factor = parse_unit("万亿元").factor_to(parse_unit("亿元"))
    printed = read_printed("6.65")
    assert (printed.value * factor, printed.step * factor) == (66500, 100)


@given(st.sampled_from(sorted(SCALES)), st.sampled_from(sorted(SCALES)), st.fractions())
def test_conversion_is_reversible(first: str, second: str, value: Fraction) -> None:
    """There and back gives the same rational."""
    a, b = parse_unit(first + "元"), parse_unit(second + "元")
    assert value * a.factor_to(b) * b.factor_to(a) == value


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("元", "美元"),
        ("%", "个百分点"),
        ("人", "家"),
        ("(2013=100)", "(2014=100)"),
        ("mg/L", "微克/立方米/天"),
        ("人", "人次"),
        ("元/人", "元"),
    ],
)
def test_dimensions_never_mix(first: str, second: str) -> None:
    """Across dimensions there is no factor, or no such unit."""
    other = find_unit(second)
    if other is None:
        with pytest.raises(BadUnit):
            parse_unit(second)
        return
    with pytest.raises(UnitMismatch):
        parse_unit(first).factor_to(other)


def test_every_base_reads_back() -> None:
    """Each canonical symbol names its own unit."""
    for symbol in known_units():
        assert parse_unit(symbol).symbol == symbol


def test_unknown_unit_offers_near_misses() -> None:
    """A unit spelled wrong is refused with the nearest known one."""
    with pytest.raises(BadUnit, match="标准箱"):
        parse_unit("标准厢")


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("万亿元", "trillion yuan"),
        ("亿元", "100 million yuan"),
        ("万人", "10 thousand persons"),
        ("微克/立方米", "µg/m³"),
        ("%", "%"),
        ("个百分点", "percentage points"),
        ("批", ""),
        ("套/年", "sets/year"),
        ("指数(上年=100)", "index (previous year=100)"),
        ("no unit at all", ""),
    ],
)
def test_units_in_english(unit: str, words: str) -> None:
    """Scale word and base; empty where a part has no English word."""
    assert in_english(unit) == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4.28 + 1.67 = 5.95 ≠ 10.44万亿元", "4.28 + 1.67 = 5.95 ≠ 10.44 trillion yuan"),
        ("29421.15亿元 ≠ 25644.1 亿元", "29421.15 (100 million yuan) ≠ 25644.1 (100 million yuan)"),
        ("89微克/立方米 → 38微克/立方米", "89 µg/m³ → 38 µg/m³"),
        ("53.5% ≠ 53.3%, 2014年鉴", "53.5% ≠ 53.3%, 2014年鉴"),
        ("8所, 2183万人", "8, 2183 (10 thousand persons)"),
    ],
)
def test_arithmetic_has_its_units_in_english(text: str, said: str) -> None:
    """Digits stay as printed; a word that begins like a unit is left alone."""
    assert with_english_units(text) == said


def test_every_unit_has_a_name_without_chinese() -> None:
    """Whatever the base and its scale, an English head has no Chinese in it."""
    for base in known_units():
        for scale in ("", "万", "亿"):
            unit = f"{scale}{base}"
            if find_unit(unit) is not None:
                assert unit_name(unit, "en").isascii() or set(unit_name(unit, "en")) & set("µ²³₂‰")
                assert unit_name(unit, "zh") == unit

"""Tables of offers: id, text, field, maturity, region, price, starts, expires."""

from __future__ import annotations

from pathlib import Path

from yipan.core.fields import Section, read_rows, unique
from yipan.matching.library import LibraryOffer
from yipan.matching.money import cents


def read_library(path: Path) -> list[LibraryOffer]:
    """Offers of a CSV or Excel file: id, text, field, maturity, region, price, starts, expires."""
    return [read_offer(name, section) for name, section in unique(read_rows(path))]


def read_offer(name: str, section: Section) -> LibraryOffer:
    """One offer of a table; further columns are left alone."""
    maturity = None
    if section.has("maturity"):
        maturity = section.whole("maturity", least=1)
        if maturity > 9:
            raise section.bad(
                "OUT_OF_RANGE",
                f"成熟度 {maturity} 不在 1–9 之内",
                f"maturity {maturity} is not within 1-9",
                key="maturity",
            )
    return LibraryOffer(
        name,
        section.text("text"),
        section.text("field", ""),
        maturity,
        section.text("region", ""),
        price_of(section, "price"),
        section.day("starts"),
        section.day("expires"),
    )


def price_of(section: Section, key: str) -> int | None:
    """A price in 分; a bare number is 元."""
    if not section.has(key):
        return None
    price = cents(section, key)
    if price.denominator != 1:
        raise section.bad("BAD_VALUE", "价格不足一分", "a price finer than 0.01 元", key=key)
    return int(price)

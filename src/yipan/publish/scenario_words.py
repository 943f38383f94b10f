"""What a scenario's accounting calls its quantities."""

from __future__ import annotations

from collections.abc import Mapping

from yipan.core.words import Words

QUANTITIES: dict[str, Words] = {
    "tax": Words("税收", "tax"),
    "contracts-received": Words("收到的技术合同", "contracts received"),
    "stock": Words("存量", "stock"),
    "gap": Words("缺口", "gap"),
    "cost-to-close": Words("补齐所需", "cost to close the gap"),
    "transfer": Words("补偿", "transfer"),
    "emissions": Words("排放", "emissions"),
    "level": Words("水平", "level"),
    "settled": Words("依约结算", "settled by the compact"),
}


def quantity_name(quantity: str, labels: Mapping[str, str], lang: str) -> str:
    """A quantity or indicator in words; `labels` are the names of indicators."""
    if quantity in QUANTITIES:
        return QUANTITIES[quantity].pick(lang)
    kind, colon, indicator = quantity.partition(":")
    if colon and kind in QUANTITIES:
        return f"{QUANTITIES[kind].pick(lang)} {labels.get(indicator, indicator)}"
    stem = quantity.removesuffix("-change")
    label = labels.get(stem, stem)
    if stem == quantity:
        return label
    return Words(f"{label}变化", f"change of {label}").pick(lang)

"""What a scenario's accounting calls its quantities."""

from __future__ import annotations

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

"""What a result may not be used for; printed with every output."""

from __future__ import annotations

from yipan.core.words import Words

NO_CAUSE = Words("不能说明某项举措导致了增长。", "It does not show that a lever causes growth.")
NO_SHARPER = Words(
    "预测不可能比回测误差更精确。", "No forecast is sharper than its error in the back-test."
)
NOT_BELOW = Words(
    "不适用于年内或低于数据所在层级的判断。",
    "It says nothing within a year or below the level of the data.",
)
ASSUMED = Words(
    "弹性为假定值,默认为零;不是估计结果。",
    "Elasticities are assumed, zero by default; they are no estimates.",
)
ESTIMATED = Words(
    "“估计”表示该面板通过了三道检验,不表示在别处、别时成立。",
    "`estimated` says that a panel passed three gates, not that the link holds elsewhere or later.",
)
STATED_LEVER = Words(
    "核算部分只是既定杠杆的算术结果,不表示杠杆会发生。",
    "The accounting block is arithmetic on a stated lever; it does not say the lever will happen.",
)
NO_VERDICT = Words(
    "不能据此断定政策提高或降低了增长;起始年份、数据版本与对照组都会改变答案。",
    "It cannot decide that a policy raised or lowered growth; first year, vintage and donors move "
    "the answer.",
)
FEW_ORIGINS = Words(
    "起点不多,区间覆盖率本身也不确定。",
    "There are few origins, so the coverage of the bands is itself uncertain.",
)
NO_LEVER = Words(
    "所需的年增或数额是算出来的缺口,不表示有办法做到。",
    "The extra rate or amount is the size of the gap; it does not say that anything can close it.",
)
ASSUMED_GOAL = Words(
    "标 * 的目标为假设,不是任何文件所定。",
    "Goals marked * are assumed; no document sets them.",
)
MADE_UP_TRADE = Words(
    "地区间往来由区位商推得,并非调查所得;区间只计指数一项之不确定。",
    "Trade between regions is derived from location quotients, not surveyed; the band covers the "
    "exponent alone.",
)
UPPER_BOUND = Words(
    "乘数假定供给无约束、系数固定,是上限。",
    "Multipliers assume free supply and fixed coefficients: they are upper bounds.",
)


def texts(lang: str, *limits: Words) -> list[str]:
    """The sentences in a language."""
    return [words.pick(lang) for words in limits]

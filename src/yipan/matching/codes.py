"""Why an option was refused: one code per option, the first that applies in the method's order."""

from __future__ import annotations

from yipan.core.words import Words

NOT_APPLIED = "未申报"
TYPE_REFUSED = "类型不接收"
FORBIDDEN = "目录禁止"
NOT_DECIDED = "准入未定"
TOO_FAR = "距离超限"
NO_CAPACITY = "容量不足"
OUTRANKED = "名次不足"
RESOURCE_FULL = "资源不足"
CEILING = "区域上限"
OTHER_FIELD = "领域不符"
EXPIRED = "已过期"
UNRELATED = "内容无关"
OTHER_REGION = "地域不符"
TOO_DEAR = "价格超限"
IMMATURE = "成熟度不足"
PILOT_FULL = "中试档期不足"
NO_PLACE_LEFT = "名额已满"
TOTAL_ELSEWHERE = "总量未选"
TOO_SLOW = "时延超限"
DATA_STAYS = "数据不得出域"
TOO_MUCH_ENERGY = "能效超限"
NOT_CHOSEN = "目标未选"

DEFERRED = (
    NOT_APPLIED,
    TYPE_REFUSED,
    FORBIDDEN,
    NOT_DECIDED,
    TOO_FAR,
    NO_CAPACITY,
    OUTRANKED,
    RESOURCE_FULL,
    CEILING,
    NOT_CHOSEN,
)
ASSIGN = (
    NOT_APPLIED,
    UNRELATED,
    OTHER_FIELD,
    EXPIRED,
    OTHER_REGION,
    TOO_DEAR,
    IMMATURE,
    PILOT_FULL,
    NO_PLACE_LEFT,
    TOTAL_ELSEWHERE,
)
PLACE = (TOO_SLOW, DATA_STAYS, TOO_MUCH_ENERGY, NO_CAPACITY, NOT_CHOSEN)

MEANING: dict[str, Words] = {
    NOT_APPLIED: Words("它没有申报这一去处", "it did not apply there"),
    TYPE_REFUSED: Words("该处不接收这一类型", "that place does not take this type"),
    FORBIDDEN: Words("行业代码在禁限目录内", "its industry is on the forbidden list"),
    NOT_DECIDED: Words("按现有条款不能判定准入", "the compact leaves admission undetermined"),
    TOO_FAR: Words("超出它自报的距离上限", "beyond the distance it accepts"),
    NO_CAPACITY: Words("空着也容不下它", "not enough room even when empty"),
    OUTRANKED: Words("名额由名次在前者取得", "the places went to those ranked higher"),
    RESOURCE_FULL: Words("土地、用水等余量不足", "land, water or another resource runs out"),
    CEILING: Words("该处有名额,所在区域已到上限", "it has room, the region has not"),
    OTHER_FIELD: Words("领域不同", "another field"),
    UNRELATED: Words("没有共同的词语", "no word in common"),
    OTHER_REGION: Words("不在所求地域", "not from the place asked for"),
    TOO_DEAR: Words("价格高于预算或未知", "dearer than the budget, or price unknown"),
    EXPIRED: Words("成果已过有效期", "the offer has expired"),
    IMMATURE: Words("成熟度不足,也没有合适的中试", "not mature enough and no pilot bridges it"),
    PILOT_FULL: Words("合适的中试档期已满", "the fitting pilots are full"),
    NO_PLACE_LEFT: Words("名额已满", "no place is left"),
    TOTAL_ELSEWHERE: Words("总量最优的方案没有选它", "the best total does not use it"),
    TOO_SLOW: Words("时延超过限值或未知", "slower than the bound, or latency unknown"),
    DATA_STAYS: Words("数据不得离开其所在地", "its data must not leave its place"),
    TOO_MUCH_ENERGY: Words("能效 (PUE) 超过限值", "the site uses more energy than allowed (PUE)"),
    NOT_CHOSEN: Words("容得下,但目标选择了别的方案", "it would fit; the objective chose otherwise"),
}

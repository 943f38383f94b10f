"""The tables of a board: every column, what it holds and how it is called in Chinese.

These rows are the schema: the readers, `datapackage.json`, the files of `yipan new` and the tables
of docs/boards.md all come from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from yipan.core.frequency import Frequency
from yipan.core.indicators import Better, IndicatorKind
from yipan.core.parties import PartyKind
from yipan.core.printed import Qualifier
from yipan.facts import RowKind


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `choices`: the only words it may hold; `refers`: the table whose key it names."""

    name: str
    zh: str
    help: str
    help_zh: str
    required: bool = False
    choices: tuple[str, ...] = ()
    refers: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file of a board. `key` is the column that names a row."""

    name: str
    key: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The column of that name."""
        return next(f for f in self.fields if f.name == name)


PRICE_BASES = ("current", "constant")
STATUSES = ("provisional", "revised", "final", "estimate", "illustrative")

PARTIES = Table(
    "parties",
    "code",
    (
        Field("code", "代码", "key of the party: GB/T 2260, ISO 3166-2, NUTS or your own",
              "方的代码:GB/T 2260、ISO 3166-2、NUTS 或自编", required=True),
        Field("name_zh", "中文名", "Chinese name (this or name_en is needed)",
              "中文名(与英文名至少填一个)"),
        Field("name_en", "英文名", "English name (this or name_zh is needed)",
              "英文名(与中文名至少填一个)"),
        Field("kind", "类别", "what sort of party it is", "方的类别",
              required=True, choices=tuple(PartyKind)),
        Field("parent", "上级", "code or name of the party that contains it",
              "所属上级的代码或名称", refers="parties"),
        Field("members", "成员", "codes or names of a group's members, separated by ;",
              "组的成员,以 ; 分隔", refers="parties", many=True),
        Field("aliases", "别名", "other names, separated by ;", "别名,以 ; 分隔", many=True),
        Field("valid_from", "设立", "first day of existence, e.g. 2017-04-01; empty: always",
              "设立之日,如 2017-04-01;空则不限"),
        Field("valid_to", "撤销", "last day of existence; empty: still there",
              "存续末日;空则仍存"),
        Field("longitude", "经度", "longitude of its seat in degrees, for tile maps",
              "驻地经度(度),供示意图用"),
        Field("latitude", "纬度", "latitude of its seat in degrees", "驻地纬度(度)"),
        Field("note", "备注", "what a reader must know; where the code or the date comes from",
              "读者须知;代码或日期的出处"),
    ),
)  # fmt: skip

INDICATORS = Table(
    "indicators",
    "slug",
    (
        Field("slug", "代码", "key of the indicator: small letters, digits and _",
              "指标代码:小写字母、数字与 _", required=True),
        Field("name_zh", "中文名", "Chinese name (this or name_en is needed)",
              "中文名(与英文名至少填一个)"),
        Field("name_en", "英文名", "English name (this or name_zh is needed)",
              "英文名(与中文名至少填一个)"),
        Field("unit", "单位", "unit of display; facts may be printed in any unit that converts",
              "展示单位;事实可用任何可换算的单位", required=True),
        Field("kind", "性质", "how values behave in time: stock, flow, ratio, rate, index, count",
              "性质:存量、流量、比率、增速、指数、计数",
              required=True, choices=tuple(IndicatorKind)),
        Field("better", "方向", "the direction that is an improvement; empty: none",
              "何者为优:up 越高越好,down 越低越好;空则不论", choices=tuple(Better)),
        Field("additive", "可加", "yes: the parts of a party add up to it",
              "yes:下级之和等于上级", choices=("yes", "no")),
        Field("low", "下限", "lowest possible value, in unit", "可能的最小值(以该单位计)"),
        Field("high", "上限", "highest possible value, in unit", "可能的最大值(以该单位计)"),
        Field("price_basis", "价格", "of money: current or constant prices",
              "金额的价格基准:当年价或不变价", choices=PRICE_BASES),
        Field("part_of", "属于", "slug of the indicator of which this is a subset",
              "本指标所属的总体指标", refers="indicators"),
        Field("domain", "领域", "heading under which it is shown", "展示时所归的领域"),
        Field("aliases", "别名", "other names, separated by ;", "别名,以 ; 分隔", many=True),
        Field("note", "备注", "definition and what a reader must know", "口径与读者须知"),
    ),
)  # fmt: skip

SOURCES = Table(
    "sources",
    "code",
    (
        Field("code", "代码", "key of the source", "来源代码", required=True),
        Field("title", "题名", "title with issue or edition", "题名与期次、版次", required=True),
        Field("authors", "作者", "authors, separated by ;", "作者,以 ; 分隔", many=True),
        Field("publisher", "出版者", "who published it", "出版者"),
        Field("published_on", "发布日", "2025-01-20, 2025-01, 2025 or empty: as far as it is known",
              "发布日期,可写 2025-01-20、2025-01、2025;不详则留空"),
        Field("basis", "日期依据", "what the publication date rests on", "发布日期的依据"),
        Field("priority", "次序", "rank where the board's rule asks for it: 1 comes first",
              "按来源取值时的次序,1 最先"),
        Field("vintage", "版本", "revision state, so that two vintages are told apart",
              "数据版本,如普查修订前后"),
        Field("speaks_for", "代表", "parties whose official voice it is, separated by ;",
              "为哪些方的官方口径,以 ; 分隔", refers="parties", many=True),
        Field("note", "备注", "what a reader must know", "读者须知"),
    ),
)  # fmt: skip

FACTS = Table(
    "facts",
    "key",
    (
        Field("key", "编号", "your own name of the row, so that a correction can point at it",
              "自编的行号,供更正时指认"),
        Field("indicator", "指标", "slug or name of the indicator", "指标代码或名称",
              required=True, refers="indicators"),
        Field("party", "方", "code or name; of an ordered pair the giver, or 甲→乙 for both",
              "代码或名称;成对时为给出方,也可写 甲→乙", required=True, refers="parties"),
        Field("counterparty", "对方", "receiver of an ordered pair", "成对时的接受方",
              refers="parties"),
        Field("period", "时期", "2014, 2014-12-31, 2014-Q1, 2014年1—8月, 2014/2023, 十四五 …",
              "2014、2014-12-31、2014-Q1、2014年1—8月、2014/2023、十四五 等;规划未定期则留空"),
        Field("frequency", "频度", "how the value relates to the period; empty: follows from both",
              "数值与时期的关系;空则由指标与时期推定", choices=tuple(Frequency)),
        Field("value", "数值", "the numeral as printed: 2.00 is not 2", "照印的数字:2.00 不是 2",
              required=True),
        Field("unit", "单位", "as printed; empty: the indicator's", "照印的单位;空则同指标"),
        Field("qualifier", "限定词", "rounded unless another is given",
              "数字旁的词:约、近、超、余等;空为四舍五入", choices=tuple(Qualifier)),
        Field("step", "末位", "value of the last printed digit; empty: follows from the digits",
              "末位数字之值;空则由数字推定"),
        Field("source", "来源", "code of the source", "来源代码", required=True, refers="sources"),
        Field("locator", "位置", "section, table, page or cell", "章节、表、页或单元格"),
        Field("published_on", "发布日", "where it differs from the source's", "与来源不同时填写"),
        Field("learned_on", "录入日", "day on which the board learned of it; empty: board.yaml's, "
              "else the day of the first opening",
              "录入之日;空则同 board.yaml,再空则为首次打开之日"),
        Field("status", "状态", "provisional, revised, final, estimate, illustrative or empty",
              "初步、修订、最终、估计、示例;可空", choices=STATUSES),
        Field("definition", "口径", "what sets it apart from the indicator's plain meaning",
              "与指标通常含义的区别"),
        Field("price_basis", "价格", "where it differs from the indicator's",
              "与指标不同时填写"),
        Field("row", "行类", "figure unless it corrects or withdraws another row",
              "数值、更正或撤回;空为数值", choices=tuple(RowKind)),
        Field("target", "对象", "key (or id) of the row that is corrected or withdrawn",
              "被更正或撤回之行的编号"),
        Field("expects", "预期", "the printed value that a correction expects to find",
              "更正所预期的原数"),
        Field("reason", "理由", "why it is corrected or withdrawn", "更正或撤回的理由"),
        Field("note", "备注", "what a reader of the row must know", "读者须知"),
    ),
)  # fmt: skip

PUBLISHERS = Table(
    "publishers",
    "code",
    (
        Field("code", "代码", "key of the publisher, and the folder of its feed",
              "发布者代码,亦其据源文件夹名:小写字母、数字与 -", required=True),
        Field("name_zh", "中文名", "Chinese name", "中文名"),
        Field("name_en", "英文名", "English name", "英文名"),
        Field("public_key", "公钥", "64 hex digits that yipan keys prints; empty: nothing is taken",
              "yipan keys 印出的 64 位十六进制数;空则不接收"),
        Field("speaks_for", "代表", "parties, with all they contain, whose figures it may give, "
              "separated by ;; its figures about others are shown as third-party",
              "可为哪些方(含其下级)发布,以 ; 分隔;其余作第三方数", refers="parties", many=True),
        Field("accepts", "认可", "of two histories of a feed: first digits of the one that counts",
              "据源分叉时取用之记录的哈希首几位", many=True),
        Field("note", "备注", "what a reader must know", "读者须知"),
    ),
)  # fmt: skip

TABLES: dict[str, Table] = {t.name: t for t in (PARTIES, INDICATORS, SOURCES, FACTS, PUBLISHERS)}

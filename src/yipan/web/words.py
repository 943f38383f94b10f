"""The words of the pages, Chinese first."""

from __future__ import annotations

from types import SimpleNamespace

from yipan.core.words import Words

WORDS: dict[str, Words] = {
    "app": Words("一盘", "Yipan"),
    "login": Words("登录", "Log in"),
    "token": Words("令牌", "Token"),
    "token_hint": Words("由管理员签发", "from your administrator"),
    "token_wrong": Words("令牌无效、已过期,或尝试过于频繁", "Unknown, expired or tried too often"),
    "skip": Words("跳到正文", "Skip to content"),
    "search": Words("搜索", "Search"),
    "search_hint": Words("名称、别名或拼音首字母", "Name, alias or pinyin initials"),
    "search_keys": Words("↑ ↓ 选择 · 回车打开 · Esc 关闭", "↑ ↓ choose · Enter opens · Esc closes"),
    "menu": Words("目录", "Menu"),
    "theme": Words("深浅", "Dark or light"),
    "as_of": Words("截至", "As of"),
    "as_of_all": Words("全部已知", "everything known"),
    "go": Words("确定", "Go"),
    "clear": Words("不限", "Any day"),
    "rule": Words("取用规则", "Rule"),
    "ledger": Words("账本", "Ledger"),
    "why": Words("缘由", "Why"),
    "cite": Words("引用", "Cite"),
    "permanent": Words("固定链接", "Permanent link"),
    "embed": Words("嵌入", "Embed"),
    "copy": Words("复制", "Copy"),
    "copied": Words("已复制", "Copied"),
    "data": Words("数据", "Data"),
    "data_table": Words("数据表", "Data table"),
    "party": Words("方", "Party"),
    "indicator": Words("指标", "Indicator"),
    "period": Words("时期", "Period"),
    "year": Words("年份", "Year"),
    "value": Words("数值", "Value"),
    "unit": Words("单位", "Unit"),
    "source": Words("来源", "Source"),
    "sources": Words("来源", "Sources"),
    "where": Words("位置", "Where"),
    "published": Words("公布", "Published"),
    "note": Words("备注", "Note"),
    "status": Words("状态", "Status"),
    "latest": Words("最近", "Latest"),
    "first": Words("最早", "First"),
    "change": Words("变化", "Change"),
    "rank": Words("位次", "Rank"),
    "trend": Words("走势", "Trend"),
    "none": Words("没有", "None"),
    "all": Words("全部", "All"),
    "more": Words("更多", "More"),
    "domain": Words("领域", "Domain"),
    "doubt": Words("来源不一", "Sources disagree"),
    "provisional": Words("初步数或估计", "Provisional or estimated"),
    "counts": Words("取用", "Counts"),
    "expected": Words("由其余数字可得", "Follows from the others"),
    "printed": Words("所印数字可指", "The print can stand for"),
    "repair": Words("若改则合", "Would restore it"),
    "settled": Words("已有更正", "Settled by a correction"),
    "name": Words("名称", "Name"),
    "kind": Words("性质", "Kind"),
    "better": Words("方向", "Better"),
    "aliases": Words("又名", "Also called"),
    "download": Words("下载", "Download"),
    "upload": Words("上传", "Upload"),
    "offline": Words("一切在本机完成,不连外网", "Everything stays on this machine"),
    "others": Words("其他", "Other"),
    "no_findings": Words(
        "此盘没有诊断:把要回答的问题写进盘的 findings.yaml(写法见文档 diagnose.md)。",
        "There are no findings: write the questions into findings.yaml of the board (see "
        "diagnose.md).",
    ),
    "no_problems": Words(
        "此盘没有链、配或可及:把文件放进盘的 problems/ 文件夹(写法见文档 match.md、link.md)。",
        "There are no chains, matches or services: put documents into problems/ of the board (see "
        "match.md, link.md).",
    ),
    "no_scenarios": Words(
        "此盘没有情景。下面是一份由本盘的数字写成的例子:改一改,试一试;合用的放进盘的 scenarios/ "
        "文件夹。",
        "The board has no scenario. Below is an example written from its figures: change it, try "
        "it, and put what you keep into scenarios/ of the board.",
    ),
    "no_revisions": Words("没有公布过两次的数字。", "No figure was published more than once."),
    "no_conflicts": Words("没有不一致。", "Nothing disagrees."),
    "paste_yaml": Words("文件内容(YAML)", "The document (YAML)"),
    "or_upload": Words("或上传 .yaml", "or upload a .yaml file"),
    "try_it": Words("试一试", "Try it"),
    "in_memory": Words(
        "只存于内存,不写入盘;程序结束即失。",
        "Kept in memory, not written to the board; gone when the program ends.",
    ),
    "own_compact": Words("自带一份约", "A compact of your own"),
    "own_scenario": Words("自带一份情景", "A scenario of your own"),
    "change_it": Words("改一改再试", "Change it and try"),
    "today": Words("看今天的盘 →", "Today's state →"),
    "simulated": Words(
        "模拟结果, 不是任何机关的决定", "A simulation, not a decision of any authority"
    ),
}
NAVIGATION: tuple[tuple[str, Words], ...] = (
    ("", Words("要览", "Glance")),
    ("indicators", Words("指标", "Indicators")),
    ("parties", Words("方", "Parties")),
    ("findings", Words("诊", "Findings")),
    ("conflicts", Words("不一致", "Conflicts")),
    ("revisions", Words("修订", "Revisions")),
    ("sources", Words("来源", "Sources")),
    ("check", Words("查", "Check")),
    ("compacts", Words("约", "Compacts")),
    ("settle", Words("算", "Settle")),
    ("measure", Words("量", "Measure")),
    ("problems", Words("链与配", "Chains")),
    ("scenarios", Words("推", "Scenarios")),
    ("compare", Words("比", "Compare")),
    ("report", Words("报", "Report")),
)
BETTER: dict[str, Words] = {
    "up": Words("越大越好", "more is better"),
    "down": Words("越小越好", "less is better"),
    "none": Words("无所谓好坏", "neither"),
}
KINDS: dict[str, Words] = {
    "stock": Words("存量", "stock"),
    "flow": Words("流量", "flow"),
    "ratio": Words("比率", "ratio"),
    "rate": Words("变动率", "rate"),
    "index": Words("指数", "index"),
    "count": Words("计数", "count"),
}


def words_in(lang: str) -> SimpleNamespace:
    """The words of the pages in a language, by name; no mapping, whose methods would hide words."""
    return SimpleNamespace(**{key: words.pick(lang) for key, words in WORDS.items()})

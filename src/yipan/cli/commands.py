"""The commands and the one line that `yipan --help` shows for each; nothing is imported for that.

A command lives in `yipan.cli.<module>` as a click command of the same name.
"""

from __future__ import annotations

from yipan.core.words import Words

# name -> (module, what it does); in the order of a first session with the board.
COMMANDS: dict[str, tuple[str, Words]] = {
    "demo": ("demo", Words("要览: 一盘一页", "a board at a glance, and as a page")),
    "facts": ("facts", Words("据: 每个印出的数值与取用者", "every printed value and which counts")),
    "panel": ("panel", Words("取用之数并列: 各方 × 各期", "the figures that count, side by side")),
    "table": ("tables", Words("方、指标、时间线等表", "parties, indicators, time line and more")),
    "conflicts": ("conflicts", Words("来源之间的不一致", "where the sources disagree")),
    "history": ("history", Words("一个数字的首次公布与修订", "first publication and revisions")),
    "why": ("why", Words("因: 任一编号的缘由", "the reason behind any id")),
    "correct": ("amend", Words("更正一个数字", "correct a figure")),
    "withdraw": ("amend", Words("撤回一个数字", "withdraw a figure")),
    "import": (
        "import_",
        Words("收: 工作簿、CSV、SDMX-CSV 入账", "take in workbooks, CSV and SDMX-CSV"),
    ),
    "export": (
        "export",
        Words("出: CSV、SDMX、数据包、Excel", "write CSV, SDMX, a data package or Excel"),
    ),
    "gauge": ("gauge", Words("量: 测度一盘或任一长表", "measure a board or any long table")),
    "index": (
        "index",
        Words("指数: 本盘的指标体系, 分领域与名次区间", "an index of the board, with intervals"),
    ),
    "replicate": (
        "replicate",
        Words("复算: 印出的结果是哪个变体算的", "which variant of a measure gave printed numbers"),
    ),
    "settle": (
        "settle",
        Words("算: 一份约在各方之间移动多少", "what an agreement moves between whom"),
    ),
    "settle-table": (
        "settle_table",
        Words("算: 成百万的事项,从 Parquet 到 Parquet", "millions of cases, Parquet to Parquet"),
    ),
    "judge": (
        "judge",
        Words("判: 此事可否在此地办、属哪一级", "may this happen here, at which grade"),
    ),
    "lint": (
        "lint",
        Words("查: 一份约的七项齐备与条款漏洞", "what an agreement leaves out or open"),
    ),
    "compare": (
        "compare",
        Words("比: 几份约或几个情景的差别", "several agreements, or scenarios, side by side"),
    ),
    "share": (
        "share",
        Words("分担: 共同成本由谁承担多少", "who bears which part of a common cost"),
    ),
    "tokens": ("tokens", Words("令牌: 谁可用共享的工作台", "who may use a shared workbench")),
    "keys": ("sharing", Words("发布者的签名钥", "the key a publisher signs with")),
    "publish": (
        "sharing",
        Words("发布: 本盘的数签名后放入共享处", "sign own figures and share them"),
    ),
    "sync": ("sharing", Words("同步: 接收各方签名的数", "receive the signed figures of others")),
    "watch": ("watch", Words("盯: 与上次相比有何变化", "what changed since the last look")),
    "suppress": (
        "suppress",
        Words("隐: 微观数据成表而不泄露一家一人", "a table that reveals no firm and no person"),
    ),
    "repair": (
        "repair",
        Words("核对账本的每个字节并修复", "check every byte of a ledger and mend it"),
    ),
    "diagnose": (
        "diagnose",
        Words("诊: 成效与问题,自何时,是否稳健", "what is good, what is not, since when"),
    ),
    "simulate": (
        "simulate",
        Words(
            "推: 杠杆的核算、基线与假定的响应", "a lever: accounting, baseline, assumed responses"
        ),
    ),
    "targets": (
        "targets",
        Words("目标: 达到的概率与所需的年增", "goals: their chance, and the rate they take"),
    ),
    "backtest": (
        "backtest",
        Words("回测: 简单预测过去准不准", "how simple forecasts did in the past"),
    ),
    "evaluate": (
        "evaluate",
        Words("评估政策: 设定曲线与安慰剂检验", "a policy: specification curve and placebos"),
    ),
    "multipliers": (
        "multipliers",
        Words("乘数: 需求在各地带动多少(上限)", "what demand sets off in each region, at most"),
    ),
    "check": (
        "check",
        Words("检查文稿中的数字", "say which numbers of a report cannot be true"),
    ),
    "report": (
        "report",
        Words("报: 年度报告, 网页、Word、Excel、PDF", "the annual report: HTML, Word, Excel, PDF"),
    ),
    "match": ("match", Words("配: 谁去哪里,为什么", "who gets which place, and why")),
    "serve": (
        "serve",
        Words("台: 浏览器里的工作台与 API", "the workbench in the browser, and the API"),
    ),
    "mcp": (
        "mcp",
        Words(
            "供助手问据、核数、结算、引用 (MCP)", "for assistants: facts, checks, settling (MCP)"
        ),
    ),
    "new": ("new", Words("新建一盘, 用 Excel 填写", "make a board of your own to fill in")),
    "lint-board": (
        "lint_board",
        Words("检查一盘的文件, 指出如何改", "check a board's files and say what to mend"),
    ),
    "platforms": (
        "platforms",
        Words("平台: 效率、同质化与去留", "efficiency, overlap and proposals"),
    ),
    "flows": (
        "flows",
        Words("流: 留在区域内多少,谁给谁", "what stays inside, who gives and takes"),
    ),
    "offers": ("offers", Words("找成果: 全文检索供给库", "search a library of offers")),
    "link": ("link", Words("通: 产业链断在哪里", "where a chain breaks, and what to close first")),
    "reach": ("reach", Words("可及: 谁到得了服务", "who reaches a service in time")),
}

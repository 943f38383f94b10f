"""The report for people: a summary line, each inconsistency with its sum, warnings, what stays open."""

from __future__ import annotations

import re

from yipan.core.words import Words
from yipan.reading.check import Report
from yipan.reading.model import Claim, Document
from yipan.reading.reckoning.formulas import brief

_TAGS = re.compile(r"</?[a-zA-Z][^<>【】]*>")

RELATIONS: dict[str, Words] = {
    "growth_rate": Words("增速", "growth rate"),
    "cagr": Words("年均增速", "mean annual growth"),
    "difference": Words("增减额", "difference"),
    "ratio": Words("比值", "ratio"),
    "share": Words("占比", "share"),
    "multiple": Words("倍数", "multiple"),
    "sum_components": Words("分项合计", "sum of parts"),
    "structure_sum": Words("结构合计", "structure"),
    "share_change_pp": Words("百分点变动", "change in points"),
    "rate_gap_pp": Words("百分点差", "gap in points"),
    "complement": Words("其余部分", "rest of a share"),
    "contribution_pp": Words("拉动百分点", "points contributed"),
    "contribution_share": Words("贡献率", "share of growth"),
    "index_rate": Words("指数与增速", "index and rate"),
    "weighted_mean": Words("加权平均", "weighted mean"),
    "threshold": Words("突破", "threshold"),
    "threshold_crossings": Words("跨越台阶", "thresholds crossed"),
    "subset_bound": Words("部分不大于整体", "part within whole"),
    "rank_order": Words("高低", "order"),
    "extremum": Words("极值", "extremum"),
    "direction": Words("升降方向", "direction"),
    "trend_endpoint": Words("趋势(首尾)", "trend by its ends"),
    "trend_monotone": Words("趋势(逐期)", "trend in every step"),
    "cumulative_monotone": Words("累计数不减", "running total"),
    "trend_run": Words("连续期数", "run"),
    "trend_gap": Words("差距变化", "gap"),
    "period_length": Words("年数", "number of years"),
    "period_anchor": Words("规划期年份", "year of a plan"),
    "date_in_period": Words("日期与所在行", "date and row"),
    "list_count": Words("列举个数", "list and count"),
    "composition_match": Words("代号与释义", "code and gloss"),
    "text_table_match": Words("正文与表", "text and table"),
    "intra_doc_match": Words("前后文", "earlier and later text"),
    "cross_doc_match": Words("不同来源", "other source"),
    "reference_match": Words("图表引用", "reference"),
    "table_subset": Words("表内部分与整体", "part within whole in a table"),
    "table_oddity": Words("表内相同值", "equal cells"),
    "truncated": Words("句子不完整", "cut off"),
    "plausibility": Words("合理性", "plausibility"),
    "implied_identity": Words("恒等关系", "identity"),
}

REASONS: dict[str, Words] = {
    "NO_EVIDENCE": Words("文中没有可核对的数", "nothing to check against"),
    "PRICE_BASIS": Words("实际增速不能用现价水平核对", "constant against current prices"),
    "PERIOD_MISMATCH": Words("时期不一致", "periods differ"),
    "FIGURE_ONLY": Words("数据只在图中", "the series is in a picture"),
    "TRUNCATED": Words("句子不完整", "the sentence is cut off"),
    "TORN": Words("版面打断", "torn by the layout"),
    "AMBIGUOUS": Words("两种读法", "two readings"),
    "TOO_COARSE": Words(
        "印出的位数太粗,错一位也看不出", "too coarse: a one-digit misprint would pass"
    ),
    "DEFINITION": Words("口径相近但不同", "near-synonyms"),
}

BASES: dict[str, Words] = {
    "document": Words("本文", "this document"),
    "set": Words("同组文件", "the documents given together"),
    "board": Words("盘", "the board"),
}


def text_report(report: Report, lang: str = "zh", limit: int = 40) -> str:
    """The whole report as plain text."""
    zh = lang == "zh"
    lines = [summary_line(report, lang)]
    for document in report.documents:
        if len(report.documents) > 1:
            lines += ["", f"== {document.file}"]
        hard = [c for c in document.claims if c.severity == "hard"]
        soft = [c for c in document.claims if c.severity == "soft"]
        open_ = [c for c in document.claims if c.verdict == "unverifiable"]
        lines += _section("不一致" if zh else "Inconsistent", hard, document, lang)
        lines += _section("存疑" if zh else "Warnings", soft, document, lang)
        lines += _open(open_, document, lang, limit)
        lines += _unread(document, lang, limit)
        lines += [f"  {note}" for note in document.notes]
    return "\n".join(lines)


def summary_line(report: Report, lang: str) -> str:
    """One line: how much was read and what came of it."""
    s = report.summary()
    if lang == "zh":
        return (
            f"读到 {s['quantities']} 个数、{s['claims']} 处可核对的表述: 一致 {s['consistent']},"
            f"不一致 {s['inconsistent_hard']},存疑 {s['inconsistent_soft']},无法核对 {s['unverifiable']},"
            f"未能读懂 {s['not_understood']}"
        )
    return (
        f"{s['quantities']} numbers, {s['claims']} statements: {s['consistent']} consistent, "
        f"{s['inconsistent_hard']} inconsistent, {s['inconsistent_soft']} doubtful, "
        f"{s['unverifiable']} unverifiable, {s['not_understood']} not understood"
    )


def _section(title: str, claims: list[Claim], document: Document, lang: str) -> list[str]:
    if not claims:
        return []
    lines = ["", f"{title} ({len(claims)})"]
    for number, claim in enumerate(claims, 1):
        lines += ["", f" {number}. {where(claim, document, lang)}  {quote(claim, document)}"]
        lines += [f"    {line}" for line in explain(claim, document, lang)]
    return lines


def explain(claim: Claim, document: Document, lang: str) -> list[str]:
    """What was expected, from what, the sum, and the smallest repairs."""
    zh = lang == "zh"
    name = RELATIONS[claim.relation].pick(lang) if claim.relation in RELATIONS else claim.relation
    lines = [f"{name}: {claim.formula}"]
    if claim.recomputed is not None and claim.claimed is not None:
        expected = "应在" if zh else "expected in"
        lines.append(
            f"{expected} {brief(claim.recomputed)}, {'文中可指' if zh else 'printed'} {brief(claim.claimed)}"
        )
    basis = BASES[claim.basis].pick(lang) if claim.basis in BASES else claim.basis
    lines.append(
        f"{'依据' if zh else 'rests on'}: {basis}{f' · {claim.pattern}' if claim.pattern and (not zh or claim.basis == 'board') else ''}"
    )
    if claim.repairs:
        shown = "; ".join(f"{document.raw[r.start : r.end]} → {r.text}" for r in claim.repairs[:4])
        lines.append(f"{'改一个数即可成立' if zh else 'one number would mend it'}: {shown}")
    return lines


def where(claim: Claim, document: Document, lang: str) -> str:
    """The line of the raw text."""
    line = document.line_at(claim.span[0])
    return f"第 {line} 行" if lang == "zh" else f"line {line}"


def quote(claim: Claim, document: Document, room: int = 36) -> str:
    """The words of the statement around its span, on one line."""
    start = max(claim.start, claim.span[0] - room)
    end = min(claim.end, claim.span[1] + room // 2)
    lead = "…" if start > claim.start else ""
    tail = "…" if end < claim.end else ""
    before = document.raw[start : claim.span[0]]
    inside = document.raw[claim.span[0] : claim.span[1]]
    after = document.raw[claim.span[1] : end]
    words = _TAGS.sub("", f"{lead}{before}【{inside}】{after}{tail}")
    return f"“{''.join(words.split())}”"


def _open(claims: list[Claim], document: Document, lang: str, limit: int) -> list[str]:
    if not claims:
        return []
    zh = lang == "zh"
    lines = ["", f"{'无法核对' if zh else 'Unverifiable'} ({len(claims)})"]
    for claim in claims[:limit]:
        reason = REASONS[claim.reason].pick(lang) if claim.reason in REASONS else claim.reason
        implied = (
            f"; {'推算' if zh else 'implies'}: {claim.formula}" if claim.implied is not None else ""
        )
        lines.append(
            f"  {where(claim, document, lang)}  {quote(claim, document, 18)}  {reason}{implied}"
        )
    if len(claims) > limit:
        lines.append(
            f"  … {'另有' if zh else 'and'} {len(claims) - limit} {'处 (--json 列出全部)' if zh else 'more (--json lists all)'}"
        )
    return lines


def _unread(document: Document, lang: str, limit: int) -> list[str]:
    if not document.unread:
        return []
    zh = lang == "zh"
    lines = [
        "",
        f"{'像是表述而未能读懂' if zh else 'Looked like a statement, not understood'} ({len(document.unread)})",
    ]
    for item in document.unread[:limit]:
        line = document.line_at(item.start)
        lines.append(
            f"  {f'第 {line} 行' if zh else f'line {line}'}  “{''.join(item.text.split())[:60]}”  {item.why}"
        )
    return lines

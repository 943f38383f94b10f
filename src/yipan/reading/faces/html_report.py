"""The report as one HTML page: the text with marked spans, the trace of a span on click.

Nothing is asked of any host, and a policy in the page forbids it; keyboard, narrow screens, dark
mode and print are looked after.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files

from yipan.core.html import html_table
from yipan.reading.check import Report
from yipan.reading.faces.html_marks import KINDS, RANK, kind_of, marked
from yipan.reading.faces.report import BASES, REASONS, RELATIONS, summary_line, where
from yipan.reading.model import Claim, Document
from yipan.reading.reckoning.formulas import brief

__all__ = ["card", "kind_of", "labels", "marked", "page", "table"]

# Cards of a page; beyond, those that found nothing wrong are left out, and the page says so.
MOST_CARDS = 4000
_ROOM = 48


def page(report: Report, lang: str = "zh") -> str:
    """The page as text."""
    style = files("yipan.reading").joinpath("data", "report.css").read_text("utf-8")
    script = files("yipan.reading").joinpath("data", "report.js").read_text("utf-8")
    zh = lang == "zh"
    title = "核数报告" if zh else "Check report"
    counts = dict.fromkeys(KINDS, 0)
    for claim in report.claims:
        counts[kind_of(claim)] += 1
    body = "".join(_document(d, lang, len(report.claims) > MOST_CARDS) for d in report.documents)
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if zh else "en"}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{style}</style></head><body><header><div><h1>{title}</h1>"
        f'<p class="summary">{escape(summary_line(report, lang))}</p></div>'
        f'<nav class="legend" aria-label="{"显示哪些" if zh else "what is shown"}">{_legend(counts, lang)}'
        f'<span class="steps"><button type="button" class="step" data-step="p">‹ {"上一处" if zh else "previous"} <kbd>p</kbd></button>'
        f'<button type="button" class="step" data-step="n">{"下一处" if zh else "next"} <kbd>n</kbd> ›</button></span></nav>'
        f"</header>{_contents(report, lang)}{body}<script>{script}</script></body></html>\n"
    )


def table(report: Report, lang: str = "zh") -> str:
    """What is not consistent as a table, worst first, for notebooks."""
    held = [(c, d) for d in report.documents for c in d.claims if kind_of(c) != "consistent"]
    held.sort(key=lambda pair: RANK.get(kind_of(pair[0]), 3))
    rows = [
        (
            f"{KINDS[kind_of(c)][0]} {labels(lang)[kind_of(c)]}",
            f"{d.file} {where(c, d, lang)}",
            "".join(d.raw[slice(*c.span)].split()),
            RELATIONS[c.relation].pick(lang) if c.relation in RELATIONS else c.relation,
            c.formula or (REASONS[c.reason].pick(lang) if c.reason in REASONS else c.reason),
        )
        for c, d in held
    ]
    zh = lang == "zh"
    head = (
        ("结论", "位置", "文中", "关系", "算式")
        if zh
        else ("verdict", "where", "words", "relation", "sum")
    )
    return html_table(head, rows, summary_line(report, lang))


def labels(lang: str) -> dict[str, str]:
    """The four kinds of claim in words."""
    return {kind: words.pick(lang) for kind, (_, words) in KINDS.items()}


def _policy(style: str, script: str) -> str:
    """Only the style and the script of this page; no request, no form, no base."""
    held = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{held[0]}'; script-src 'sha256-{held[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _legend(counts: dict[str, int], lang: str) -> str:
    return "".join(
        f'<button type="button" class="key {kind}" aria-pressed="{"false" if kind == "consistent" else "true"}" '
        f'data-kind="{kind}"><b aria-hidden="true">{sign}</b> {words.pick(lang)} {counts[kind]}</button>'
        for kind, (sign, words) in KINDS.items()
    )


def _contents(report: Report, lang: str) -> str:
    """The documents to jump to, where there are several."""
    if len(report.documents) < 2:
        return ""
    rows = "".join(
        f'<li><a href="#document-{d.index}">{escape(d.file)}</a> '
        + " ".join(
            f'<span class="tag {kind}">{KINDS[kind][0]} {number}</span>'
            for kind in ("hard", "soft")
            if (number := sum(kind_of(c) == kind for c in d.claims))
        )
        + "</li>"
        for d in report.documents
    )
    return f'<nav class="contents"><h2>{"文件" if lang == "zh" else "Documents"}</h2><ol>{rows}</ol></nav>'


def _document(document: Document, lang: str, only_wrong: bool) -> str:
    held = [c for c in document.claims if not (only_wrong and kind_of(c) == "consistent")]
    held.sort(key=lambda c: RANK.get(kind_of(c), 3))
    cards = "".join(card(claim, document, lang) for claim in held)
    none = "没有可核对的表述。" if lang == "zh" else "No statement that can be checked."
    left = len(document.claims) - len(held)
    more = (
        f"一致的 {left} 处未列出。" if lang == "zh" else f"{left} consistent ones are not listed."
    )
    end = f'<p class="note">{more if left else none}</p>' if left or not held else ""
    return (
        f'<main id="document-{document.index}"><h2>{escape(document.file)}</h2><div class="columns">'
        f'<article class="text">{marked(document, lang)}</article><aside aria-label="'
        f'{"核对结果" if lang == "zh" else "findings"}">{cards}{end}{_unread(document, lang)}</aside></div></main>'
    )


def card(claim: Claim, document: Document, lang: str) -> str:
    """A claim with its verdict, the sum that shows it, what it rests on and repairs."""
    kind = kind_of(claim)
    sign, label = KINDS[kind]
    name = RELATIONS[claim.relation].pick(lang) if claim.relation in RELATIONS else claim.relation
    rows = "".join(
        f"<dt>{escape(term)}</dt><dd{' class=sum' if order == 0 else ''}>{escape(words)}</dd>"
        for order, (term, words) in enumerate(_rows(claim, document, lang))
    )
    return (
        f'<section class="card {kind}" id="{claim.id}" data-kind="{kind}" data-operands="{escape(" ".join(claim.operands))}" tabindex="-1">'
        f'<h3><span class="tag"><b aria-hidden="true">{sign}</b> {escape(label.pick(lang))}</span> {escape(name)} '
        f'<button type="button" class="at">{escape(where(claim, document, lang))}</button></h3>'
        f"<blockquote>{_quoted(claim, document)}</blockquote><dl>{rows}</dl></section>"
    )


def _rows(claim: Claim, document: Document, lang: str) -> list[tuple[str, str]]:
    """Term and words of each line of a card; the calculation first."""
    zh = lang == "zh"
    rows = [("算式" if zh else "sum", claim.formula)] if claim.formula else []
    if claim.verdict == "unverifiable" and claim.reason in REASONS:
        rows.append(("原因" if zh else "why", REASONS[claim.reason].pick(lang)))
    if claim.recomputed is not None and claim.claimed is not None:
        rows.append(("应在" if zh else "expected in", brief(claim.recomputed)))
        rows.append(("文中可指" if zh else "printed", brief(claim.claimed)))
    basis = BASES[claim.basis].pick(lang) if claim.basis in BASES else claim.basis
    source = f" · {claim.pattern}" if claim.basis == "board" and claim.pattern else ""
    rows.append(("依据" if zh else "rests on", basis + source))
    if claim.repairs:
        term = "改一个数即可成立" if zh else "one number would mend it"
        told = (f"{document.raw[r.start : r.end]} → {r.text}" for r in claim.repairs[:4])
        rows.append((term, "; ".join(told)))
    return rows


def _quoted(claim: Claim, document: Document) -> str:
    """The words of the statement around its span, the span in bold."""
    raw, (start, end) = document.raw, claim.span
    first, last = max(claim.start, start - _ROOM), min(claim.end, end + _ROOM // 2)
    pieces = [raw[first:start], raw[start:end], raw[end:last]]
    before, inside, after = (escape("".join(words.split())) for words in pieces)
    lead = "…" if first > claim.start else ""
    tail = "…" if last < claim.end else ""
    return f"{lead}{before}<b>{inside}</b>{after}{tail}"


def _unread(document: Document, lang: str) -> str:
    """What looked like a statement and was not understood, and notes."""
    if not document.unread and not document.notes:
        return ""
    zh = lang == "zh"
    title = "像是表述而未能读懂" if zh else "Looked like a statement, not understood"
    rows = "".join(
        f"<li>{escape('第 ' if zh else 'line ')}{document.line_at(item.start)}{' 行' if zh else ''} "
        f"“{escape(''.join(item.text.split()))}” <small>{escape(item.why)}</small></li>"
        for item in document.unread[:200]
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in document.notes)
    return (
        f'<details class="unread"><summary>{title} ({len(document.unread)})</summary>'
        f"<ul>{rows}</ul>{notes}</details>"
    )

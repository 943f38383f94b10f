"""The report as one HTML page: the text with marked spans, the trace of a span on click.

No request to any other host; keyboard (Tab, Enter, n and p), dark mode and print are looked after.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files

from yipan.reading.check import Report
from yipan.reading.model import Claim, Document
from yipan.reading.report import REASONS, RELATIONS, explain, quote, summary_line, where

_RANK = {"hard": 0, "soft": 1, "unverifiable": 2, "consistent": 3}


def page(report: Report, lang: str = "zh") -> str:
    """The page as text."""
    style = files("yipan.reading").joinpath("data", "report.css").read_text("utf-8")
    script = files("yipan.reading").joinpath("data", "report.js").read_text("utf-8")
    title = "核数报告" if lang == "zh" else "Check report"
    body = "".join(_document(d, lang) for d in report.documents)
    legend = "".join(
        f'<button type="button" class="key {kind}" aria-pressed="true" data-kind="{kind}">{label}</button>'
        for kind, label in labels(lang).items()
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{style}</style></head>'
        f'<body><header><h1>{title}</h1><p class="summary">{escape(summary_line(report, lang))}</p>'
        f'<p class="legend">{legend}</p></header>{body}<script>{script}</script></body></html>\n'
    )


def labels(lang: str) -> dict[str, str]:
    """The four kinds of claim in words."""
    if lang == "zh":
        return {"hard": "不一致", "soft": "存疑", "unverifiable": "无法核对", "consistent": "一致"}
    return {
        "hard": "inconsistent",
        "soft": "doubtful",
        "unverifiable": "unverifiable",
        "consistent": "consistent",
    }


def kind_of(claim: Claim) -> str:
    """hard, soft, unverifiable or consistent."""
    return claim.severity or claim.verdict


def _document(document: Document, lang: str) -> str:
    order = sorted(
        range(len(document.claims)), key=lambda i: (_RANK.get(kind_of(document.claims[i]), 3), i)
    )
    cards = "".join(card(document.claims[i], document, lang) for i in order)
    heading = f"<h2>{escape(document.file)}</h2>"
    return f'<main>{heading}<div class="columns"><article class="text">{marked(document)}</article><aside>{cards}</aside></div></main>'


def marked(document: Document) -> str:
    """The raw text with a mark around each judged span; nested spans share one mark."""
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in document.claims:
        groups.setdefault(claim.span, []).append(claim)
    parts: list[str] = []
    last = 0
    for (start, end), claims in sorted(groups.items(), key=lambda item: (item[0][0], -item[0][1])):
        if start < last or end <= start:
            continue
        parts.append(escape(document.raw[last:start]))
        kind = min((kind_of(c) for c in claims), key=lambda k: _RANK.get(k, 3))
        names = " ".join(c.id for c in claims)
        parts.append(
            f'<mark class="{kind}" tabindex="0" role="button" data-claims="{escape(names)}">{escape(document.raw[start:end])}</mark>'
        )
        last = end
    parts.append(escape(document.raw[last:]))
    return "".join(parts)


def card(claim: Claim, document: Document, lang: str) -> str:
    """A claim with its verdict, the sums that show it and repairs."""
    kind = kind_of(claim)
    name = RELATIONS[claim.relation].pick(lang) if claim.relation in RELATIONS else claim.relation
    lines = explain(claim, document, lang)
    if claim.verdict == "unverifiable" and claim.reason in REASONS:
        lines.insert(0, REASONS[claim.reason].pick(lang))
    detail = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<section class="card {kind}" id="{claim.id}" data-kind="{kind}" tabindex="-1"><h3><span class="tag">{escape(labels(lang)[kind])}</span> '
        f'{escape(name)} <small>{escape(where(claim, document, lang))}</small></h3><blockquote>{escape(quote(claim, document))}</blockquote>{detail}</section>'
    )  # fmt: skip

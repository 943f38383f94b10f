"""`yipan offers`: search a library of offers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from yipan import __version__
from yipan.cli.face import envelope, table
from yipan.core.canonical import file_digest
from yipan.core.errors import BadInput
from yipan.core.words import LANGUAGES, Words


@click.command("offers")
@click.argument("library", type=click.Path(path_type=Path))
@click.argument("query")
@click.option("--field", "fields", multiple=True, help="Only this field; may be given again.")
@click.option("--maturity", type=click.IntRange(1, 9), help="At least this TRL.")
@click.option("--region", "regions", multiple=True, help="Only offers from this place or below.")
@click.option("--price", metavar="YUAN", type=int, help="At most this price in 元.")
@click.option("--on", metavar="DATE", help="Open on that day.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    metavar="N",
    default=10,
    show_default=True,
    help="Show at most so many.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
def offers(
    library: Path,
    query: str,
    fields: tuple[str, ...],
    maturity: int | None,
    regions: tuple[str, ...],
    price: int | None,
    on: str | None,
    limit: int,
    as_json: bool,
    lang: str | None,
) -> None:
    """Search offers 成果: LIBRARY.csv holds id, text, field, maturity, region, price, expires."""
    from yipan.matching.library import Library, Window
    from yipan.matching.offers import read_library

    known = read_library(library)
    cents = None if price is None else price * 100
    window = Window(fields, maturity, regions, cents, _day(on))
    hits = Library(known).search(query, window, limit)
    if as_json:
        result = {
            "hits": [
                {"offer": h.offer, "score": h.score, "words": list(h.words), "met": list(h.met)}
                for h in hits
            ]
        }
        receipt = {"program": __version__, "library": {"sha256": file_digest(library)}}
        click.echo(envelope("offers", result, receipt=receipt))
        return
    texts = {o.id: o.text for o in known}
    header = Words("成果 得分 命中词 内容", "offer score words text").pick(lang or "zh").split()
    rows = [(h.offer, f"{h.score:.3f}", "、".join(h.words), texts[h.offer]) for h in hits]
    click.echo(table(header, rows, right=(1,)))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(
            Words(f"“{text}”不是日期", f"{text!r} is not a date"),
            hint=Words("请写作 2025-06-30", "write it as 2025-06-30"),
        ) from None

"""How to cite a page, a figure or a source: GB/T 7714, BibTeX and plain, with a permanent link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yipan.core.words import Words
from yipan.facts.states import NOW

if TYPE_CHECKING:
    from yipan.core.sources import Source
    from yipan.web.address import Address
    from yipan.web.shelf import View

_SPECIAL = re.compile(r"([&%$#_{}])")
_KEY = re.compile(r"[^A-Za-z0-9:-]")


@dataclass(frozen=True, slots=True)
class Citation:
    """The same reference in three forms; `link` is pinned by day and content hash.

    `base`: the scheme and host before it, empty outside the web.
    """

    gbt: str
    bibtex: str
    plain: str
    link: str
    base: str = ""


def citation(
    view: View, address: Address, *, title: str = "", source: Source | None = None
) -> Citation:
    """Of a source as it was printed, else of this page of the board."""
    known = view.known_on if view.state != NOW else date.today().isoformat()
    link = address.here(learned_by=known, pin=view.pin)
    if source is not None:
        return _of_source(source, link, address.base)
    board = view.board.title.pick(address.lang)
    day = view.as_of.isoformat() if view.as_of else known
    name = f"{title}. {board}" if title else board
    plain = Words(
        f"{name}(一盘,截至 {day},内容 {view.pin})", f"{name} (Yipan, as of {day}, {view.pin})"
    )
    whole = f"{address.base}{link}"
    return Citation(
        gbt=f"{name}[DB/OL]. 一盘, {day}[内容 {view.pin}]. {whole}",
        bibtex=_bibtex(
            "misc",
            f"{view.board.name}-{view.pin}",
            title=name,
            year=day[:4],
            url=whole,
            note=f"{day}, {view.pin}",
        ),
        plain=plain.pick(address.lang),
        link=link,
        base=address.base,
    )


def _of_source(source: Source, link: str, base: str) -> Citation:
    authors = [part.strip() for part in re.split("[;;,、]", source.authors) if part.strip()]
    who = ", ".join(authors) or source.publisher
    when = source.published_on.text
    kind = "[J]" if authors and source.publisher else "[EB]"
    parts = [who, f"{source.title}{kind}", ", ".join(p for p in (source.publisher, when) if p)]
    gbt = ". ".join(p for p in parts if p) + "."
    return Citation(
        gbt=gbt,
        bibtex=_bibtex(
            "article" if authors else "misc",
            source.code,
            title=source.title,
            author=" and ".join(authors),
            journal=source.publisher,
            year=when[:4],
        ),
        plain=", ".join(p for p in (who, source.title, when) if p),
        link=link,
        base=base,
    )


def _bibtex(kind: str, key: str, **fields: str) -> str:
    lines = [
        "  " + name + " = {" + (value if name == "url" else _SPECIAL.sub(r"\\\1", value)) + "}"
        for name, value in fields.items()
        if value
    ]
    body = ",\n".join(lines)
    return f"@{kind}{{{_KEY.sub('', key)},\n{body}\n}}"

"""Search by name, alias or pinyin initials over everything that has a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.core.text import name_key
from yipan.web.numbers import found_findings, headline
from yipan.web.words import NAVIGATION, WORDS

if TYPE_CHECKING:
    from yipan.web.address import Address
    from yipan.web.shelf import View

MOST = 12
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be opened; `keys` are folded names, initials and whole pinyin."""

    kind: str
    name: str
    other: str
    path: tuple[str, ...]
    keys: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A result: what it is, its name and where it leads."""

    kind: str
    name: str
    other: str
    href: str


def search(view: View, address: Address, asked: str) -> list[Hit]:
    """The entries that match best; nothing asked gives the pages."""
    entries = view.once.get(("entries", address.lang), lambda: entries_of(view, address.lang))
    wanted = name_key(asked[:LONGEST_NAME])
    if not wanted:
        found = [e for e in entries if e.weight == 0]
    else:
        scored = [(s, e.weight, len(e.name), e.name, e) for e in entries if (s := score(e, wanted))]
        found = [item[-1] for item in sorted(scored, key=lambda i: (-i[0], *i[1:4]))]
    return [Hit(e.kind, e.name, e.other, address.to(*e.path)) for e in found[:MOST]]


def score(entry: Entry, wanted: str) -> int:
    """4 the whole key, 3 its beginning, 2 inside it; 0 no match."""
    best = 0
    for key in entry.keys:
        if key == wanted:
            return 4
        if key.startswith(wanted):
            best = max(best, 3)
        elif wanted in key:
            best = max(best, 2)
    return best


def entries_of(view: View, lang: str) -> list[Entry]:
    """Everything that has a page."""
    board = view.board
    first = {i.slug for i in headline(view)[1]}
    words = {key: word.pick(lang) for key, word in WORDS.items()}
    found = [
        Entry("", title.pick(lang), "", (page,) if page else (), _keys(title.zh, title.en), 0)
        for page, title in NAVIGATION
    ]
    found += [
        Entry(
            words["indicator"],
            i.name(lang),
            i.domain,
            ("indicator", i.slug),
            _keys(i.name_zh, i.name_en, i.slug, *i.aliases),
            1 if i.slug in first else 2,
        )
        for i in board.indicators
    ]
    found += [
        Entry(
            words["party"],
            p.name(lang),
            p.code,
            ("party", p.code),
            _keys(p.name_zh, p.name_en, p.code, *p.aliases),
            1,
        )
        for p in board.parties
    ]
    found += [
        Entry(words["source"], s.title, code, ("source", code), _keys(s.title, code, s.authors), 3)
        for code, s in board.sources.items()
    ]
    found += [
        Entry(
            f.question.domain,
            f.question.name.pick(lang),
            "",
            ("finding", f.question.id),
            _keys(f.question.name.zh, f.question.name.en),
            3,
        )
        for f in found_findings(view)
    ]
    return found


def _keys(*names: str) -> tuple[str, ...]:
    keys: list[str] = []
    for name in names:
        if not name:
            continue
        keys.append(name_key(name))
        if any("\u4e00" <= char <= "\u9fff" for char in name):
            keys += pinyin_keys(name[:LONGEST_NAME])
    return tuple(dict.fromkeys(key for key in keys if key))


def pinyin_keys(name: str) -> list[str]:
    """The initials (dqsczz) and the whole pinyin (diqushengchanzongzhi) of a Chinese name."""
    from pypinyin import Style, lazy_pinyin

    initials = lazy_pinyin(name, style=Style.FIRST_LETTER)
    whole = lazy_pinyin(name)
    return [name_key("".join(initials)), name_key("".join(whole))]

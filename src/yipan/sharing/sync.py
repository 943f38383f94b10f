"""Receiving feeds: an entry is checked before it is kept; what is wrong is named, not taken."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from yipan.core.canonical import file_digest
from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.disk import step, writing
from yipan.facts.feed_rows import wrong_rows
from yipan.sharing.chain import Chain, chain_of
from yipan.sharing.entry import SEPARATOR, Entry, read_entry, signed_by
from yipan.sharing.places import Location
from yipan.sharing.store import Store

# What a finding says; the whole list of what can be wrong with a feed.
CODES: dict[str, Words] = {
    "NO_FEED": Words("该处没有此发布者的据源", "the place has no feed of this publisher"),
    "NO_KEY": Words("盘上没有其公钥", "the board has no key of this publisher"),
    "BAD_ENTRY": Words("发布记录残缺或被改动", "an entry is torn or altered"),
    "BAD_SIGNATURE": Words("签名不是该发布者所作", "a signature is not this publisher's"),
    "MISPLACED": Words("发布记录属于别的盘、别的发布者或别的序号",
                       "an entry of another board, publisher or number"),
    "BAD_PART": Words("分卷缺失或与哈希不符", "a part is missing or does not match its hash"),
    "BAD_ROWS": Words("分卷的行不可接受", "the rows of a part are not admissible"),
    "FORK": Words("同一发布者有两种历史", "one publisher, two histories"),
    "GAP": Words("中间缺发布记录", "entries in between are missing"),
    "WENT_BACK": Words("已收到的记录在该处不见了", "entries received before are gone there"),
}  # fmt: skip


NOTHING_MORE = Words("", "")


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher as the board knows it. `key`: its public key; `accepts`: settles forks.

    `speaks_for`: codes of the parties whose figures it may give; others are third-party.
    """

    code: str
    key: str
    title: Words
    speaks_for: frozenset[str] = frozenset()
    accepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a feed; `code` is a key of `CODES`."""

    code: str
    publisher: str
    entry: str
    detail: Words = NOTHING_MORE

    def line(self, lang: str) -> str:
        """The finding in one line."""
        what = CODES[self.code].pick(lang)
        return ": ".join(p for p in (self.publisher, self.entry, what, self.detail.pick(lang)) if p)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did with one feed, and where the feed stands now."""

    publisher: str
    added: int
    rows: int
    chain: Chain
    findings: tuple[Finding, ...]


def sync(
    store: Store,
    place: Location,
    publishers: Sequence[Publisher],
    *,
    board: str,
    verify: bool = False,
) -> list[Synced]:
    """Receive what is new from a place; one result for each publisher, in order of code."""
    store.root.mkdir(parents=True, exist_ok=True)
    with writing(store.root):
        ordered = sorted(publishers, key=lambda publisher: publisher.code)
        return [_receive(store, place, who, board, verify) for who in ordered]


def standing(store: Store, publishers: Iterable[Publisher]) -> list[Synced]:
    """Where each received feed stands; nothing is fetched."""
    return [_stand(store, who, [], ()) for who in sorted(publishers, key=lambda p: p.code)]


def _receive(store: Store, place: Location, who: Publisher, board: str, verify: bool) -> Synced:
    if not who.key:
        return _stand(store, who, [], (Finding("NO_KEY", who.code, ""),))
    names = place.names(who.code)
    if names is None:
        return _stand(store, who, [], (Finding("NO_FEED", who.code, ""),))
    had = store.names(who.code)
    taken: list[Entry] = []
    findings = list(_mended(store, place, who, verify))
    for name in (n for n in names if n not in had):
        found = _take(store, place, who, board, name)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            taken.append(found)
            step("entry received")
    gone = [name for name in had if name not in names]
    if gone:
        findings.append(Finding("WENT_BACK", who.code, gone[0]))
    return _stand(store, who, taken, findings)


def _stand(
    store: Store, who: Publisher, taken: Sequence[Entry], findings: Iterable[Finding]
) -> Synced:
    chain = chain_of(store.entries(who.code), who.accepts)
    found = [*findings]
    if chain.fork:
        told = ", ".join(entry.digest[:16] for entry in chain.fork.entries)
        found.append(
            Finding(
                "FORK",
                who.code,
                f"{chain.fork.sequence:08}",
                Words(
                    f"{told};从此处起不计入,在 publishers.csv 的 accepts 写明取哪一种",
                    f"{told}; nothing from there on counts, name the right one in the "
                    "column accepts of publishers.csv",
                ),
            )
        )
    elif any(entry.parent not in {e.digest for e in chain.entries} | {""} for entry in chain.held):
        found.append(Finding("GAP", who.code, chain.held[0].name))
    return Synced(who.code, len(taken), sum(e.rows for e in taken), chain, tuple(found))


def _take(store: Store, place: Location, who: Publisher, board: str, name: str) -> Entry | Finding:
    """The entry of that name, checked and kept; or why not."""
    try:
        entry = read_entry(place.read(who.code, name), where=name)
    except (BadInput, OSError) as error:
        return Finding("BAD_ENTRY", who.code, name, _said(error))
    if (entry.board, entry.publisher, entry.name) != (board, who.code, name):
        return Finding("MISPLACED", who.code, name)
    if not signed_by(entry, who.key):
        return Finding("BAD_SIGNATURE", who.code, name)
    wrong = next(_fetched(store, place, entry, verify=False), None)
    if wrong:
        return wrong
    mine = store.entries(who.code)
    rows = wrong_rows(
        store.files(who.code, mine), store.files(who.code, [entry]), who.code + SEPARATOR
    )
    if rows:
        return Finding("BAD_ROWS", who.code, name, rows)
    store.take_entry(entry)
    return entry


def _mended(store: Store, place: Location, who: Publisher, verify: bool) -> Iterator[Finding]:
    """Parts that were received and are damaged here are fetched again."""
    for entry in store.entries(who.code):
        yield from _fetched(store, place, entry, verify=verify)


def _fetched(store: Store, place: Location, entry: Entry, *, verify: bool) -> Iterator[Finding]:
    """Fetch the parts of an entry that are not here; what cannot be had is a finding."""
    for part in entry.parts:
        if store.sound(entry.publisher, part, verify=verify):
            continue
        with tempfile.NamedTemporaryFile(dir=store.root, prefix=".part-", delete=False) as handle:
            fresh = Path(handle.name)
        try:
            place.fetch(entry.publisher, part.file, part.size, fresh)
            if file_digest(fresh) != part.sha256:
                yield Finding("BAD_PART", entry.publisher, entry.name, Words(part.file, part.file))
                return
            store.take_part(entry.publisher, fresh, part)
            step("part received")
        except FileNotFoundError:
            yield Finding("BAD_PART", entry.publisher, entry.name, Words(part.file, part.file))
            return
        finally:
            fresh.unlink(missing_ok=True)


def _said(error: Exception) -> Words:
    if isinstance(error, BadInput):
        return Words(error.line("zh"), error.line("en"))
    return Words(str(error), str(error))

"""Publishing: the own rows that a feed does not hold yet become a signed entry of it.

The publisher keeps its feed as a ledger of its own; what of it no entry names is sent. So a run
that was killed is completed by the next one, and a row is sent once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts import Ledger
from yipan.facts.disk import step, writing
from yipan.facts.feed_rows import Outgoing, stage
from yipan.sharing.chain import chain_of
from yipan.sharing.entry import SEPARATOR, Entry, FeedSource, sign_entry
from yipan.sharing.keys import PrivateKey
from yipan.sharing.places import PARTS, Folder
from yipan.sharing.store import Store

# Describes the sources of some codes (without the publisher) as an entry carries them.
Describe = Callable[[Collection[str]], tuple[FeedSource, ...]]


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the entry, None when nothing was new, and what was staged for it."""

    entry: Entry | None
    outgoing: Outgoing


def publish(
    own: Ledger,
    place: Folder,
    store: Store,
    feed: Path,
    *,
    key: PrivateKey,
    board: str,
    publisher: str,
    describe: Describe,
    parties: Collection[str] = (),
    accepts: Collection[str] = (),
) -> Published:
    """Send the own rows about `parties` (all when empty) that were not sent yet.

    `feed`: the folder of the publisher's own ledger of what it has sent or is about to send.
    """
    store.root.mkdir(parents=True, exist_ok=True)
    with writing(store.root):
        _refuse_strangers(place, store, publisher)
        chain = chain_of(store.entries(publisher), accepts)
        if chain.fork:
            raise BadInput(
                Words("本发布者的据源已分叉", "this publisher's feed is forked"),
                hint=Words("先在 publishers.csv 的 accepts 写明取哪一种",
                           "first name the right one in the column accepts of publishers.csv"),
                where=publisher,
            )  # fmt: skip
        ledger = Ledger.ensure(feed)
        with ledger.importing() as staging:
            outgoing = stage(staging, own, publisher + SEPARATOR, parties)
        step("feed extended")
        sent = {part.file for entry in chain.entries for part in entry.parts}
        fresh = tuple(part for part in ledger.manifest.parts if part.file not in sent)
        if fresh:
            entry = sign_entry(
                key,
                board=board,
                publisher=publisher,
                after=chain.head,
                parts=fresh,
                sources=describe(outgoing.sources),
            )
            for part in fresh:
                _keep_part(store, publisher, feed / PARTS / part.file, part.file)
            store.take_entry(entry)
            step("entry signed")
        else:
            entry = None
        _bring(store, place, publisher)
    return Published(entry, outgoing)


def _refuse_strangers(place: Folder, store: Store, publisher: str) -> None:
    """Entries there that are not here: another machine publishes under the same name."""
    here = set(store.names(publisher))
    strange = [name for name in place.names(publisher) or [] if name not in here]
    if strange:
        raise BadInput(
            Words(f"该处有本机没有的发布记录 {strange[0]}",
                  f"the place holds an entry that is not here: {strange[0]}"),
            hint=Words("先运行 yipan sync;两处同时发布会使据源分叉",
                       "run yipan sync first; publishing from two places forks a feed"),
            where=publisher,
        )  # fmt: skip


def _keep_part(store: Store, publisher: str, file: Path, name: str) -> None:
    """The part among what is received, so that the own feed is read like any other."""
    Folder(store.root).put_part(publisher, file, name)


def _bring(store: Store, place: Folder, publisher: str) -> None:
    """Bring every entry that is here and not there, parts first."""
    there = set(place.names(publisher) or [])
    for entry in store.entries(publisher):
        if entry.name in there:
            continue
        for part in entry.parts:
            place.put_part(publisher, store.part(publisher, part), part.file)
            step("part sent")
        place.put_entry(publisher, entry.name, entry.bytes())
        step("entry sent")

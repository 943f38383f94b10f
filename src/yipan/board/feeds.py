"""The feeds of a shared board: who publishes, what was received, and the ledger they make up.

STATE/feeds/PUBLISHER/     what was received, verified (`yipan.sharing.store`)
STATE/published/PUBLISHER/ the ledger of what this board publishes itself
STATE/merged/              own rows and received feeds as one ledger; may be deleted at any time
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.board import fields
from yipan.board.csv_table import Row, read_table
from yipan.board.places import home, state_folder
from yipan.board.problems import Problems, refuse
from yipan.core.errors import BadInput, UnknownName
from yipan.core.parties import PartyTree
from yipan.core.sources import Source
from yipan.core.words import Words
from yipan.sharing.entry import PUBLISHER, SEPARATOR, FeedSource
from yipan.sharing.keys import KEY
from yipan.sharing.store import Store
from yipan.sharing.sync import Publisher

if TYPE_CHECKING:
    from yipan.board.board import Board
    from yipan.facts import Fact, Ledger
    from yipan.sharing.entry import Entry
    from yipan.sharing.publish import Published
    from yipan.sharing.sync import Synced

FILE = "publishers.csv"
RECEIVED = "feeds"
SENT = "published"
MERGED = "merged"
_CODE_HINT = Words(
    "用小写字母开头的字母、数字与 -", "begin with a small letter; letters, digits and -"
)


def store_of(folder: Path) -> Store:
    """What a board has received."""
    return Store(state_folder(folder) / RECEIVED)


def sent_folder(folder: Path, publisher: str) -> Path:
    """The ledger of what this board has published under a name."""
    return state_folder(folder) / SENT / publisher


def key_file(publisher: str) -> Path:
    """Where the private key of a publisher is: in the user's data folder, never on the board."""
    return home() / "keys" / f"{publisher}.key"


def publishers(folder: Path, parties: PartyTree) -> dict[str, Publisher]:
    """The publishers that a board names, by code; raises the first error of publishers.csv."""
    problems = Problems()
    found = read_publishers(folder, parties, problems)
    refuse(problems.rows)
    return found


def read_publishers(folder: Path, parties: PartyTree, problems: Problems) -> dict[str, Publisher]:
    """The publishers that a board names; what is wrong is added to `problems`."""
    path = folder / FILE
    if not path.is_file():
        return {}
    found: dict[str, Publisher] = {}
    for row in read_table(path, fields.PUBLISHERS, problems):
        publisher = _publisher(row, parties, problems)
        if publisher.code in found:
            problems.error(
                "REPEATED",
                row.where("code"),
                f"发布者 {publisher.code} 写了两次",
                f"publisher {publisher.code} is given twice",
                ("请删去一行", "remove one of the rows"),
            )
        found[publisher.code] = publisher
    return found


def named(board: Board, code: str) -> Publisher:
    """The publisher of that code; near misses are offered."""
    known = publishers(board.path, board.parties)
    if code not in known:
        raise UnknownName("publisher", code, known, where=str(board.path / FILE))
    return known[code]


def with_feeds(folder: Path, rows: list[Row]) -> list[Row]:
    """The rows of sources and those that received feeds describe."""
    found = list(rows)
    store = store_of(folder)
    for publisher in store.publishers():
        for entry in store.entries(publisher):
            found += _source_rows(entry, {row["code"] for row in found})
    return found


def joined(own: Ledger, folder: Path, parties: PartyTree) -> Ledger:
    """The own rows and those of the received feeds; the own ledger when there are none.

    A feed that this board publishes itself is left out: its rows are the board's own.
    """
    from yipan.sharing.chain import chain_of
    from yipan.sharing.merge import merged

    store = store_of(folder)
    received = [code for code in store.publishers() if not sent_folder(folder, code).exists()]
    if not received:
        return own
    known = publishers(folder, parties)
    chains = {
        code: chain_of(store.entries(code), known[code].accepts).entries
        for code in received
        if code in known
    }
    return merged(own, store, chains, state_folder(folder) / MERGED)


def describe(board: Board, publisher: str, codes: Collection[str]) -> tuple[FeedSource, ...]:
    """Some sources of a board as a feed describes them."""
    return tuple(_described(board.sources[c], publisher) for c in codes if c in board.sources)


def voice(board: Board, fact: Fact, lang: str) -> str:
    """The source of a fact, marked where it does not speak for the party."""
    mark = Words("(第三方)", " (third party)").pick(lang) if is_third_party(board, fact) else ""
    return f"{fact.source}{mark}"


def is_third_party(board: Board, fact: Fact) -> bool:
    """Whether the source of a fact is somebody else's feed about a party it does not speak for."""
    publisher, mark, _ = fact.source.partition(SEPARATOR)
    if not mark or publisher not in board.publishers:
        return False
    return not _covers(board.parties, board.publishers[publisher].speaks_for, fact.party)


def _covers(parties: PartyTree, codes: Collection[str], party: str) -> bool:
    above = parties.ancestors(party) if parties.get(party) else []
    return not {party, *(ancestor.code for ancestor in above)}.isdisjoint(codes)


def _publisher(row: Row, parties: PartyTree, problems: Problems) -> Publisher:
    code, key = row["code"], row["public_key"].lower()
    if not PUBLISHER.fullmatch(code):
        problems.error(
            "BAD_VALUE",
            row.where("code"),
            f"“{code}”不能作发布者代码",
            f"{code!r} cannot be the code of a publisher",
            (_CODE_HINT.zh, _CODE_HINT.en),
        )
    if key and not KEY.fullmatch(key):
        problems.error(
            "BAD_VALUE",
            row.where("public_key"),
            "公钥不是 64 位十六进制数",
            "the public key is no 64 hex digits",
            ("请照抄 yipan keys 印出者", "copy what yipan keys prints"),
        )
    speaks_for = set()
    for name in row.many("speaks_for"):
        party = parties.names.get(name)
        if party is None:
            problems.error(
                "UNKNOWN",
                row.where("speaks_for"),
                f"没有名为“{name}”的方",
                f"{name!r} is not in parties.csv",
                ("请改名或在 parties.csv 中加一行", "change it or add a row to parties.csv"),
            )
        else:
            speaks_for.add(party.code)
    zh = row["name_zh"] or row["name_en"] or code
    title = Words(zh, row["name_en"] or zh)
    return Publisher(code, key, title, frozenset(speaks_for), row.many("accepts"))


def _source_rows(entry: Entry, known: Collection[str]) -> list[Row]:
    return [
        Row(
            entry.name,
            number,
            {
                "code": source.code,
                "title": source.title,
                "publisher": source.publisher,
                "published_on": source.published_on,
                "vintage": source.vintage,
                "note": source.note,
            },
        )
        for number, source in enumerate(entry.sources, 1)
        if source.code not in known
    ]


def _described(source: Source, publisher: str) -> FeedSource:
    return FeedSource(
        code=publisher + SEPARATOR + source.code,
        title=source.title,
        published_on=source.published_on.text,
        publisher=source.publisher,
        vintage=source.vintage,
        note=source.note,
    )


def check_code(code: str) -> None:
    """Refuse what cannot be the code of a publisher."""
    if not PUBLISHER.fullmatch(code):
        raise BadInput(
            Words(f"“{code}”不能作发布者代码", f"{code!r} cannot be the code of a publisher"),
            hint=_CODE_HINT,
        )


def publish_own(
    board: Board, folder: str, publisher: str, *, third_party: bool = False
) -> Published:
    """Sign and send the own rows that were not sent yet; see `yipan.sharing.publish`."""
    from yipan.sharing.keys import read_key
    from yipan.sharing.places import Folder, location
    from yipan.sharing.publish import publish

    place, who = location(folder), named(board, publisher)
    if not isinstance(place, Folder):
        raise BadInput(
            Words("只能发布到文件夹", "it can only be published to a folder"),
            hint=Words("发布后由网页服务器提供该文件夹", "let a web server serve that folder"),
            where=folder,
        )
    key = read_key(key_file(publisher))
    if key.public != who.key:
        raise BadInput(
            Words("本机私钥与盘上公钥不是一对", "the private key here is not that of the board"),
            hint=Words(f"publishers.csv 中应为 {key.public}", f"publishers.csv needs {key.public}"),
            where=f"{board.path / FILE}",
        )
    below = [] if third_party else _below(board.parties, who.speaks_for)
    if not third_party and not below:
        raise BadInput(
            Words(f"{publisher} 不代表任何方", f"{publisher} speaks for no party"),
            hint=Words("请填 speaks_for,或加 --third-party",
                       "fill in speaks_for, or add --third-party"),
            where=f"{board.path / FILE}",
        )  # fmt: skip
    return publish(
        board.own_ledger,
        place,
        store_of(board.path),
        sent_folder(board.path, publisher),
        key=key,
        board=board.name,
        publisher=publisher,
        describe=lambda codes: describe(board, publisher, codes),
        parties=below,
        accepts=who.accepts,
    )


def receive(board: Board, place: str, *, verify: bool = False) -> list[Synced]:
    """Receive what is new from a place, a folder or an http(s) address."""
    from yipan.sharing.places import location
    from yipan.sharing.sync import sync

    if not board.publishers:
        raise BadInput(
            Words("本盘没有发布者", "this board has no publishers"),
            hint=Words(f"请在盘的文件夹写 {FILE}", f"write {FILE} in the board's folder"),
            where=str(board.path),
        )
    return sync(
        store_of(board.path),
        location(place),
        list(board.publishers.values()),
        board=board.name,
        verify=verify,
    )


def received(board: Board) -> list[Synced]:
    """Where each feed stands; nothing is fetched."""
    from yipan.sharing.sync import standing

    return standing(store_of(board.path), board.publishers.values())


def _below(parties: PartyTree, codes: Collection[str]) -> list[str]:
    """The codes and everything that lies below them."""
    return sorted(party.code for party in parties if _covers(parties, codes, party.code))

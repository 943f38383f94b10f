"""Offices of an invented region that share one board: three folders with the same files."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import yipan
from yipan.board.feeds import key_file, publish_own, receive
from yipan.facts import make_fact
from yipan.sharing import PrivateKey, Synced, new_key
from yipan.sharing.publish import Published

FILES = {
    "board.yaml": """name: delta
title: {zh: 三角洲, en: The Delta}
learned_on: 2025-01-01
headline: {parties: [North, South], indicators: [output]}
""",
    "parties.csv": """code,name_zh,name_en,kind,parent
N,北区,North,province,
N1,北一市,Northport,city,N
S,南区,South,province,
""",
    "indicators.csv": """slug,name_zh,name_en,unit,kind
output,产出,Output,万元,flow
""",
    "sources.csv": """code,title,published_on
YB,Yearbook,2025-02-01
""",
    "facts/base.csv": """key,indicator,party,period,value,unit,source,locator
a,output,N,2020,100,万元,YB,T1
""",
}


def keys_of(*codes: str) -> dict[str, PrivateKey]:
    """A key for each publisher, kept where the program looks for it."""
    return {code: new_key(key_file(code)) for code in codes}


def office(folder: Path, keys: dict[str, PrivateKey], accepts: str = "") -> Path:
    """A board that knows the north (speaks for N) and the south (for S), and an institute."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    voices = {"north": "N", "south": "S"}
    rows = [
        f"{code},{key.public},{voices.get(code, '')},{accepts if code == 'north' else ''}"
        for code, key in keys.items()
    ]
    text = "\n".join(["code,public_key,speaks_for,accepts", *rows]) + "\n"
    (folder / "publishers.csv").write_text(text, encoding="utf-8")
    return folder


def put(folder: Path, party: str, year: int, value: str) -> None:
    """Import one figure into a board."""
    yipan.open(folder).own_ledger.append([figure(party, year, value)])


def figure(party: str, year: int, value: str):  # type: ignore[no-untyped-def]
    return make_fact(
        indicator="output",
        party=party,
        period=str(year),
        value=value,
        unit="万元",
        source="YB",
        frequency="annual",
        learned_on=date(2025, 3, 1),
    )


def send(folder: Path, root: Path, publisher: str, *, third_party: bool = False) -> Published:
    """Publish what is new on a board."""
    return publish_own(yipan.open(folder), str(root), publisher, third_party=third_party)


def take(folder: Path, root: Path | str, *, verify: bool = False) -> dict[str, Synced]:
    """Sync a board; results by publisher."""
    found = receive(yipan.open(folder), str(root), verify=verify)
    return {one.publisher: one for one in found}


def codes(found: dict[str, Synced], publisher: str) -> list[str]:
    """Codes of what is wrong with a feed."""
    return [finding.code for finding in found[publisher].findings]


def values(folder: Path) -> list[tuple[str, str, str]]:
    """(source, party, value) of every figure on a board."""
    return sorted((f.source, f.party, f.value) for f in yipan.open(folder).ledger.facts())


def ledger_bytes(folder: Path) -> dict[str, str]:
    """Hashes of the files that make up the ledger a board answers from."""
    ledger = yipan.open(folder).ledger
    files = [ledger.path / "manifest.json", *(ledger.path / "parts").iterdir()]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

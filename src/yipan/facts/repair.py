"""Repair: what is damaged, what can be restored and from what; then doing it.

Nothing is deleted: damaged files move to `damaged/`. Rows of a lost part come back when the file
named by its import receipt is imported again; rows that are still there are not added twice.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from yipan.core.canonical import file_digest
from yipan.core.errors import LedgerDamaged, LedgerError
from yipan.core.words import Words
from yipan.facts import parts
from yipan.facts.damage import Damage, damage_of, forget
from yipan.facts.disk import swap_in, writing
from yipan.facts.ledger import Ledger
from yipan.facts.manifest import FILE, HISTORY, Manifest, history, read_manifest

SET_ASIDE = "damaged"
RESCUED = "rescued"
# The name under which a board imports its own files.
BOARD_FILES = "board"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that can be done. `by_hand`: `repair` cannot do it alone."""

    words: Words
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The state of a ledger's files. `manifest`: the state that a repair would start from."""

    manifest: Manifest
    manifest_damage: Words | None
    parts: tuple[Damage, ...]
    orphans: tuple[Path, ...]
    remedies: tuple[Remedy, ...]

    @property
    def healthy(self) -> bool:
        """Whether every byte of the ledger is as it was written."""
        return self.manifest_damage is None and not self.parts


def diagnose(folder: Path) -> Diagnosis:
    """Read every file of a ledger and compare it with its hash; changes nothing."""
    if not any((folder / name).exists() for name in (FILE, HISTORY, parts.FOLDER)):
        raise LedgerError(Words("此处没有账本", "there is no ledger here"), where=str(folder))
    forget()
    broken: Words | None = None
    states = [manifest for _, manifest in history(folder) if manifest]
    try:
        manifest = read_manifest(folder / FILE)
    except LedgerDamaged as error:
        broken = error.fact if isinstance(error.fact, Words) else Words(error.fact, error.fact)
        manifest = states[0] if states else Manifest()
    bad = tuple(damage_of(folder, manifest, manifest.parts))
    named = {part.file for state in [manifest, *states] for part in state.parts}
    # A repair that was stopped has left parts in the second folder.
    files = [p for name in (parts.FOLDER, RESCUED) for p in sorted((folder / name).glob("*"))]
    orphans = [path for path in files if path.name not in named]
    whole = tuple(p for p in orphans if file_digest(p).startswith(p.stem))
    remedies = (
        *_manifest_remedies(broken, manifest, bool(states)),
        *(remedy for damage in bad for remedy in _part_remedies(damage)),
        *_orphan_remedies(whole),
    )
    return Diagnosis(manifest, broken, bad, whole, remedies)


def repair(folder: Path, *, adopt: bool = False) -> Diagnosis:
    """Put the ledger in order and return what was found before.

    The newest intact state becomes current, damaged parts are set aside; with `adopt` the rows of
    intact parts that no state names are imported.
    """
    with writing(folder):
        found = diagnose(folder)
        if not found.healthy:
            _set_aside(folder, found)
        _move(folder, found.orphans if adopt else (), RESCUED)
    if adopt and found.orphans:
        rescued = [folder / RESCUED / path.name for path in found.orphans]
        with Ledger.open(folder).importing(source="repair") as batch:
            batch.add_relation(parts.files_sql(rescued))
        shutil.rmtree(folder / RESCUED)
    return found


def _set_aside(folder: Path, found: Diagnosis) -> None:
    _move(folder, [folder / parts.FOLDER / d.part.file for d in found.parts], SET_ASIDE)
    if found.manifest_damage is not None:
        _move(folder, [folder / FILE], SET_ASIDE)
    _move(folder, [path for path, state in history(folder) if state is None], SET_ASIDE)
    manifest = found.manifest
    if found.parts:
        lost = {damage.part for damage in found.parts}
        manifest = replace(
            manifest,
            sequence=manifest.sequence + 1,
            parent=manifest.digest,
            parts=tuple(part for part in manifest.parts if part not in lost),
        )
    for name in (HISTORY, parts.FOLDER):
        (folder / name).mkdir(exist_ok=True)
    swap_in(folder / FILE, manifest.bytes())


def _move(folder: Path, files: tuple[Path, ...] | list[Path], name: str) -> None:
    for file in files:
        if file.exists():
            (folder / name).mkdir(exist_ok=True)
            os.replace(file, folder / name / file.name)


def _manifest_remedies(broken: Words | None, manifest: Manifest, kept: bool) -> list[Remedy]:
    if broken is None:
        return []
    if not kept:
        return [
            Remedy(
                Words(
                    "没有完好的清单副本;完好的分卷可收回(--adopt),导入记录已失",
                    "no intact copy of a manifest is left; intact parts can be taken back "
                    "(--adopt), the receipts of imports are lost",
                )
            )
        ]
    return [
        Remedy(
            Words(
                f"可恢复第 {manifest.sequence} 版清单({manifest.rows} 行)",
                f"manifest {manifest.sequence} can be restored ({manifest.rows} rows)",
            )
        )
    ]


def _part_remedies(damage: Damage) -> list[Remedy]:
    part, receipt = damage.part, damage.receipt
    out = Remedy(
        Words(
            f"分卷 {part.file}({part.rows} 行)可移出,其余照常可读",
            f"part {part.file} ({part.rows} rows) can be set aside; the rest stays readable",
        )
    )
    if receipt is None or not receipt.source:
        return [out]
    if receipt.source == BOARD_FILES:
        words = Words("下次打开该盘时补回其行", "opening the board brings its rows back")
        return [out, Remedy(words)]
    mark = f" (SHA-256 {receipt.sha256})" if receipt.sha256 else ""
    again = Words(
        f"再次导入 {receipt.source}{mark} 可补回其行",
        f"importing {receipt.source}{mark} again brings its rows back",
    )
    return [out, Remedy(again, by_hand=True)]


def _orphan_remedies(orphans: tuple[Path, ...]) -> list[Remedy]:
    if not orphans:
        return []
    names = ", ".join(path.name for path in orphans)
    return [
        Remedy(
            Words(
                f"不在清单中而完好的分卷可收回(--adopt): {names}",
                f"intact parts that no manifest names can be taken back (--adopt): {names}",
            )
        )
    ]

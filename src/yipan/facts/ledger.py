"""The ledger on disk: append-only parts, a manifest that is swapped, and readers that never wait.

FOLDER/manifest.json   the state: parts, hashes, receipts of imports
FOLDER/manifests/      copies of the last states
FOLDER/parts/          Parquet files, each named by its hash, never changed
FOLDER/staging/        an import under way
FOLDER/lock            held by the one writer
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.errors import LedgerDamaged, LedgerError
from yipan.core.words import Words
from yipan.facts import parts
from yipan.facts.bulk import Progress
from yipan.facts.cache import build, cache_file, extend
from yipan.facts.damage import Damage, damage_of
from yipan.facts.disk import WAIT, step, swap_in, writing
from yipan.facts.engine import connect, rows
from yipan.facts.history import History, histories
from yipan.facts.manifest import (
    FILE,
    HISTORY,
    KEPT,
    Manifest,
    Part,
    history,
    history_file,
    read_manifest,
)
from yipan.facts.panel import Panel, cut
from yipan.facts.record import Fact
from yipan.facts.resolve import LATEST, Chosen, ResolveRule, resolve
from yipan.facts.selection import EVERYTHING, PanelAsked, Selection
from yipan.facts.staging import Appended, Staging, clear, staging
from yipan.facts.wide import cut_wide, open_cache

if TYPE_CHECKING:
    from yipan.facts.engine import Connection
    from yipan.facts.states import State

# A panel cut from more rows than this uses the cache.
DIRECT = 50_000
# A cache is brought up to date when less than one row in so many is new.
EXTENDED = 10


class Ledger:
    """One state of a ledger. A reader keeps the state it opened; `refresh` moves to the newest."""

    def __init__(self, path: Path, manifest: Manifest, *, around_damage: bool = False) -> None:
        self.path = path
        self.manifest = manifest
        self.around_damage = around_damage
        self.learned_by: date | None = None
        self._building = threading.Lock()
        self._open_cache: tuple[Path, Connection] | None = None

    @classmethod
    def create(cls, path: str | Path) -> Ledger:
        """A new, empty ledger; refuses a folder that already holds one."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        with writing(folder):
            if (folder / FILE).exists():
                raise LedgerError(
                    Words("此处已有账本", "there is a ledger here already"), where=str(folder)
                )
            _prepare(folder)
            manifest = Manifest()
            swap_in(folder / FILE, manifest.bytes())
        return cls(folder, manifest)

    @classmethod
    def open(cls, path: str | Path, *, around_damage: bool = False) -> Ledger:
        """The newest state of the ledger in a folder.

        A question that needs a damaged part raises `LedgerDamaged`; with `around_damage` it is
        answered from the other parts (see `damage` for what is left out), and a damaged manifest is
        read from its newest intact copy.
        """
        folder = Path(path)
        if not folder.is_dir() or not any((folder / n).exists() for n in (FILE, HISTORY)):
            raise LedgerError(Words("此处没有账本", "there is no ledger here"), where=str(folder))
        try:
            manifest = read_manifest(folder / FILE)
        except LedgerDamaged:
            states = [m for _, m in history(folder) if m] if around_damage else []
            if not states:
                raise
            manifest = states[0]
        return cls(folder, manifest, around_damage=around_damage)

    @classmethod
    def ensure(cls, path: str | Path) -> Ledger:
        """The ledger in a folder, created when there is none."""
        return cls.open(path) if (Path(path) / FILE).exists() else cls.create(path)

    @property
    def digest(self) -> str:
        """The hash of this state, for receipts."""
        return self.manifest.digest

    def __len__(self) -> int:
        return self.manifest.rows

    def __repr__(self) -> str:
        return f"Ledger({str(self.path)!r}, {len(self)} rows, {self.digest[:12]})"

    def refresh(self) -> Ledger:
        """Move to the newest state."""
        self.manifest = read_manifest(self.path / FILE)
        return self

    def at(self, state: State) -> Ledger:
        """This ledger as it was in an earlier state; it shares the engine."""
        states = self.manifest.states()[: state.imports]
        found = Ledger(self.path, states[-1] if states else Manifest())
        found.around_damage = self.around_damage
        found.learned_by = state.learned_by
        found.connection = self.connection
        return found

    def append(self, facts: Iterable[Fact], *, wait: float = WAIT) -> Appended:
        """Add the facts that are not there yet, all of them or none."""
        with self.importing(wait=wait) as batch:
            batch.add(facts)
        return batch.result

    @contextmanager
    def importing(
        self,
        *,
        source: str = "",
        sha256: str = "",
        wait: float = WAIT,
        progress: Progress | None = None,
    ) -> Iterator[Staging]:
        """Stage rows; at the end of the block they are in the ledger, after an error none is.

        `source` and `sha256`: the file that is imported and its digest, kept as the receipt.
        """
        with writing(self.path, wait=wait):
            self.refresh()
            step("lock held")
            states = [m for _, m in history(self.path) if m]
            parts.remove_orphans(self.path, (m.parts for m in [self.manifest, *states]))
            with staging(self.path, self.manifest) as batch:
                yield batch
                manifest = batch.finish(source, sha256, progress)
                if manifest is not None:
                    self._swap(manifest)

    def facts(self, selection: Selection = EVERYTHING) -> list[Fact]:
        """The rows of a selection in canonical order."""
        sql = (
            f"SELECT {parts.NAMES} FROM {self.table(selection)} "
            f"WHERE {selection.where()} ORDER BY {parts.ORDER_BY}"
        )
        return [Fact(*row) for row in rows(self.connection.cursor(), sql)]

    def find(self, prefix: str, selection: Selection = EVERYTHING) -> list[Fact]:
        """The facts whose id begins so; every row of the selection is hashed for that."""
        sql = (
            f"SELECT {parts.NAMES} FROM {self.table(selection)} WHERE {selection.where()} "
            f"AND {parts.MAY_HAVE_ID} ORDER BY {parts.ORDER_BY}"
        )
        found = (Fact(*row) for row in rows(self.connection.cursor(), sql, [prefix]))
        return [fact for fact in found if fact.id.startswith(prefix)]

    def chosen(self, selection: Selection = EVERYTHING, rule: ResolveRule = LATEST) -> list[Chosen]:
        """For each thing the figure that counts under `rule`, why, and the others."""
        return resolve(
            self.facts(selection), rule, as_of=selection.as_of, learned_by=selection.learned_by
        )

    def panel(
        self,
        units: Mapping[str, str],
        *,
        parties: Sequence[str] = (),
        periods: Sequence[str] = (),
        frequencies: Sequence[str] = (),
        definitions: Sequence[str] = ("",),
        year_ends: bool = False,
        rule: ResolveRule = LATEST,
        as_of: date | None = None,
        learned_by: date | None = None,
    ) -> Panel:
        """The chosen facts as a dense array; `units`: each indicator wanted and its unit.

        A panel of many facts is cut from the cache, which is built when there is none. With
        `year_ends` (see `panel.cut`) it is cut from the rows.
        """
        asked = PanelAsked(
            units, parties, periods, frequencies, definitions, year_ends, as_of, learned_by
        )
        return self.panel_of(asked, rule)

    def panel_of(self, asked: PanelAsked, rule: ResolveRule = LATEST) -> Panel:
        """The panel that is asked for."""
        selection = asked.selection
        if not asked.year_ends and self._asks_cache(selection, rule):
            return cut_wide(
                self._cache_connection(self.cache(rule)).cursor(),
                asked,
                lambda some: self.chosen(some, rule),
                rule=rule.name,
                ledger=self.digest,
            )
        return cut(
            self.chosen(selection, rule),
            asked.units,
            parties=asked.parties,
            periods=asked.periods,
            definitions=asked.definitions,
            year_ends=asked.year_ends,
            rule=rule.name,
            as_of=asked.as_of,
            ledger=self.digest,
        )

    def _cache_connection(self, file: Path) -> Connection:
        """The connection to a cache, kept from one question to the next."""
        if self._open_cache is None or self._open_cache[0] != file:
            self._open_cache = (file, open_cache(file))
        return self._open_cache[1]

    def _asks_cache(self, selection: Selection, rule: ResolveRule) -> bool:
        if rule.manual or selection.learned_by or self.learned_by or len(self) <= DIRECT:
            return False
        ready = cache_file(self.path, self.manifest, rule).exists()
        return ready or self.count(selection) > DIRECT

    def count(self, selection: Selection = EVERYTHING) -> int:
        """The number of rows of a selection."""
        sql = f"SELECT count(*) FROM {self.table(selection)} WHERE {selection.where()}"
        return int(rows(self.connection.cursor(), sql)[0][0])

    def cache(self, rule: ResolveRule = LATEST, *, progress: Progress | None = None) -> Path:
        """The file of the cache for this state and rule, built when it is not there.

        Where one of an earlier state is left and little was added since, it is brought up to date.
        """
        file = cache_file(self.path, self.manifest, rule)
        with self._building:
            if file.exists():
                return file
            before = self._earlier_cache(rule)
            if before is None:
                build(self.connection, self.table(), file, rule, progress=progress)
                return file
            added = parts.parts_sql(self.path, self._sound(before[1]))
            extend(self.connection, before[0], self.table(), added, file, rule)
        return file

    def _earlier_cache(self, rule: ResolveRule) -> tuple[Path, list[Part]] | None:
        """The cache of an earlier state and the few parts added since; None where there is none."""
        for _, state in history(self.path):
            if state is None or not set(state.parts) < set(self.manifest.parts):
                continue
            file = cache_file(self.path, state, rule)
            added = [part for part in self.manifest.parts if part not in set(state.parts)]
            if file.exists() and sum(part.rows for part in added) * EXTENDED < len(self):
                return file, added
        return None

    def history(self, selection: Selection) -> list[History]:
        """The history of each thing of a selection."""
        return histories(self.facts(selection))

    def table(self, selection: Selection = EVERYTHING, *, named: bool = False) -> str:
        """The parts that can hold rows of a selection, as a table expression of `connection`.

        `named`: with the column `filename`, the part of each row.
        """
        wanted = selection.indicators
        kept = [
            part
            for part in self.manifest.parts
            if not wanted or any(part.first <= slug <= part.last for slug in wanted)
        ]
        table = parts.parts_sql(self.path, self._sound(kept), named=named)
        known = Selection(learned_by=self.learned_by)
        return f"(SELECT * FROM {table} WHERE {known.where()})" if self.learned_by else table

    def damage(self) -> list[Damage]:
        """The damaged parts; reads every byte that has changed since it was last read."""
        return damage_of(self.path, self.manifest, self.manifest.parts)

    def _sound(self, wanted: list[Part]) -> list[Part]:
        found = damage_of(self.path, self.manifest, wanted)
        if found and not self.around_damage:
            raise found[0].error(self.path)
        return [part for part in wanted if part not in {damage.part for damage in found}]

    @cached_property
    def connection(self) -> Connection:
        """The engine for questions; take a `cursor()` of it in each thread."""
        return connect(Path(tempfile.gettempdir()) / f"yipan-spill-{os.getpid()}")

    def _swap(self, manifest: Manifest) -> None:
        """Make a state the current one; the one before is kept."""
        _keep(self.path, self.manifest)
        swap_in(self.path / FILE, manifest.bytes())
        self.manifest = manifest
        _keep(self.path, manifest)
        step("import finished")


def _prepare(folder: Path) -> None:
    clear(folder)
    for name in (HISTORY, parts.FOLDER):
        (folder / name).mkdir(exist_ok=True)


def _keep(folder: Path, manifest: Manifest) -> None:
    copy = history_file(folder, manifest)
    if not copy.exists():
        swap_in(copy, manifest.bytes())
    for old in sorted((folder / HISTORY).glob("*.json"))[:-KEPT]:
        old.unlink()

"""`yipan import`: workbooks, CSV and SDMX-CSV into the board's ledger."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope, progress_bar
from yipan.cli.main import language
from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.core.sources import Source
    from yipan.facts.importing.rules import Rules
    from yipan.facts.importing.run import Imported
    from yipan.facts.importing.sheets import SheetReader


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    files: tuple[Path, ...]
    source: str
    source_title: str
    published_on: str
    learned_on: str
    mapping: Path | None
    save_mapping: Path | None
    rejects: Path
    accept_rejects: bool
    dry_run: bool
    indicator: str
    party: str
    period: str
    unit: str
    as_of: str | None


def _print_schema(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from yipan.facts.importing.mapping import schema

        click.echo(json.dumps(schema(), ensure_ascii=False, indent=1))
        ctx.exit()


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="", metavar="CODE", help="The source, as the board knows it.")
@click.option("--source-title", default="", help="Title of a source that the board does not know.")
@click.option("--published-on", default="", metavar="DATE", help="When it was published.")
@click.option("--learned-on", default="", metavar="DATE", help="When you learned of it; today.")
@click.option("--dry-run", is_flag=True, help="Show what is understood; import nothing.")
@click.option("--mapping", type=click.Path(path_type=Path), help="A mapping file (YAML).")
@click.option("--save-mapping", type=click.Path(path_type=Path), help="Write the reading down.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    default=Path("rejects.csv"),
    show_default=True,
    help="Where cells that cannot be used are listed.",
)
@click.option("--accept-rejects", is_flag=True, help="Import the rest although cells are refused.")
@click.option("--indicator", default="", help="Indicator of tables that name none.")
@click.option("--party", default="", help="Party of tables that name none.")
@click.option("--period", default="", help="Period of tables that name none.")
@click.option(
    "--unit", default="", help="Unit of figures that print none; `board`: each indicator's own."
)
@click.option(
    "--mapping-schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="The JSON Schema of mapping files.",
)
@common_options
def import_(board: str, lang: str | None, as_json: bool, **options: object) -> None:
    """Take FILES (.xlsx, .xls, CSV, SDMX-CSV, Parquet) into the board's ledger.

    Layout, units, periods and names are found out and can be looked at with --dry-run. All cells
    are accounted for; a cell that cannot be used stands in the rejects file, and then nothing is
    imported unless --accept-rejects is given.
    """
    import yipan

    request = Request(**options)  # type: ignore[arg-type]
    opened = yipan.open(board)
    tongue = lang or language(sys.argv)
    tidy = _tidy_files(request.files)
    if tidy:
        from yipan.cli.import_tidy import run_tidy

        if request.dry_run:
            raise BadInput(
                Words(
                    "账本格式的文件没有可试读的布局",
                    "files in the ledger's columns need no dry run",
                )
            )
        run_tidy(
            opened,
            tidy,
            _day(request.learned_on),
            rejects=request.rejects,
            accept_rejects=request.accept_rejects,
            lang=tongue,
            as_json=as_json,
        )
        return
    source, is_new = _source(opened, request)
    reader = _reader(opened, request, source)
    done = _run(opened, request, reader, source if is_new else None, tongue)
    if request.save_mapping:
        _save(request.save_mapping, reader, done)
    _show(opened, request, done, tongue, as_json)


def _tidy_files(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files, when they have the ledger's own columns; refuses a mixture."""
    from yipan.facts.importing.files import is_workbook
    from yipan.facts.tidy import is_tidy

    tidy = tuple(path for path in files if not is_workbook(path) and is_tidy(path))
    if tidy and len(tidy) < len(files):
        raise BadInput(
            Words(
                "账本格式的文件与其他表格混在一起",
                "files in the ledger's own columns and other tables are mixed",
            ),
            hint=Words("请分两次导入", "import them in two goes"),
        )
    return tidy


def _source(board: Board, request: Request) -> tuple[Source | None, bool]:
    """The source and whether the board has yet to learn of it."""
    from yipan.core.sources import Source, read_published_on

    code = request.source.strip()
    known = board.sources.get(code)
    if known is not None:
        if request.source_title or request.published_on:
            raise BadInput(
                Words(f"来源 {code} 已在盘上", f"the board has source {code!r} already"),
                hint=Words("去掉 --source-title 与 --published-on", "leave out its description"),
            )
        return known, False
    if code and request.source_title:
        day = read_published_on(request.published_on, where="--published-on")
        return Source(code, request.source_title, day), True
    if code:
        raise UnknownName("source", code, board.sources)
    if request.dry_run:
        return None, False
    listed = ", ".join(list(board.sources)[:8])
    raise BadInput(
        Words("没有写明来源", "no source is named"),
        hint=Words(
            f"用 --source 代码 (盘上有 {listed}),新来源另加 --source-title 与 --published-on",
            f"use --source CODE (the board has {listed}); for a new one add --source-title and "
            "--published-on",
        ),
    )


def _reader(board: Board, request: Request, source: Source | None) -> SheetReader:
    from yipan.facts.importing.names import Names
    from yipan.facts.importing.outcome import Origin
    from yipan.facts.importing.sheets import SheetReader

    rules = _rules(board, request)
    names = Names(
        board.parties,
        board.indicators,
        parties_by_text=rules.parties,
        indicators_by_text=rules.indicators,
        units_by_text=rules.units,
    )
    origin = Origin(
        source.code if source else "",
        source.published_on.text if source else "",
        source.published_on.latest if source else None,
        _day(request.learned_on),
    )
    return SheetReader(names, origin, rules)


def _rules(board: Board, request: Request) -> Rules:
    """The mapping file's rules, with the options as defaults of every sheet."""
    from yipan.core.period_text import parse_period
    from yipan.core.units import parse_unit
    from yipan.facts.importing.mapping import read_mapping
    from yipan.facts.importing.meaning import NOTHING, over
    from yipan.facts.importing.rules import NO_RULES

    found = NO_RULES
    if request.mapping:
        found = read_mapping(request.mapping, board.parties, board.indicators)
    given = NOTHING
    if request.indicator:
        slug = board.indicators.find(request.indicator, where="--indicator").slug
        given = given._replace(indicator=slug, name=request.indicator)
    if request.party:
        given = given._replace(party=board.parties.find(request.party, where="--party").code)
    if request.period:
        given = given._replace(period=parse_period(request.period))
    own = request.unit == "board"
    if request.unit and not own:
        parse_unit(request.unit)
        given = given._replace(units=(request.unit,))
    sheets = tuple(
        replace(s, defaults=over(s.defaults, given), board_unit=s.board_unit or own)
        for s in found.sheets
    )
    fallback = replace(found.fallback, defaults=given, board_unit=own)
    return replace(found, sheets=sheets, fallback=fallback)


def _run(
    board: Board, request: Request, reader: SheetReader, fresh: Source | None, lang: str
) -> Imported:
    from yipan.board.added_sources import add_source
    from yipan.facts.importing.run import Imported, import_files, understand

    progress = progress_bar()
    if request.dry_run:
        return Imported(understand(request.files, reader, progress=progress))
    return import_files(
        board.ledger_to_write,
        request.files,
        reader,
        rejects_file=request.rejects,
        accept_rejects=request.accept_rejects,
        progress=progress,
        before_commit=lambda: add_source(board.path, fresh) if fresh else None,
        lang=lang,
    )


def _save(path: Path, reader: SheetReader, done: Imported) -> None:
    from yipan.facts.importing.save_mapping import mapping_text, write_mapping

    layouts = [layout.first for layout in done.understood.layouts.values()]
    text = mapping_text(reader.names, reader.rules, layouts, done.understood.labels)
    write_mapping(path, text)


def _show(board: Board, request: Request, done: Imported, lang: str, as_json: bool) -> None:
    from yipan.cli.import_report import as_dict, lines
    from yipan.cli.opened import receipt

    if as_json:
        result = as_dict(done, dry_run=request.dry_run, lang=lang)
        click.echo(
            envelope(
                "import", result, board=board.name, as_of=request.as_of, receipt=receipt(board)
            )
        )
        return
    click.echo("\n".join(lines(done, dry_run=request.dry_run, rejects=request.rejects, lang=lang)))


def _day(text: str) -> date:
    """The day of --learned-on; today when it is not given."""
    from yipan.cli.opened import read_as_of

    return (read_as_of(text) if text else None) or date.today()

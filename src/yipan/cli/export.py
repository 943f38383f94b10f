"""`yipan export`: facts as tidy CSV, SDMX-CSV 2.0, a Frictionless Data Package or XLSX."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope
from yipan.cli.main import language
from yipan.core.errors import BadInput
from yipan.core.files import put_whole
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.facts import Fact
    from yipan.facts.exporting.selected import Selected

FORMATS = ("tidy", "sdmx", "package", "xlsx")


@click.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=None,
    help="tidy (CSV), sdmx (SDMX-CSV 2.0 and structure), package (a folder) or xlsx; "
    "follows from OUT.",
)
@click.option("--indicator", multiple=True, metavar="NAME", help="Only these indicators.")
@click.option("--party", multiple=True, metavar="NAME", help="Only these parties or pairs 甲→乙.")
@click.option("--period", multiple=True, metavar="PERIOD", help="Only these periods.")
@click.option("--source", multiple=True, metavar="CODE", help="Only these sources.")
@click.option("--chosen", is_flag=True, help="Of each thing only the figure that counts.")
@click.option("--learned-by", metavar="DATE", help="What this board had learned by that day.")
@click.option("--force", is_flag=True, help="Write over what is there.")
@common_options
def export(
    out: Path,
    form: str | None,
    indicator: tuple[str, ...],
    party: tuple[str, ...],
    period: tuple[str, ...],
    source: tuple[str, ...],
    chosen: bool,
    learned_by: str | None,
    force: bool,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Write facts to OUT: facts.csv, data.sdmx.csv, a folder, or facts.xlsx.

    Every printed value is written, each with its source; --chosen keeps those that count.
    """
    import yipan
    from yipan.cli.opened import read_as_of, receipt

    opened = yipan.open(board)
    unknown = [code for code in source if code not in opened.sources]
    if unknown:
        from yipan.core.errors import UnknownName

        raise UnknownName("source", unknown[0], opened.sources, where="--source")
    found = opened.facts(
        indicator,
        party=party,
        period=period,
        as_of=read_as_of(as_of),
        learned_by=read_as_of(learned_by),
    )
    facts = [c.fact for c in found.chosen] if chosen else list(found)
    if source:
        facts = [fact for fact in facts if fact.source in source]
    selected = _selected(opened, facts, as_of)
    files = _files(selected, out, form or _form(out))
    _write(files, force=force)
    if as_json:
        result = {"facts": len(facts), "files": [str(path) for path in files]}
        known = receipt(opened)
        click.echo(envelope("export", result, board=opened.name, as_of=as_of, receipt=known))
        return
    names = ", ".join(map(str, files))
    words = Words(f"写出 {len(facts)} 个数: {names}", f"{len(facts)} figures written: {names}")
    click.echo(words.pick(lang or language(sys.argv)))


def _selected(board: Board, facts: list[Fact], as_of: str | None) -> Selected:
    from yipan.facts.exporting.selected import Selected

    return Selected(
        name=board.name,
        title=board.title.en,
        facts=facts,
        all_parties=board.parties,
        all_indicators=board.indicators,
        all_sources=board.sources,
        as_of=as_of or "",
    )


def _form(out: Path) -> str:
    """The format that a file's name asks for."""
    name = out.name.lower()
    if name.endswith(".sdmx.csv"):
        return "sdmx"
    suffix = out.suffix.lower()
    if suffix in {".csv", ".xlsx"}:
        return "tidy" if suffix == ".csv" else "xlsx"
    if not suffix:
        return "package"
    raise BadInput(
        Words(f"不知道 {suffix} 是什么格式", f"no format is known for {suffix}"),
        hint=Words(
            "可写 x.csv、x.sdmx.csv、x.xlsx 或文件夹名,或用 --format",
            "write x.csv, x.sdmx.csv, x.xlsx or the name of a folder, or use --format",
        ),
        where=str(out),
    )


def _files(selected: Selected, out: Path, form: str) -> dict[Path, bytes]:
    """Path → content."""
    if form == "tidy":
        from yipan.facts.exporting.tidy import tidy_csv

        return {out: tidy_csv(selected.facts)}
    if form == "sdmx":
        from yipan.facts.exporting.sdmx import sdmx_csv, structure_xml

        stem = out.name.removesuffix(".csv").removesuffix(".sdmx")
        structure = out.with_name(f"{stem}.structure.xml")
        return {out: sdmx_csv(selected), structure: structure_xml(selected)}
    if form == "xlsx":
        from yipan.facts.exporting.workbook import workbook_bytes

        return {out: workbook_bytes(selected)}
    from yipan.facts.exporting.package import package_files

    return {out / name: data for name, data in package_files(selected).items()}


def _write(files: dict[Path, bytes], *, force: bool) -> None:
    """Write the files; refuses to write over others."""
    there = [path for path in files if path.exists()]
    if there and not force:
        raise BadInput(
            Words("文件已存在", "the file is there already"),
            hint=Words("用 --force 覆盖,或换一个名字", "use --force, or another name"),
            where=str(there[0]),
        )
    for path, data in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            put_whole(path, data)
        except OSError as error:
            raise BadInput(
                Words("不能写出", "cannot be written"), hint=str(error.strerror), where=str(path)
            ) from None

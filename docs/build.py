"""Writes docs/reference/*.md from the code; with --check says what is stale or not described.

./run docs            write the pages
./run docs --check    exit code 1 when a page differs from the code or something lacks its words
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from yipan.board import board_file, fields, problems
from yipan.cli.commands import COMMANDS
from yipan.cli.main import yipan
from yipan.core import errors, identities, units
from yipan.facts.importing import mapping
from yipan.facts.importing.roles import ROLE_HELP
from yipan.facts.record import COLUMNS
from yipan.gauge.registry import FILTERS, Measure, measures
from yipan.publish.report import keys as report_keys
from yipan.web.pages import PAGES

FOLDER = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/build.py from the code; change the code, then ./run docs. -->"
Row = Sequence[str]


def pages() -> dict[str, str]:
    """Name of each page and its text."""
    return {
        "commands.md": _page("Commands", commands_page()),
        "board.md": _page("The files of a board", board_page()),
        "facts.md": _page("The columns of a ledger", facts_page()),
        "units.md": _page("Units", units_page()),
        "mapping.md": _page("Mapping files of `yipan import`", mapping_page()),
        "report.md": _page("Keys of `report.yaml`", report_page()),
        "errors.md": _page("Errors and problems", errors_page()),
        "measures.md": _page("Measures", measures_page()),
        "pages.md": _page("Pages of the workbench", pages_page()),
    }


def undescribed() -> list[str]:
    """Commands, options, columns and keys that say nothing about themselves."""
    found = []
    for name, command in click_commands():
        if not (command.help or "").strip():
            found.append(f"command {name}")
        options = (p for p in command.params if isinstance(p, click.Option))
        found += [f"command {name}: option {o.opts[0]}" for o in options if not o.help]
    for table in fields.TABLES.values():
        found += [
            f"{table.name}.csv: column {f.name}" for f in table.fields if not (f.help and f.help_zh)
        ]
    found += [f"board.yaml: {k.name}" for k in board_file.KEYS if not (k.help and k.help_zh)]
    found += [
        f"identities.yaml: {section}.{key}"
        for section, keys in identities.KEYS.items()
        for key, text in keys.items()
        if not text
    ]
    found += [
        f"report.yaml: {where} {key.name}"
        for where, key in report_keys.every_key()
        if not (key.help and key.help_zh)
    ]
    found += [f"ledger: column {column.name}" for column in COLUMNS if not column.help]
    found += [
        f"page {page.name}: {name}" for page in PAGES for name, text in page.fields() if not text
    ]
    found += [f"error {kind.__name__}" for kind in error_kinds() if not inspect.getdoc(kind)]
    return found


def click_commands() -> Iterator[tuple[str, click.Command]]:
    """Every command of the command line."""
    context = click.Context(yipan)
    for name in COMMANDS:
        found = yipan.get_command(context, name)
        assert found
        yield name, found


def pages_page() -> Iterator[str]:
    """Each page: its address and the fields of its context."""
    yield "How to use them: [web.md](../web.md). A template sees the fields as `c`."
    for page in PAGES:
        yield f"## {page.title.en} {page.title.zh}"
        yield f"`{page.address}` {page.help}"
        yield _table(("field", "holds"), [(f"`{name}`", text) for name, text in page.fields()])


def mapping_page() -> Iterator[str]:
    """The keys of a mapping file and the roles of columns."""
    yield "How to use one: [import.md](../import.md). Every value is text as written."
    for title, keys in (
        ("The file", mapping.KEYS),
        ("A sheet: an item of `sheets`", mapping.SHEET_KEYS),
        ("`defaults`, `forced` and an object under `columns`", mapping.MEANING_KEYS),
    ):
        yield f"## {title}"
        yield _table(
            ("key", "form", "what it says"), [(f"`{k.name}`", k.form, k.help) for k in keys]
        )
    yield "## Roles of columns"
    yield _table(
        ("role", "what stands in the column"), [(f"`{r}`", h) for r, h in ROLE_HELP.items()]
    )


def report_page() -> Iterator[str]:
    """The keys of a report's plan."""
    yield "How to use them: [report.md](../report.md). A key that is not listed here is refused."
    tops = (("The file", report_keys.TOP), ("An item of `sections`", report_keys.SECTION))
    for title, keys in tops:
        yield f"## {title}"
        yield _report_keys(keys)
    yield "## An item of `blocks`"
    yield "`show` says what the block shows; the other keys depend on it."
    for show, keys in report_keys.BLOCKS.items():
        yield f"### `show: {show}`"
        yield _report_keys(keys) if keys else "No further key."
    yield "## `wording`"
    rows = [
        (f"`{name}`", " ".join(f"`{{{word}}}`" for word in words.split()))
        for name, words in report_keys.WORDING.items()
    ]
    yield _table(("sentence", "names that may stand in it"), rows)


def _report_keys(keys: Sequence[report_keys.Key]) -> str:
    rows = [(f"`{k.name}`", k.form, k.help, k.help_zh) for k in keys]
    return _table(("key", "form", "what it is for", "用途"), rows)


def commands_page() -> Iterator[str]:
    """A section a command: usage, what it does, options."""
    yield "Exit code 0: fine. 1: the answer is no. 2: bad input, told in one line on stderr."
    rows = [[f"[`{n}`](#{n})", w.zh, w.en] for n, (_, w) in COMMANDS.items()]
    yield _table(("command", "用途", "what it does"), rows)
    for name, command in click_commands():
        context = click.Context(command, info_name=f"yipan {name}")
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"## {name}"
        yield f"`yipan {name} {usage}`"
        yield inspect.cleandoc(command.help or "").split("\f")[0]
        options = [p for p in command.params if isinstance(p, click.Option)]
        if options:
            yield _table(("option", "meaning"), [_option(option) for option in options])


def _option(option: click.Option) -> Row:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    metavar = ""
    if not option.is_flag:
        metavar = option.metavar or "|".join(getattr(option.type, "choices", ()) or ())
    words = option.help or ""
    if option.required:
        words += " Required."
    default = option.default
    if isinstance(default, str | int | Path) and not isinstance(default, bool) and default != "":
        words += f" Default: `{default}`."
    return [f"{names} {_code(metavar)}".strip(), words]


def board_page() -> Iterator[str]:
    """board.yaml, the tables, identities.yaml."""
    yield "A board is a folder. `yipan lint-board` says what to mend in it."
    yield "## board.yaml"
    yield _table(
        ("key", "form", "meaning", "含义"),
        [
            [f"`{k.name}`" + (" (required)" if k.required else ""), k.form, k.help, k.help_zh]
            for k in board_file.KEYS
        ],
    )
    for table in fields.TABLES.values():
        yield f"## {table.name}.csv"
        yield f"`{table.key}` names a row."
        yield _table(
            ("column", "中文列名", "meaning", "含义"),
            [[f"`{f.name}`" + _marks(f), f.zh, f.help, f.help_zh] for f in table.fields],
        )
    yield "## identities.yaml"
    yield inspect.cleandoc(identities.__doc__ or "")
    for section, keys in identities.KEYS.items():
        yield f"### {section}"
        yield _table(("key", "meaning"), [[f"`{key}`", text] for key, text in keys.items()])


def _marks(field: fields.Field) -> str:
    marks = ["required"] if field.required else []
    if field.choices:
        marks.append("one of " + ", ".join(f"`{choice}`" for choice in field.choices))
    if field.refers:
        marks.append(f"names a row of {field.refers}.csv")
    return f" ({'; '.join(marks)})" if marks else ""


def measures_page() -> Iterator[str]:
    """Every measure of the registry: what it answers, formula, reference, needs, settings."""
    known = measures()
    yield f"{len(known)} measures. How to use them: [gauge.md](../gauge.md)."
    yield "Settings of every measure that reads a table:"
    yield _table(
        ("setting", "default", "values", "meaning"),
        [[f"`{s.key}`", _code(s.default), _code(s.values), s.meaning] for s in FILTERS],
    )
    yield _table(
        ("measure", "名称", "回答", "what it answers"),
        [[f"[`{m.id}`](#{m.id})", m.name.zh, m.answers.zh, m.answers.en] for m in known.values()],
    )
    for m in known.values():
        yield f"## {m.id}"
        yield f"{m.name.zh} · {m.name.en}. {m.answers.zh}。{m.answers.en.capitalize()}."
        yield "\n".join(
            f"* {f'`{variant}`: ' if variant else ''}{_code(formula)}"
            for variant, formula in m.formulas.items()
        )
        yield _needs(m)
        own = [s for s in m.settings if s not in FILTERS]
        if own:
            yield _table(
                ("setting", "default", "values", "meaning"),
                [[f"`{s.key}`", _code(s.default), _code(s.values), s.meaning] for s in own],
            )


CUTS = {
    "column": "period by period, indicator by indicator",
    "period": "period by period",
    "party": "party by party",
    "indicator": "indicator by indicator",
    "columns": "by grouped sums",
    "whole": "refused, all cells are needed at once",
}


def _needs(m: Measure) -> str:
    columns = ", ".join(f"`{c}`" for c in m.columns) or "none"
    extra = "".join(f", optional `{c}`" for c in m.optional)
    tables = ", ".join(f"`{t}`" for t in m.tables) or "none"
    domain = ", ".join(f"{key} {rule}" for key, rule in m.domain.as_dict().items())
    parts = f" Parts: {', '.join(m.parts)}." if m.parts else ""
    order = " Needs an order." if m.order else ""
    order += f" Larger than memory: {CUTS[m.as_dict()['needs']['cuts']]}." if m.columns else ""
    return (
        f"Reference: {m.reference}. Columns: {columns}{extra}. Tables: {tables}. "
        f"Gives: {', '.join(m.items)}.{parts}{order} Domain: {domain}."
    )


def facts_page() -> Iterator[str]:
    """The columns of a ledger part and of every tidy export."""
    yield "The schema of a ledger part and of every tidy export, in this order."
    yield _table(("column", "type", "meaning"), [[f"`{c.name}`", c.type, c.help] for c in COLUMNS])


def units_page() -> Iterator[str]:
    """Scale words, then every base unit by dimension."""
    yield (
        "A unit is a scale word and a base (万亿元), a ratio of two (元/人) or an index with its "
        "base ((2013=100)). Units convert only inside one dimension, exactly."
    )
    scales = {**units.SCALES, **units.ENGLISH_SCALES}
    yield "## Scale words"
    yield _table(("word", "factor"), [[word, f"{size:,}"] for word, size in scales.items()])
    yield "## Bases"
    rows = [[d, _code(symbol), factor, also] for d, symbol, factor, also in units.unit_table()]
    yield _table(("dimension", "symbol", "factor", "also written"), rows)


def errors_page() -> Iterator[str]:
    """The tree of errors, and the codes of problems in a board's files."""
    yield (
        "Every error is one line: what, where, what to do. Findings about data (conflicts, "
        "rejects, problems) are rows, not errors."
    )
    yield _table(
        ("error", "exit code", "when"),
        [[f"`{kind.__name__}`", str(kind.exit_code), _first_line(kind)] for kind in error_kinds()],
    )
    yield "## Problems that `yipan lint-board` names"
    rows = [[f"`{code}`", words.zh, words.en] for code, words in problems.CODES.items()]
    yield _table(("code", "含义", "meaning"), rows)


def error_kinds() -> list[type[errors.YipanError]]:
    """The errors in the order of their module."""
    return [
        kind
        for kind in vars(errors).values()
        if inspect.isclass(kind)
        and issubclass(kind, errors.YipanError)
        and kind.__module__ == errors.__name__
    ]


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").splitlines()[0]


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _page(title: str, parts: Iterator[str]) -> str:
    return "\n\n".join([NOTE, f"# {title}", *parts]) + "\n"


def _table(head: Row, rows: Sequence[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def stale() -> list[str]:
    """Pages on disk that differ from the code, and pages that nothing writes."""
    wanted = pages()
    found = [
        name
        for name, text in wanted.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    return found + sorted(p.name for p in FOLDER.glob("*.md") if p.name not in wanted)


def main(arguments: Sequence[str]) -> int:
    """Write or check; returns the exit code."""
    silent = undescribed()
    for line in silent:
        print(f"not described: {line}", file=sys.stderr)
    if "--check" in arguments:
        for name in stale():
            print(f"stale: docs/reference/{name}; run ./run docs", file=sys.stderr)
        return 1 if silent or stale() else 0
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 1 if silent else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Writing down how tables were understood, so that next year's edition is read the same way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.importing.names import Names
from yipan.facts.importing.outcome import TableView
from yipan.facts.importing.roles import Role
from yipan.facts.importing.rules import Rules

_SAVED = {role.value for role in Role} - {Role.DATA.value, Role.EMPTY.value}


def mapping_text(
    names: Names, rules: Rules, tables: Iterable[TableView], unknown: Iterable[str]
) -> str:
    """A mapping file in YAML. Headings that are periods change every year and are left out."""
    columns: dict[str, str] = {}
    for table in tables:
        for heading, role, _ in table.columns:
            if role in _SAVED and heading.strip():
                columns.setdefault(heading.strip(), role)
    labels = names.readings()
    document: dict[str, object] = {"version": 1}
    sheet = {"match": "*", "columns": columns, **_given(rules)}
    document["sheets"] = [{key: value for key, value in sheet.items() if value}]
    document["indicators"] = {**labels.indicators, **rules.indicators}
    document["parties"] = {**labels.parties, **rules.parties}
    document["units"] = dict(rules.units)
    document["missing"] = dict(rules.missing)
    document["left_out"] = sorted(rules.left_out)
    kept = {key: value for key, value in document.items() if value}
    text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=100)
    return _HEAD + text + _todo(unknown)


def _given(rules: Rules) -> dict[str, object]:
    base = rules.fallback
    found: dict[str, object] = {}
    defaults = {
        "indicator": base.defaults.indicator,
        "party": base.defaults.party,
        "period": base.defaults.period.code if base.defaults.period else "",
        "unit": base.defaults.units[0] if base.defaults.units else "",
    }
    found["defaults"] = {key: value for key, value in defaults.items() if value}
    found["board_unit"] = base.board_unit
    return found


_HEAD = (
    "# How the tables were read. Change what is wrong; keep the file for the next edition.\n"
    "# Keys: docs/import.md; check with a JSON Schema: yipan import --mapping-schema\n"
)


def _todo(unknown: Iterable[str]) -> str:
    """What was not understood, as comments to fill in."""
    listed = sorted({text.strip() for text in unknown if text.strip()})
    if not listed:
        return ""
    lines = ["# Not understood; write each under indicators, parties or left_out:"]
    lines += [f"#   {yaml.safe_dump(text, allow_unicode=True).splitlines()[0]}:" for text in listed]
    return "\n".join(lines) + "\n"


def write_mapping(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise BadInput(
            Words("映射文件不能写出", "the mapping file cannot be written"),
            hint=str(error.strerror),
            where=str(path),
        ) from None

"""`yipan new`: an empty board whose files say what to fill in, each column below its head.

CSV files begin with a byte-order mark, so that Excel shows Chinese as it is.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from yipan.board import fields
from yipan.board.board_file import FILE as BOARD_FILE
from yipan.board.board_file import KEYS
from yipan.board.fields import Field, Table
from yipan.board.load import load
from yipan.board.package import FILE as PACKAGE_FILE
from yipan.board.package import package_bytes
from yipan.core.errors import BadInput
from yipan.core.words import Words

_NAME = re.compile(r"\w[\w-]*\Z")

_RULE = Words("按来源次序、后出优先", "source rank, then latest")

# One row of each table as a comment, to show how a row looks.
_EXAMPLES: dict[str, dict[str, str]] = {
    "parties": {
        "code": "N",
        "name_zh": "北岸",
        "name_en": "North Shore",
        "kind": "province",
        "aliases": "北岸省; N. Shore",
        "valid_from": "1990-01-01",
    },
    "indicators": {
        "slug": "population",
        "name_zh": "常住人口",
        "name_en": "Residents",
        "unit": "万人",
        "kind": "stock",
        "additive": "yes",
        "low": "0",
        "aliases": "人口; people",
    },
    "sources": {
        "code": "Y2024",
        "title": "统计年鉴2024 / Yearbook 2024",
        "published_on": "2024-11",
        "priority": "1",
    },
    "facts": {
        "indicator": "population",
        "party": "北岸",
        "period": "2023",
        "value": "54.0",
        "unit": "万人",
        "source": "Y2024",
        "locator": "表3",
    },
}


def new_board(name: str, folder: Path, lang: str = "zh") -> list[Path]:
    """Write an empty board into `folder`; refuses a folder that holds anything.

    `lang`: the language of the rule's name, which every answer shows.
    """
    if not _NAME.match(name):
        raise BadInput(
            Words(f"“{name}”不能作盘名", f"{name!r} cannot be the name of a board"),
            hint=Words("请用字母、数字、- 与 _", "use letters, digits, - and _"),
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(
            Words("此处已有文件", "there is something here already"),
            hint=Words("请换一个名字", "choose another name"),
            where=str(folder),
        )
    files = {BOARD_FILE: _board_yaml(name, lang).encode()}
    for table in (fields.PARTIES, fields.INDICATORS, fields.SOURCES):
        files[f"{table.name}.csv"] = _csv(table)
    files["facts/facts.csv"] = _csv(fields.FACTS)
    try:
        (folder / "facts").mkdir(parents=True)
        for path, data in files.items():
            (folder / path).write_bytes(data)
        (folder / PACKAGE_FILE).write_bytes(package_bytes(load(folder)))
    except OSError as error:
        raise BadInput(
            Words("不能写入", "cannot be written"), where=f"{folder}: {error.strerror}"
        ) from error
    return [folder / path for path in (*files, PACKAGE_FILE)]


def _board_yaml(name: str, lang: str) -> str:
    helps = {key.name: key for key in KEYS}

    def about(key: str, indent: str = "") -> str:
        return f"{indent}# {helps[key].help_zh} / {helps[key].help}\n"

    return (
        f"{about('name')}name: {name}\n"
        f"{about('title')}title: {{zh: {name}, en: {name}}}\n"
        f"{about('headline')}headline:\n"
        f"{about('headline.parties', '  ')}  parties: []\n"
        f"{about('headline.indicators', '  ')}  indicators: []\n"
        f"{about('resolve')}resolve:\n"
        f"{about('resolve.name', '  ')}  name: {_RULE.pick(lang)}\n"
        f"{about('resolve.prefer', '  ')}  prefer: [priority, latest]\n"
    )


def _csv(table: Table) -> bytes:
    """The header, then rows that explain each column below its head, then an example."""
    example = _EXAMPLES[table.name]
    needed = Words("必填", "required")
    rows = [
        ("说明", [_need(field, needed.zh) + field.help_zh for field in table.fields]),
        ("help", [_need(field, needed.en) + field.help for field in table.fields]),
        ("可写 choices", [" ".join(map(str, field.choices)) for field in table.fields]),
        ("例 example", [example.get(field.name, "") for field in table.fields]),
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in table.fields])
    for head, (first, *rest) in rows:
        writer.writerow([f"# {head}: {first}", *rest])
    return out.getvalue().encode("utf-8-sig")


def _need(field: Field, word: str) -> str:
    return f"({word}) " if field.required else ""

"""Writes a figure as .svg, .png, its data as .csv or its specification as .json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.errors import BadInput
from yipan.core.files import put_whole
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.publish.figures.model import Figure

KINDS = (".svg", ".png", ".csv", ".json")


def write_figure(figure: Figure, file: str, lang: str) -> None:
    """The ending of the file says what it becomes."""
    path = Path(file)
    if path.suffix not in KINDS:
        raise BadInput(
            Words(f"{path.name} 的扩展名不能作图", f"{path.name}: no figure has that ending"),
            hint=Words(f"可用 {'、'.join(KINDS)}", f"use {', '.join(KINDS)}"),
        )
    if path.suffix == ".csv":
        from yipan.publish.figures.data import table_csv

        put_whole(path, table_csv(figure.table, lang))
        return
    spec = figure.spec(lang)
    if path.suffix == ".json":
        put_whole(path, json.dumps(spec, ensure_ascii=False, indent=1) + "\n")
        return
    from yipan.publish.figures.render import to_png, to_svg

    if path.suffix == ".png":
        put_whole(path, to_png(spec))
    else:
        put_whole(path, to_svg(spec))

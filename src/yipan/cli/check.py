"""yipan check: which numbers of a report cannot be true."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from yipan.reading.check import Text, check_texts


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--separate", is_flag=True, help="Each file as if it stood alone.")
def check(files: tuple[Path, ...], as_json: bool, separate: bool) -> int:
    """Say which numbers of a report cannot be true."""
    texts = [Text(str(f), f.read_bytes().decode("utf-8")) for f in files]
    report = check_texts(texts, separate=separate)
    if as_json:
        sys.stdout.write(report.to_json() + "\n")
    else:
        for key, count in report.summary().items():
            click.echo(f"{key}: {count}")
    return 1 if report.hard else 0

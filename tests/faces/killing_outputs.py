"""A process that kills commands while they write: `killing_outputs.py FOLDER`, a line a trial.

Each trial starts with an older result in place, stops the command at one step with no chance to
tidy up, looks at the file, and runs the command again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
from pathlib import Path

import duckdb
import xlsxwriter  # noqa: F401  (loaded once, before forking)

from yipan.cli.main import main as yipan
from yipan.core import files

FACTS = (
    "indicator,party,to_party,period,value,unit\n"
    "应得补偿,冀,,2018,35000,万元\n预拨,京,冀,2018,20000,万元\n"
)
CASES = (
    "SELECT 'E' AS \"case\", '京' AS 迁出地, '冀' AS 迁入地, true AS 政府主导, true AS 符合布局, "
)
CASES += "2016 AS 迁移年度, 2017 AS 达产年度"
PERIODS = "SELECT 'E' AS \"case\", y AS year, 3000000000 AS \"三税.地方\", '京;冀' AS attested_by "
PERIODS += "FROM unnest([2013, 2014, 2015, 2017, 2018]) t(y)"
OLD = b"what was there before"


def commands(folder: Path) -> dict[str, tuple[list[str], Path]]:
    """The words of each command and the file that it writes."""
    sheet, moves, page = folder / "s.xlsx", folder / "m.parquet", folder / "r.html"
    facts, cases, periods = (str(folder / n) for n in ("f.csv", "c.parquet", "p.parquet"))
    return {
        "settle": (["settle", "eco-miyun-1", "--facts", facts, "--xlsx", str(sheet)], sheet),
        "settle-table": (
            ["settle-table", "tax-92", "--cases", cases, "--periods", periods, "--out", str(moves)],
            moves,
        ),
        "check": (["check", str(folder / "t.txt"), "--html", str(page)], page),
    }


def forked(words: list[str], steps: Path, stop_at: int | None = None) -> int:
    """Run a command in a child that dies at its step number `stop_at`; its wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    seen: list[str] = []

    def listen(name: str) -> None:
        if len(seen) == stop_at:
            os.kill(os.getpid(), 9)
        seen.append(name)

    files.on_step.append(listen)
    sys.argv = ["yipan", *words]
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        yipan()
    steps.write_text(json.dumps(seen))
    os._exit(0)


def main(folder: Path) -> None:
    """Every step of every command."""
    os.environ["YIPAN_HOME"] = str(folder / "home")
    (folder / "f.csv").write_text(FACTS, encoding="utf-8")
    (folder / "t.txt").write_text("三次产业结构为10.0∶40.0∶60.0。", encoding="utf-8")
    if not os.fork():
        duckdb.sql(CASES).write_parquet(str(folder / "c.parquet"))
        duckdb.sql(PERIODS).write_parquet(str(folder / "p.parquet"))
        os._exit(0)
    os.wait()
    steps = folder / "steps.json"
    for verb, (words, out) in commands(folder).items():
        assert forked(words, steps) == 0
        wanted = hashlib.sha256(out.read_bytes()).hexdigest()
        for number, name in enumerate(json.loads(steps.read_text())):
            out.write_bytes(OLD)
            killed = forked(words, steps, stop_at=number) == 9
            found = out.read_bytes()
            whole = found == OLD or hashlib.sha256(found).hexdigest() == wanted
            again = forked(words, steps) == 0
            same = hashlib.sha256(out.read_bytes()).hexdigest() == wanted
            print(json.dumps({"verb": verb, "step": name, "killed": killed, "whole": whole,
                              "again": again and same}), flush=True)  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))

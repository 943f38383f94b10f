"""A disk that takes no more: one line, exit code 2, and the ledger is what it was."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from yipan.facts import Ledger, make_fact

LIMITED = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from yipan.core.errors import YipanError
from yipan.facts import Ledger
from yipan.facts.tidy import import_tidy

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, table, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
ledger = Ledger.open(folder)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    import_tidy(ledger, [table], learned_on=date(2025, 1, 1))
except (YipanError, OSError) as error:
    print(str(error).replace("\\n", " "), file=sys.stderr)
    sys.exit(2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
@pytest.mark.parametrize("limit", [0, 2_000, 40_000, 100_000])
def test_an_import_into_a_full_disk_changes_nothing(tmp_path: Path, limit: int) -> None:
    """No file may grow beyond a limit; the same import works when there is room again."""
    folder, table = tmp_path / "ledger", tmp_path / "big.csv"
    ledger = Ledger.create(folder)
    ledger.append(
        [
            make_fact(
                indicator="output",
                party="N",
                period="2020",
                value="1",
                unit="万元",
                source="YB",
                learned_on=date(2025, 1, 1),
            )
        ]
    )
    rows = (f"output,N,{1950 + i % 70},{i * 7919 % 99991},万元,YB\n" for i in range(30_000))
    table.write_text("indicator,party,period,value,unit,source\n" + "".join(rows), "utf-8")
    before = (folder / "manifest.json").read_bytes()
    command = [sys.executable, "-c", LIMITED, str(folder), str(table), str(limit)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 2, run.stderr
    assert len(run.stderr.strip().splitlines()) == 1, run.stderr
    assert "malformed" not in run.stderr
    assert (folder / "manifest.json").read_bytes() == before
    assert len(Ledger.open(folder)) == 1
    assert not Ledger.open(folder).damage()
    from yipan.facts.tidy import import_tidy

    assert import_tidy(ledger, [table], learned_on=date(2025, 1, 1)).added > 0

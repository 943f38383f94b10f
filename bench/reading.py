"""Reading at length: characters a second, linearity, memory, import; a bounded run of fuzzers.

Peers read numbers and dates only and need dictionaries or models of their own, so none is run.
atheris is installed into the scratch environment of the peers, never into the project's.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import _peers
from bench.results import Row
from yipan.reading.check import check

HERE = Path(__file__).parent
TEXTS = sorted((HERE.parent / "tests" / "reading" / "texts").glob("*.txt"))
# Running prose without a figure, as most of a report is.
PLAIN = (
    "各部门认真落实工作部署,推动重点任务取得积极进展。要进一步完善体制机制,加强统筹协调,促进资源共享,"
    "提升公共服务水平,增强群众获得感。同时也要看到,外部环境更趋复杂,一些领域仍有短板。\n\n"
)
MEMORY = """
import resource, sys
from yipan.reading.check import check
report = check(open(sys.argv[1], encoding="utf-8").read())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
IMPORT = """
import time
started = time.process_time()
import yipan.reading.check
print(time.process_time() - started)
"""
# Seconds that atheris gives one input, and some to start.
SLOWEST_INPUT = 90
MARKS = "0123456789.,%(（“、，。\n\t"


def run(size: str) -> list[Row]:
    """All rows of the area."""
    full = size == "full"
    megabytes = 10 if full else 1
    text = report_like(megabytes * 1_000_000)
    half = report_like(megabytes * 500_000)
    whole, part = processor_seconds(text), processor_seconds(half)
    speed = len(text) / whole / 1000
    growth = whole / part
    memory = _memory(text)
    started = float(_python("-c", IMPORT))
    label = f"{megabytes} MB"
    return [
        Row(
            "whole pipeline",
            label,
            round(speed),
            "1000 characters/s",
            aim="≥ 150",
            met=speed >= 150,
        ),
        Row(
            "time, twice the length",
            label,
            round(growth, 2),
            "ratio",
            aim="≤ 2.5",
            met=growth <= 2.5,
        ),
        dense(1_000_000 if full else 200_000),
        Row("peak memory", label, round(memory), "MB", aim="< 200", met=memory < 200),
        Row("import", "-", round(started, 3), "s", aim="< 0.2", met=started < 0.2),
        fuzz(20_000 if full else 500),
        *guided_fuzz(240 if full else 20),
    ]


def report_like(size: int) -> str:
    """A text of that many bytes: our test texts with prose between, a quarter of it figures."""
    texts = [p.read_text("utf-8") for p in TEXTS]
    parts: list[str] = []
    held = 0
    order = random.Random(7)
    while held < size:
        figures = order.choice(texts)
        piece = figures + "\n\n" + PLAIN * (3 * len(figures) // len(PLAIN) + 1)
        parts.append(piece)
        held += len(piece.encode())
    return "".join(parts)


def processor_seconds(text: str) -> float:
    """Processor time of one check."""
    started = time.process_time()
    check(text)
    return time.process_time() - started


def dense(size: int) -> Row:
    """The test texts alone, communiqués with a number every 15 characters."""
    text = "\n\n".join(p.read_text("utf-8") for p in TEXTS)
    text *= max(1, size // len(text))
    speed = len(text) / processor_seconds(text) / 1000
    return Row(
        "figures only, a number every 15 characters",
        f"{len(text):,} characters",
        round(speed),
        "1000 characters/s",
    )


def fuzz(count: int) -> Row:
    """Texts with characters exchanged, dropped, doubled: how many crash or take over a second."""
    chance = random.Random(11)
    texts = [p.read_text("utf-8") for p in TEXTS]
    failed = 0
    for _ in range(count):
        text = list(chance.choice(texts)[:600])
        for _ in range(chance.randrange(1, 30)):
            place = chance.randrange(len(text))
            text[place] = chance.choice(
                ["", text[place] * 2, chance.choice("0123456789.,%(（“、，。\n\t")]
            )
        started = time.process_time()
        try:
            check("".join(text))
            failed += time.process_time() - started > 1
        except Exception:
            failed += 1
    return Row(
        "mutated texts that crash or hang", str(count), failed, "texts", aim="0", met=failed == 0
    )


def guided_fuzz(seconds: int) -> list[Row]:
    """Inputs made by atheris from what each reaches in the code, for a bounded time."""
    name, aim = (
        "inputs by atheris (text, HTML, Word, PDF, two files)",
        "no crash, none over a minute",
    )
    interpreter = _peers.python("atheris", "pypdf", "pyyaml")
    if interpreter is None:
        print(f"{name}: atheris cannot be installed here, not run", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder:
        _seeds(Path(folder) / "corpus")
        command = [
            str(interpreter), str(HERE / "_fuzz_reading.py"), f"{folder}/corpus",
            f"-max_total_time={seconds}", "-max_len=800", "-timeout=60", "-seed=7",
            f"-artifact_prefix={folder}/",
        ]  # fmt: skip
        told, ended = _bounded(command, seconds + SLOWEST_INPUT)
    ran = re.search(r"Done (\d+)(?: runs)? in", told)
    tried = [int(n) for n in re.findall(r"^#(\d+)", told, re.MULTILINE)]
    if not ended:
        print(told[-3000:], file=sys.stderr)
    size = f"{int(ran[1]) if ran else max(tried, default=0):,} in {seconds} s"
    return [Row(name, size, 0 if ended else 1, "crashes", aim=aim, met=ended)]


def _bounded(command: list[str], seconds: int) -> tuple[str, bool]:
    """(what a command says, whether it ended well); one that runs on is ended without blame."""
    search = {**os.environ, "PYTHONPATH": str(HERE.parent / "src")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=search) as running:
        try:
            told = running.communicate(timeout=seconds)[1]
        except subprocess.TimeoutExpired:
            running.kill()
            return running.communicate()[1], True
    return told, running.returncode == 0


def _seeds(folder: Path) -> None:
    """Each test text as text, as two files, as HTML and as a Word body: the first byte tells."""
    folder.mkdir()
    for path in TEXTS:
        text = path.read_text("utf-8")
        plain = re.sub(r"[<>&]", "", text)
        cells = plain[150:220].replace("\t", "</td><td>")
        made = {
            "text": bytes([5, 1]) + text[:240].encode(),
            "two": bytes([5, 64]) + text[:240].encode(),
            "html": bytes([8, 1]) + f"<p>{plain[:150]}<table><tr><td>{cells}</table>".encode(),
            "word": bytes([1, 1]) + f"<w:p><w:r><w:t>{plain[:200]}</w:t></w:r></w:p>".encode(),
        }
        for kind, data in made.items():
            (folder / f"{path.stem}-{kind}").write_bytes(data)


def _memory(text: str) -> float:
    path = HERE / "out" / "reading.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    try:
        return float(_python("-c", MEMORY, str(path)))
    finally:
        path.unlink()


def _python(*words: str) -> str:
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=True
    ).stdout

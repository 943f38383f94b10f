"""Whatever address stands in a file or an argument: nothing connects to it."""

from __future__ import annotations

import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Run

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SENTENCE = "三次产业结构为10.0∶40.0∶60.0。"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """An address on this machine and the list of who connected to it, from any code."""
    seen: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, who = server.accept()
                except OSError:
                    return
                seen.append(who)
                connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
        server.shutdown(socket.SHUT_RDWR)


def document(path: Path, address: str) -> Path:
    """A Word file whose template, picture and linked text lie elsewhere."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{address}/{kind}" '
        'TargetMode="External"/>'
        for n, kind in enumerate(("attachedTemplate", "image", "subDocument", "hyperlink"))
    )
    body = f'<w:body><w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p><w:subDoc r:id="r2"/></w:body>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}">{body}</w:document>',
        )
        for part in ("document", "settings"):
            package.writestr(
                f"word/_rels/{part}.xml.rels", f"<Relationships>{relations}</Relationships>"
            )
    return path


def test_no_address_in_a_file_or_an_argument_is_opened(
    run: Run, islands: Path, tmp_path: Path, listener: tuple[str, list[object]]
) -> None:
    """Texts, pages, tables, compacts, boards, reports and figures that name one."""
    address, seen = listener
    page = tmp_path / "a.html"
    page.write_text(
        f'<link rel=stylesheet href="{address}/c"><img src="{address}/i"><p>{SENTENCE}</p>'
        f'<iframe src="{address}/f"></iframe><script src="{address}/s"></script>',
        encoding="utf-8",
    )
    table = tmp_path / "t.csv"
    table.write_text(
        "indicator,party,period,value,unit,source,locator,note\n"
        f"output,N,2020,1,million EUR,Y1,{address}/l,![x]({address}/n)\n",
        encoding="utf-8",
    )
    board = islands / "board.yaml"
    title = board.read_text(encoding="utf-8").replace("The Islands", f"<img src={address}/b>")
    board.write_text(title, encoding="utf-8")
    word = document(tmp_path / "a.docx", address)
    assert run("check", str(word), board=False).code == 1
    assert run("check", str(page), "--html", str(tmp_path / "o.html"), board=False).code == 1
    assert run("import", str(table)).code == 0
    assert run("facts", "output").code == 0
    for name in ("r.html", "r.docx", "r.pdf"):
        assert run("report", "--out", str(tmp_path / name)).code == 0, name
    for words in (
        ["check", f"{address}/x.txt"],
        ["import", f"{address}/x.csv"],
        ["import", f"{address}/x.parquet"],
        ["settle", "tax-92", "--facts", f"{address}/f.csv"],
        ["settle", f"{address}/c.yaml", "--facts", str(table)],
        ["link", f"{address}/l.yaml"],
        ["simulate", f"{address}/s.yaml"],
    ):
        assert run(*words, board=words[0] == "import").code == 2, words
    assert run("facts", "output", "--board", f"{address}/board", board=False).code == 2
    assert seen == []
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))):
        pass  # the listener would have seen it
    for _ in range(100):
        if seen:
            break
        threading.Event().wait(0.02)
    assert len(seen) == 1

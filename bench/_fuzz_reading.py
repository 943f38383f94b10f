"""The target of the bounded atheris run: any bytes as text, markup, Word or PDF.

What may happen: a report whose verdicts replay, or a `BadInput` on one line. Anything else is a
crash, as is an input that takes over a minute. Run by `bench.reading` with the interpreter of a
scratch environment: `_fuzz_reading.py CORPUS libFuzzer options`.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile

import atheris

with atheris.instrument_imports(include=["yipan.reading"]):
    from yipan.core.errors import BadInput
    from yipan.reading.check import Report, Text, check_texts
    from yipan.reading.faces.html_report import page
    from yipan.reading.faces.report import text_report
    from yipan.reading.readers import decoded, docx_text, html_text, pdf_text
    from yipan.reading.replay import replay

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(content: bytes) -> bytes:
    """A package whose body holds the content as it is."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        body = f'<w:document xmlns:w="{W}"><w:body>'.encode() + content + b"</w:body></w:document>"
        package.writestr("word/document.xml", body)
    return held.getvalue()


def read(kind: int, data: bytes) -> Text:
    """The bytes as one of the formats."""
    match kind % 8:
        case 0:
            return html_text("x", decoded("x", data))
        case 1:
            return docx_text("x", word(data))
        case 2:
            return docx_text("x", data)
        case 3:
            return pdf_text("x", data)
        case 4:
            return Text("x", decoded("x", data))
        case _:
            return Text("x", data.decode("utf-8", "ignore"))


def looked_at(report: Report, texts: list[Text]) -> None:
    """What a user does with a report."""
    found = replay(json.loads(report.to_json()), [t.raw for t in texts])
    assert not found, found
    page(report)
    text_report(report, "zh")


def target(data: bytes) -> None:
    """One input: the first byte chooses the format, the second splits it into two files."""
    if len(data) < 3:
        return
    cut = 2 + data[1] * 4 if data[1] % 8 == 0 else len(data)
    try:
        texts = [read(data[0], part) for part in (data[2:cut], data[cut:]) if part]
        report = check_texts(texts)
    except BadInput as refused:
        if "\n" in refused.line("zh"):
            raise
        return
    looked_at(report, texts)


atheris.Setup(sys.argv, target)
atheris.Fuzz()

"""Files into texts: .txt and .md as they are, .html, .docx and .pdf by their text.

Everything is bounded: sizes, packed sizes and the number of members of a package are looked at before
anything is unpacked; markup that declares entities is refused.
"""

from __future__ import annotations

import html
import logging
import re
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import Words
from yipan.reading.check import Text
from yipan.reading.text.source import Block, Zone, clean, line_blocks
from yipan.reading.text.word_text import W, lay_out

LARGEST = 40_000_000
LARGEST_UNPACKED = 200_000_000
_MOST_PAGES = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_file(path: Path) -> Text:
    """The text of a file by its suffix."""
    return read_bytes(str(path), _bytes(path))


def read_bytes(name: str, data: bytes) -> Text:
    """The text of a file that is in memory, by the suffix of its name."""
    suffix = Path(name).suffix.lower()
    match suffix:
        case ".docx":
            return docx_text(name, data)
        case ".pdf":
            return pdf_text(name, data)
        case ".html" | ".htm":
            return html_text(name, decoded(name, data))
        case ".doc" | ".xls" | ".xlsx" | ".ppt" | ".pptx" | ".zip" | ".png" | ".jpg" | ".jpeg":
            raise BadInput(
                Words(f"不读 {suffix} 文件", f"{suffix} files are not read"),
                hint=Words(
                    "请另存为 .docx、.txt 或带文字层的 .pdf",
                    "save it as .docx, .txt or a PDF with text",
                ),
                where=name,
            )
        case _:
            return Text(name, decoded(name, data))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise _too_large(str(path), size)
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # a device has no size and no end
        if len(data) > LARGEST:
            raise _too_large(str(path), len(data))
        return data
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(
            Words(f"读不了文件: {reason}", f"the file cannot be read: {reason}"), where=str(path)
        ) from None


def _too_large(name: str, size: int) -> BadInput:
    return BadInput(
        Words(f"文件有 {size // 1_000_000} MB,超过 {LARGEST // 1_000_000} MB", f"the file has {size // 1_000_000} MB, more than {LARGEST // 1_000_000} MB"),
        hint=Words("请分成几个文件", "split it into several files"),
        where=name,
    )  # fmt: skip


def decoded(name: str, data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark, or GB 18030; anything else is refused with the place."""
    if len(data) > LARGEST:
        raise _too_large(name, len(data))
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = data.decode("utf-16")
        else:
            text = _utf8_or_gb(data)
    except UnicodeDecodeError as error:
        raise BadInput(
            Words(
                f"不是文本,或混用了编码 (第 {error.start} 字节)",
                f"no text, or mixed encodings (byte {error.start})",
            ),
            hint=Words("请存为 UTF-8", "save it as UTF-8"),
            where=name,
        ) from None
    if len(_CONTROL.findall(text[:100_000])) > len(text[:100_000]) // 200:
        raise BadInput(
            Words("不是文本文件", "this is no text file"),
            hint=Words("请给出 UTF-8 文本", "give UTF-8 text"),
            where=name,
        )
    return text


def _utf8_or_gb(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as first:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise first from None
        chinese = sum(1 for c in text[:20_000] if "\u4e00" <= c <= "\u9fff")
        if b"\x00" in data[:4000] or chinese * 5 < sum(1 for c in text[:20_000] if not c.isascii()):
            raise
        return text


# ---------------------------------------------------------------------- HTML

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]{0,20000}>|<![^<>]{0,2000}>", re.DOTALL
)
# What is not shown; and reasons folded behind a number, which quote every printed value, also those
# not taken: they are no claims.
_SILENT = re.compile(
    r"<(?:(script|style|head|noscript|svg)\b[^<>]*|(details) class=\"why\")>", re.IGNORECASE
)
_INLINE = frozenset(
    [
        "a",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "span",
        "sub",
        "sup",
        "font",
        "mark",
        "small",
        "big",
        "code",
        "abbr",
        "cite",
        "q",
        "s",
        "label",
        "ins",
        "del",
    ]
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});")


def html_text(name: str, raw: str) -> Text:
    """HTML with offsets into the raw markup: block tags end paragraphs, tables become rows."""
    shown = _without_silent(raw)
    found: list[Block] = []
    state = _Html(raw, found)
    last = 0
    for tag in _TAG.finditer(shown):
        state.words(shown, last, tag.start())
        if tag[2]:
            state.tag(tag[2].lower(), bool(tag[1]), tag.start(), tag.end())
        last = tag.end()
    state.words(shown, last, len(shown))
    state.close()
    return Text(name, raw, found)


def _without_silent(raw: str) -> str:
    """The markup with scripts, styles, head and folded reasons blanked, lengths kept."""
    parts: list[str] = []
    last = 0
    never_closed: set[str] = set()
    for opened in _SILENT.finditer(raw):
        name = (opened[1] or opened[2]).lower()
        if opened.start() < last or name in never_closed:
            continue
        closed = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(raw, opened.end())
        if closed is None:
            never_closed.add(name)
            continue
        parts += [raw[last : opened.start()], " " * (closed.end() - opened.start())]
        last = closed.end()
    return "".join([*parts, raw[last:]])


class _Html:
    """Collects runs of words into blocks."""

    def __init__(self, raw: str, found: list[Block]) -> None:
        self.raw = raw
        self.found = found
        self.pieces: list[tuple[int, int]] = []
        self.zone = Zone.PARAGRAPH
        self.rows: list[list[tuple[int, int]]] = []
        self.in_table = 0
        self.skip_sup = False

    def words(self, shown: str, start: int, end: int) -> None:
        if self.skip_sup:
            return
        while start < end and shown[start] in " \t\r\n":
            start += 1
        while end > start and shown[end - 1] in " \t\r\n":
            end -= 1
        if start >= end:
            return
        for entity in _ENTITY.finditer(shown, start, end):
            if entity.start() > start:
                self.pieces.append((start, entity.start()))
            if html.unescape(entity[0]).strip("\u00a0 "):
                self.pieces.append((entity.start(), entity.end()))
            start = entity.end()
        if start < end:
            self.pieces.append((start, end))

    def tag(self, name: str, closes: bool, start: int, end: int) -> None:
        if name == "sup":
            self.skip_sup = not closes
        if name in _INLINE:
            return
        if name == "table":
            self.close()
            self.in_table = max(0, self.in_table + (-1 if closes else 1))
            if closes and not self.in_table:
                self._table()
            return
        if self.in_table and name in {"td", "th"}:
            if closes:
                self._cell(start)
            return
        if self.in_table and name == "tr":
            if not closes:
                self.rows.append([])
            return
        if not self.in_table and name != "br":
            self.close()
            self.zone = (
                Zone.HEADING
                if re.fullmatch("h[1-6]", name) and not closes
                else Zone.CAPTION
                if name in {"caption", "figcaption"} and not closes
                else Zone.PARAGRAPH
            )

    def _cell(self, at: int) -> None:
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append((self.pieces[0][0], self.pieces[-1][1]) if self.pieces else (at, at))
        self.pieces = []

    def _table(self) -> None:
        rows = [r for r in self.rows if r]
        self.rows = []
        if rows:
            block = Block(
                Zone.TABLE,
                "",
                [0],
                [rows[0][0][0]],
                [(r[0][0], r[-1][1]) for r in rows],
                len(self.found),
            )
            block.cells = rows
            self.found.append(block)

    def close(self) -> None:
        """End the paragraph."""
        if not self.pieces or self.in_table:
            return
        text, starts, raws = clean(self.raw, self.pieces)
        zone = self.zone
        if zone is Zone.PARAGRAPH and re.match(r"\s*[图表]\s?[0-9]+", text) and len(text) < 80:
            zone = Zone.CAPTION
        self.found.append(Block(zone, text, starts, raws, list(self.pieces), len(self.found)))
        self.pieces = []


# ---------------------------------------------------------------------- Word


def docx_text(name: str, data: bytes) -> Text:
    """A Word file: its text in order; offsets are those of the text made here."""
    root = ElementTree.fromstring(package_part(name, data, "word/document.xml"))
    body = root.find(f"{W}body")
    made = lay_out(body if body is not None else root, word_notes(name, data))
    raw = made.text
    if not raw.strip():
        raise BadInput(Words("Word 文件里没有文字", "the Word file holds no text"), where=name)
    return Text(name, raw, line_blocks(raw, made.lines))


def word_notes(name: str, data: bytes) -> dict[str, ElementTree.Element]:
    """The parts of a Word file that hold foot- and endnotes."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        held = set(package.namelist())
    return {
        kind: ElementTree.fromstring(package_part(name, data, part))
        for kind in ("footnote", "endnote")
        if (part := f"word/{kind}s.xml") in held
    }


def package_part(name: str, data: bytes, part: str) -> bytes:
    """One part of an Office package, refused when it unpacks too large or declares entities."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            infos = package.infolist()
            if len(infos) > 10_000 or sum(i.file_size for i in infos) > LARGEST_UNPACKED:
                raise BadInput(
                    Words("压缩包解开后过大", "the package unpacks too large"), where=name
                )
            with package.open(part) as handle:
                content = handle.read(LARGEST_UNPACKED + 1)
    except (
        zipfile.BadZipFile,
        KeyError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        raise BadInput(
            Words("不是 Word (.docx) 文件", "this is no Word (.docx) file"), where=name
        ) from None
    if len(content) > LARGEST_UNPACKED:
        raise BadInput(Words("压缩包解开后过大", "the package unpacks too large"), where=name)
    _well_formed(name, content)
    return content


def _well_formed(name: str, content: bytes) -> None:
    """Refuse damaged markup and, in any encoding, markup that declares a document type."""
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise BadInput(
            Words("Word 文件声明了实体,不读", "the Word file declares entities"), where=name
        )

    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise BadInput(
            Words("Word 文件的正文损坏", "the body of the Word file is damaged"), where=name
        ) from None


# ---------------------------------------------------------------------- PDF


def _too_many_pages(name: str, pages: int) -> BadInput:
    return BadInput(
        Words(f"PDF 有 {pages} 页,超过 {_MOST_PAGES} 页", f"the PDF has {pages} pages, more than {_MOST_PAGES}"),
        hint=Words("请分成几个文件", "split it into several files"),
        where=name,
    )  # fmt: skip


def pdf_text(name: str, data: bytes) -> Text:
    """The text layer of a PDF, page after page."""
    try:
        import pypdf
    except ImportError:
        raise MissingExtra("pypdf", "office") from None
    try:
        # It reports what it mends on the log; the reader of a report has no use for that.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        reader = pypdf.PdfReader(BytesIO(data))
        if len(reader.pages) > _MOST_PAGES:
            raise _too_many_pages(name, len(reader.pages))
        pages = [page.extract_text() or "" for page in reader.pages]
    except BadInput:
        raise
    except Exception as error:
        kind = type(error).__name__
        words = Words(f"PDF 读不了 ({kind})", f"the PDF cannot be read ({kind})")
        raise BadInput(words, where=name) from None
    raw = "\n\n".join(pages)
    if len(re.sub(r"\s", "", raw)) < 10:
        raise BadInput(
            Words("PDF 没有文字层", "the PDF has no text layer"),
            hint=Words(
                "请先做文字识别,或给出 Word 文件",
                "run text recognition first, or give the Word file",
            ),
            where=name,
        )
    return Text(name, raw)

"""What Word needs and python-docx has no call for: fields, footnotes, bookmarks, fixed bytes."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
# Control characters that XML cannot hold.
_BAD = {code: None for code in range(32) if code not in (9, 10, 13)}


def clean(text: str) -> str:
    """Text without characters that XML refuses."""
    return text.translate(_BAD)


def element(name: str, text: str = "", /, **attributes: str) -> Any:
    """A `w:` element; attribute names take `w:` too."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    if text:
        made.text = clean(text)
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def field(paragraph: Any, code: str, shown: str) -> None:
    """A field with the result it shows until Word brings it up to date."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="begin"))
    paragraph.add_run()._r.append(element("instrText", f" {code} "))
    paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))
    if shown:
        paragraph.add_run(clean(shown))
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """A place that contents and links lead to."""
    start = element("bookmarkStart", id=str(number), name=name)
    first = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(first, start)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def link(paragraph: Any, text: str, name: str) -> None:
    """A line that leads to a bookmark."""
    made, run = element("hyperlink", anchor=name, history="1"), element("r")
    run.append(element("t", text))
    made.append(run)
    paragraph._p.append(made)


def update_fields(document: Any) -> None:
    """Asks Word to bring contents, pages and captions up to date when it opens the file."""
    settings = document.settings.element
    mark = element("updateFields", val="true")
    # The schema's order: before the notes' properties, which come before these.
    places = (settings.find(f"{{{W}}}{name}") for name in ("hdrShapeDefaults", "compat"))
    place = next((found for found in places if found is not None), None)
    if place is None:
        settings.append(mark)
    else:
        place.addprevious(mark)


class Footnotes:
    """Collects notes and becomes a part of the package."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def add(self, paragraph: Any, text: str) -> None:
        """A note at the end of a paragraph."""
        self.notes.append(text)
        run = paragraph.add_run()
        run.style = "Footnote Reference"
        run._r.append(element("footnoteReference", id=str(len(self.notes))))

    def attach(self, document: Any) -> None:
        """Adds the part with its two separators, as Word expects."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        uri = PackURI("/word/footnotes.xml")
        package = document.part.package
        part = Part(uri, FOOTNOTES, self._xml().encode(), package)
        document.part.relate_to(part, RELATION)
        properties = element("footnotePr")
        properties.append(element("footnote", id="-1"))
        properties.append(element("footnote", id="0"))
        settings = document.settings.element
        place = settings.find(f"{{{W}}}compat")
        if place is None:
            settings.append(properties)
        else:
            place.addprevious(properties)

    def _xml(self) -> str:
        rows = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {escape(clean(text))}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self.notes, 1)
        )
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<w:footnotes xmlns:w="{W}">'
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
            '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
            f"<w:continuationSeparator/></w:r></w:p></w:footnote>{rows}</w:footnotes>"
        )


def fixed(data: bytes, day: date) -> bytes:
    """The same package with every member dated `day`, so that its bytes depend on content alone."""
    stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            member = zipfile.ZipInfo(info.filename, stamp)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            new.writestr(member, old.read(info.filename))
    return out.getvalue()

"""What a page is: an address, a context with help text, a template, the function that fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from yipan.core.words import Words
from yipan.web.address import Address
from yipan.web.shelf import View

Build = Callable[[View, Address], Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: values by name, and uploaded files as name and bytes, in memory."""

    values: Mapping[str, tuple[str, ...]]
    files: tuple[tuple[str, bytes], ...] = ()

    def one(self, key: str) -> str:
        """The last value of a field."""
        found = self.values.get(key, ())
        return found[-1] if found else ""

    def text(self, key: str, name: str) -> tuple[str, str]:
        """The text of the uploaded file, else of a field, and what to call it."""
        from yipan.reading.readers import decoded

        if self.files:
            file, data = self.files[0]
            return decoded(file, data).removeprefix("\ufeff").replace("\r\n", "\n"), file
        return self.one(key).replace("\r\n", "\n"), name


@dataclass(frozen=True, slots=True)
class Download:
    """A file as the answer to a form."""

    body: bytes
    media: str
    name: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The address of the page that answers a form."""

    href: str


Take = Callable[[View, Address, Sent], Any]


@dataclass(frozen=True, slots=True)
class Page:
    """`path` below the board, with {names} in braces; `build` gives an object of `context`.

    `take` answers a form that is sent to the page, with a context (what is wrong stands in its
    field `said`), a download or another address.
    """

    name: str
    path: str
    title: Words
    help: str
    context: type
    build: Build
    take: Take | None = None

    @property
    def address(self) -> str:
        """The whole path."""
        return "/{board}" + (f"/{self.path}" if self.path else "/")

    @property
    def template(self) -> str:
        """The file of the template."""
        return f"{self.name}.html"

    def fields(self) -> list[tuple[str, str]]:
        """Each field of the context and what it holds."""
        return [(f.name, str(f.metadata["help"])) for f in fields(self.context)]


def told(help: str) -> Any:
    """A field of a context with its help text."""
    return field(metadata={"help": help})

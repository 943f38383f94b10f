"""Documents that visitors bring: kept in memory under the hash of their text, never on disk.

A draft has an address like the board's own documents (`scenario/~3f2a…`), so its page can be
linked, its levers moved and its figures downloaded until the program ends.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from yipan.core.canonical import digest
from yipan.core.errors import UnknownName
from yipan.core.words import Words

MARK = "~"
LENGTH = 20
MOST = 100


class GoneDraft(UnknownName):
    """A draft that this program does not hold, or no longer."""

    def line(self, lang: str) -> str:
        """What happened, and what to do."""
        return Words(
            "自带的文件只存于内存,现已不在;请重新粘贴或上传",
            "a file of one's own is kept in memory only and is gone; paste or upload it again",
        ).pick(lang)


class Drafts:
    """The newest drafts, each by its kind and key."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[str, str], tuple[str, str]] = OrderedDict()
        self._guard = threading.Lock()

    def keep(self, kind: str, text: str, file: str) -> str:
        """The key of a text, kept with the name of its file."""
        key = MARK + digest(text.encode())[:LENGTH]
        with self._guard:
            self._texts[kind, key] = (text, file)
            self._texts.move_to_end((kind, key))
            while len(self._texts) > MOST:
                self._texts.popitem(last=False)
        return key

    def get(self, kind: str, key: str) -> tuple[str, str]:
        """The text with that key and the name of its file."""
        with self._guard:
            found = self._texts.get((kind, key))
        if found is None:
            raise GoneDraft(kind, key, ())
        return found


def is_draft(name: str) -> bool:
    """Whether a name is the key of a draft."""
    return name.startswith(MARK)

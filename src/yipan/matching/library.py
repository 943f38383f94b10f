"""A library of offers 成果库: Chinese full-text retrieval with windows, and the words that matched.

Words by jieba's search mode; ranking by BM25 (Robertson and Zaragoza 2009; k1 = 1.2, b = 0.75, the
logarithm of Lucene, never negative). The index is an inverted file in numpy: for each word the
offers that hold it and what each gains by it. Equal scores stand in the order of the ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from math import log
from typing import TYPE_CHECKING, Any

from yipan.core.errors import MissingExtra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

K1, B = 1.2, 0.75
DIGITS = 6
UNKNOWN = -1
NEVER, FOREVER = 0, 10**7


@dataclass(frozen=True, slots=True)
class LibraryOffer:
    """One offer. Price in 分; None: not stated. The window's days are both included."""

    id: str
    text: str
    field: str = ""
    maturity: int | None = None
    region: str = ""
    price: int | None = None
    starts: date | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """What an offer must meet; None and empty ask nothing. What an offer leaves unsaid fails."""

    fields: tuple[str, ...] = ()
    least_maturity: int | None = None
    regions: tuple[str, ...] = ()
    most_price: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A found offer: its score, and which words of the query it holds."""

    offer: str
    score: float
    words: tuple[str, ...]
    met: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text, long ones with the shorter words inside them; signs left out."""
    try:
        import rjieba
    except ImportError:
        raise MissingExtra("rjieba", "search") from None
    return [w for w in rjieba.cut_for_search(text.casefold()) if w.isalnum()]


class Library:
    """An index of offers, built once and asked often."""

    def __init__(self, offers: Iterable[LibraryOffer]) -> None:
        import numpy as np

        self.ids: list[str] = []
        self._vocabulary: dict[str, int] = {}
        self._columns = _Columns()
        words = self._read(offers)
        self._first, self._holders, self._gain = _inverted(words, len(self._vocabulary))
        order = sorted(range(len(self.ids)), key=self.ids.__getitem__)
        self._rank = np.empty(len(order), dtype=np.int64)
        self._rank[order] = np.arange(len(order))
        self._columns.freeze()

    def __len__(self) -> int:
        return len(self.ids)

    def search(self, query: str, window: Window | None = None, limit: int = 20) -> list[Hit]:
        """The best offers for a query within a window."""
        import numpy as np

        asked = sorted({w for w in words_of(query) if w in self._vocabulary})
        if not asked or not self.ids:
            return []
        scores = np.zeros(len(self.ids))
        for word in asked:
            span = self._span(word)
            scores[self._holders[span]] += self._gain[span]
        scores = np.round(scores, DIGITS)
        if window is not None:
            scores[~self._columns.meets(window)] = 0
        best = self._top(scores, limit)
        holding = {word: set(self._among(word, best)) for word in asked}
        met = _asked_for(window)
        return [
            Hit(
                self.ids[i],
                float(scores[i]),
                tuple(w for w in asked if i in holding[w]),
                met,
            )
            for i in best
        ]

    def _read(self, offers: Iterable[LibraryOffer]) -> tuple[list[int], list[int]]:
        """All words of all offers as numbers in a row, and how many each offer has."""
        number = count()
        flat: list[int] = []
        lengths: list[int] = []
        vocabulary = self._vocabulary
        for offer in offers:
            self.ids.append(offer.id)
            self._columns.add(offer)
            found = words_of(offer.text)
            for word in found:
                if word not in vocabulary:
                    vocabulary[word] = next(number)
            flat.extend([vocabulary[w] for w in found])
            lengths.append(len(found))
        return flat, lengths

    def _span(self, word: str) -> slice:
        start = self._vocabulary[word]
        return slice(int(self._first[start]), int(self._first[start + 1]))

    def _among(self, word: str, offers: Sequence[int]) -> list[int]:
        """Those of the offers that hold the word; holders are in ascending order."""
        import numpy as np

        holders = self._holders[self._span(word)]
        at = np.searchsorted(holders, offers)
        return [
            o
            for o, k in zip(offers, at.tolist(), strict=True)
            if k < len(holders) and holders[k] == o
        ]

    def _top(self, scores: Array, limit: int) -> list[int]:
        """The numbers of the best, ties by id."""
        import numpy as np

        found = np.flatnonzero(scores > 0)
        if len(found) > limit:
            held = scores[found]
            lowest = np.partition(held, len(held) - limit)[len(held) - limit]
            found = found[held >= lowest]
        order = np.lexsort((self._rank[found], -scores[found]))[:limit]
        return [int(i) for i in found[order]]


class _Columns:
    """The windows' columns of all offers."""

    def __init__(self) -> None:
        self._fields: dict[str, int] = {}
        self._regions: dict[str, int] = {}
        self._rows: list[tuple[int, int, int, int, int, int]] = []

    def add(self, offer: LibraryOffer) -> None:
        self._rows.append(
            (
                self._fields.setdefault(offer.field, len(self._fields)),
                UNKNOWN if offer.maturity is None else offer.maturity,
                self._regions.setdefault(offer.region, len(self._regions)),
                UNKNOWN if offer.price is None else offer.price,
                NEVER if offer.starts is None else offer.starts.toordinal(),
                FOREVER if offer.expires is None else offer.expires.toordinal(),
            )
        )

    def freeze(self) -> None:
        import numpy as np

        table = np.array(self._rows, dtype=np.int64).reshape(-1, 6)
        self.field, self.maturity, self.region, self.price, self.starts, self.expires = (
            np.ascontiguousarray(column) for column in table.T
        )
        self._rows = []

    def meets(self, window: Window) -> Array:
        """Whether each offer meets the window."""
        import numpy as np

        held = np.ones(len(self.field), dtype=bool)
        if window.fields:
            held &= np.isin(self.field, [self._fields.get(f, UNKNOWN) for f in window.fields])
        if window.least_maturity is not None:
            held &= self.maturity >= window.least_maturity
        if window.regions:
            inside = [n for name, n in self._regions.items() if _inside(name, window.regions)]
            held &= np.isin(self.region, inside)
        if window.most_price is not None:
            held &= (self.price >= 0) & (self.price <= window.most_price)
        if window.on is not None:
            day = window.on.toordinal()
            held &= (self.starts <= day) & (day <= self.expires)
        return held


def _inside(name: str, regions: tuple[str, ...]) -> bool:
    return any(name == region or name.startswith(f"{region}/") for region in regions)


def _asked_for(window: Window | None) -> tuple[str, ...]:
    """Which windows were asked and so are met by every hit."""
    if window is None:
        return ()
    asked = {
        "field": bool(window.fields),
        "maturity": window.least_maturity is not None,
        "region": bool(window.regions),
        "price": window.most_price is not None,
        "time": window.on is not None,
    }
    return tuple(name for name, given in asked.items() if given)


def _inverted(words: tuple[list[int], list[int]], size: int) -> tuple[Array, Array, Array]:
    """(start of each word, its offers ascending, what each offer gains by it)."""
    import numpy as np

    flat = np.array(words[0], dtype=np.int64)
    lengths = np.array(words[1], dtype=np.int64)
    total = len(lengths)
    offers = np.repeat(np.arange(total), lengths)
    keys, times = np.unique(flat * max(total, 1) + offers, return_counts=True)
    word, holders = keys // max(total, 1), (keys % max(total, 1)).astype(np.int32)
    first = np.searchsorted(word, np.arange(size + 1))
    holding = np.diff(first)
    rarity = np.array([log(1 + (total - h + 0.5) / (h + 0.5)) for h in holding.tolist()])
    mean = lengths.mean() if total and lengths.sum() else 1.0
    weight = K1 * (1 - B + B * lengths[holders] / mean)
    gain = rarity[word] * times * (K1 + 1) / (times + weight)
    return first, holders, gain.astype(np.float32)

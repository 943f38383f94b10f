"""What adds up: words of values that do not, and the splits that are known to make up a whole."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from yipan.reading.reckoning.figures import Figure, clause_start
from yipan.reading.reckoning.near import clause_text

NO_PART = re.compile(
    r"控制|限额|目标|预算(?![内外收支稳])|计划|任务|比|较|超过|低于|高于|突破|以内|相当于|折合|多[了出]|少[了收]"
)
NOT_ADDITIVE = re.compile(
    r"人均|户均|平均|均价|每|单位|率|指数|价格|强度|密度|浓度|系数|增速|距离|时间|温"
)


@lru_cache(maxsize=1)
def splits() -> tuple[tuple[tuple[str, ...], bool], ...]:
    """(words of the parts, whether they always make up the whole)."""
    text = files("yipan.reading").joinpath("data", "splits.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((tuple(r["parts"].split("|")), r["complete"] == "yes") for r in rows)


def known_splits(run: Sequence[Figure]) -> Iterator[tuple[list[Figure], bool]]:
    """The figures of a run whose words are a known split, and whether it makes up its whole."""
    texts = [clause_text(f) for f in run]
    told = "|".join(texts)
    for words, complete in splits():
        if len(words) > len(run) or words[0] not in told or not all(w in told for w in words):
            continue
        parts = [
            next((f for f, t in zip(run, texts, strict=True) if _begins(t, w, words)), None)
            for w in words
        ]
        found = [p for p in parts if p is not None]
        spots = sorted(run.index(p) for p in found)
        contiguous = bool(spots) and spots[-1] - spots[0] == len(spots) - 1
        if len({id(p) for p in found}) == len(words) and contiguous:
            yield found, complete


def _begins(text: str, word: str, words: Sequence[str]) -> bool:
    """Whether this word, and no other of the split, stands first in the figure's words."""
    spots = [(text.find(w), -len(w), w) for w in words if w in text]
    return bool(spots) and min(spots)[2] == word


def complete_splits(run: Sequence[Figure]) -> Iterator[list[Figure]]:
    """The figures of a run whose words are a split that makes up its whole."""
    return (found for found, complete in known_splits(run) if complete)


def words_or_place(figure: Figure) -> str:
    """The words that name a level, else the place, else that it stands in an aligned list."""
    if figure.words:
        return figure.words
    start = clause_start(figure.sentence, figure.position)
    named = [t for t in figure.sentence.tokens[start : figure.position] if t.kind in "LG"]
    aligned = "A" in figure.sentence.kinds[: figure.position]
    if aligned and figure.sentence.kinds[figure.position - 1] in "aA":
        return "分别"
    return figure.sentence.words(named[-1]) if named else ""

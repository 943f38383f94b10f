"""Parts on both sides of their total: A 2023, 三年累计 B, 其中 2021 C, 2022 D; 加上旧存 A, 共 B."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figure
from yipan.reading.reckoning.near import clause_text
from yipan.reading.search.run_words import Run, counted, lead, total_words
from yipan.reading.search.sum_words import told

_MOST_AFTER = 6
_MOST_FAR = 8
_TAIL = 2


def around(whole: Figure, ahead: Sequence[Figure], after: Sequence[Figure]) -> Iterator[Run]:
    """Runs with the level before the total among their parts, as many as the words tell."""
    before = [f for f in ahead if same_measure(f.quantity, whole.quantity)][-1:]
    if not before or not told("adds", "total", total_words(whole)):
        return
    held = [f for f in after[: 2 * _MOST_AFTER] if same_measure(f.quantity, whole.quantity)]
    for count in range(1, min(len(held), _MOST_AFTER) + 1):
        run = Run(whole, (*held[:count], before[0]), True, True)
        if count + 1 in counted(lead(whole)):
            yield run


def added(whole: Figure, ahead: Sequence[Figure], others: Sequence[Figure]) -> Iterator[Run]:
    """加上旧存4127件，共受理35383件: the other part is told elsewhere, named as new or as the total."""
    before = [f for f in ahead if same_measure(f.quantity, whole.quantity)][-1:]
    if not before or not told("added", "part", clause_text(before[0])):
        return
    held = [f for f in others if same_measure(f.quantity, whole.quantity)]
    near = sorted(held, key=lambda f: abs(f.quantity.start - whole.quantity.start))
    for figure in near[:_MOST_FAR]:
        if figure is before[0] or figure is whole:
            continue
        run = Run(whole, (figure, before[0]), False, True)
        named = figure.words[-_TAIL:] == whole.words[-_TAIL:] or "新" in clause_text(figure)
        if run.comes_out or named:
            yield run

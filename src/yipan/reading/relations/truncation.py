"""Sentences that are cut off: a paragraph that ends in the middle, a bracket that is never closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim
from yipan.reading.reckoning.statements import Statements

_OPEN_END = re.compile(
    r"(?:[，、：(（]|其中|分别为?|达到|增长|下降|同比|占|比|较|为|和|与|及|或|由|从|亿|万|[0-9]\.)\s*\Z|[…]{1,2}\s*\Z|\.{3,6}\s*\Z"
)
_LONG_ENOUGH = 12


class Truncations(Statements):
    """Finds paragraphs that end before their sentence does."""

    def claims(self) -> Iterator[Claim]:
        """One open claim for each."""
        sentences = self.reading.sentences
        for number, sentence in enumerate(sentences):
            follows = sentences[number + 1] if number + 1 < len(sentences) else None
            if follows is not None and follows.block is sentence.block:
                continue
            block = sentence.block
            if block.zone != "paragraph" or sentence.tabular or len(block.text) < _LONG_ENOUGH:
                continue
            match = _OPEN_END.search(block.text, max(sentence.start, len(block.text) - 8))
            if match is None or not sentence.quantities:
                continue
            span = block.span(match.start(), len(block.text.rstrip()))
            yield self.make.plain(
                "truncated", sentence, span, "unverifiable", "TRUNCATED", "句子在此中断",
                pattern="cut off", operands=[q.id for q in sentence.quantities[-1:]],
            )  # fmt: skip

"""Lists whose last number alone has the unit: 3.3、1.7和0.6个百分点, 31.2、30.8、31.5万吨."""

from __future__ import annotations

import re
from dataclasses import replace

from yipan.reading.text.sentences import Sentence

# The mark of a token that has its unit from the end of its list.
SHARED_UNIT = "unit of the list"
_LIST = re.compile(r"(?:[NQ]a)+[QPp]")


def share_units(sentence: Sentence) -> None:
    """Give the numbers of a list the unit of its last one, where they have none of their own."""
    for match in _LIST.finditer(sentence.kinds):
        tokens = sentence.tokens[match.start() : match.end() : 2]
        last = tokens[-1].quantity
        if not last.unit:
            continue
        for token in tokens[:-1]:
            own = token.quantity
            cut = last.unit.startswith(own.unit) and own.unit != last.unit
            if not cut or own.scale != 1 or own.mid.denominator == 1 != last.mid.denominator:
                continue
            token.quantity = replace(
                own, unit=last.unit, base_unit=last.base_unit, scale=last.scale,
                dimension=last.dimension, qualifier=last.qualifier,
            )  # fmt: skip
            token.kind, token.value = tokens[-1].kind, SHARED_UNIT
        sentence.kinds = "".join(t.kind for t in sentence.tokens)

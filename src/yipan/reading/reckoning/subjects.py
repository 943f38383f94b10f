"""What a word without a number speaks of: indicators, places, and their series in tables."""

from __future__ import annotations

import re

from yipan.reading.model import Quantity
from yipan.reading.reckoning.statements import Statements
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence


class Subjects(Statements):
    """Statements that look up the series of their subject."""

    def _indicators(self, sentence: Sentence, offset: int) -> list[Token]:
        """The indicators that are the subject of the words at `offset`: those of their clause first."""
        found: list[Token] = []
        fresh = True
        for token in sentence.tokens:
            if token.start >= offset:
                break
            if token.kind in "QPN":
                found = []
            elif token.kind == "c":
                fresh = True
            elif token.kind == "I":
                found = [token] if fresh else [*found, token]
                fresh = False
        return found

    def _places(self, sentence: Sentence, offset: int) -> list[Place]:
        found: list[Place] = []
        for token in sentence.tokens:
            if token.start >= offset:
                break
            if token.kind == "L":
                found.append(token.value)
            elif token.kind == "G" and isinstance(token.value, list):
                found.extend(token.value)
        expanded = [
            m
            for p in found
            for m in (
                [self.evidence.vocabulary.places.by_code[c] for c in p.members]
                if p.members
                else [p]
            )
        ]
        return list(dict.fromkeys(expanded))

    def _series(self, sentence: Sentence, offset: int) -> list[tuple[str, list[Quantity]]]:
        """The columns of the document's tables that the sentence speaks of."""
        tokens = self._indicators(sentence, offset)
        if not tokens:
            return []
        places = {p.name for p in self._places(sentence, offset)}
        names = [sentence.words(t) for t in tokens]
        names += _elliptic(sentence, tokens[-1])
        found: list[tuple[str, list[Quantity]]] = []
        for number in range(len(self.reading.grids)):
            columns = self.evidence.by_table.get((self.reading.document.index, number), {})
            for (name, party), column in columns.items():
                if len(column) < 3 or (places and party not in places):
                    continue
                if self._named(name, column, tokens, names):
                    found.append((party, column))
            if found:
                return found
        return found

    def _named(
        self, name: str, column: list[Quantity], tokens: list[Token], names: list[str]
    ) -> bool:
        slugs = {t.value.slug for t in tokens}
        if name in slugs:
            return True
        # 专利申请数 is read to cover 发明专利申请数 beside it: its words end the column's name.
        header = column[0].indicator_zh or ""
        return any(header.endswith(n) and header != n for n in names if len(n) > 2)

    def _elsewhere(self, sentence: Sentence, offset: int) -> list[list[Quantity]]:
        """Series of another document of the set."""
        slugs = [t.value.slug for t in self._indicators(sentence, offset)]
        places = {p.name for p in self._places(sentence, offset)}
        found: list[list[Quantity]] = []
        for (index, _), columns in sorted(self.evidence.by_table.items()):
            if index == self.reading.document.index:
                continue
            found.extend(
                column
                for (name, party), column in columns.items()
                if name in slugs and party in places and len(column) > 2
            )
        return found


def _elliptic(sentence: Sentence, token: Token) -> list[str]:
    """专利申请数与授权数量: the second name leaves out what it shares with the first."""
    position = sentence.tokens.index(token)
    if sentence.kinds[position + 1 : position + 3] != "aw":
        return []
    words = sentence.words(sentence.tokens[position + 2])
    name = re.match(r"[\u4e00-\u9fff]{2,8}?(?:数|额|率|值|量)", words)
    return [name[0]] if name else []

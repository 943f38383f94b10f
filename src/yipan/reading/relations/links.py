"""Links inside a document: text against table, mentions of one thing, batches, the same words again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.repairs import is_slip
from yipan.reading.reckoning.statements import Statements, named
from yipan.reading.text.sentences import Sentence, last_of

# As many mentions of one number are looked back at, the first and the latest.
_NEAR = 20
_APART = re.compile(
    r"(?:缺口为?|结余为?|盈余为?|赤字为?|[顺逆]差为?|[高多超]出|[比较][^，。；]{1,16}[高低多少]|[高低]于|相差|差距为?)\Z"
)
_BATCH = re.compile(r"首批|第[一二三四五六]批")
_TOTAL = re.compile(r"将有|共有|合计|总共|共将|共")
_HEAD = re.compile(r"[\u4e00-\u9fff]{2,8}")


class Links(Statements):
    """Finds and judges the links of one reading."""

    def claims(self) -> Iterator[Claim]:
        """All links inside the document."""
        yield from self._tables_and_mentions()
        yield from self._batches()
        yield from self._same_words()

    def _tables_and_mentions(self) -> Iterator[Claim]:
        for quantity in self.reading.document.quantities:
            if (
                quantity.table is not None
                or quantity.role not in {"level", "share"}
                or not quantity.indicator
            ):
                continue
            if quantity.period.start is None or self._is_gap(quantity):
                continue
            key = (quantity.indicator, quantity.party or "", when(quantity.period))
            cells = self.evidence.cells.get(key, ())
            cell = next((q for q in cells if self._own(q, quantity)), None)
            if cell is not None:
                yield self._match("text_table_match", quantity, cell, named(quantity))
            earlier = next(
                (
                    q
                    for q in self.evidence.levels.get(key, ())
                    if q.table is None
                    and q.start < quantity.start
                    and (q.sentence != quantity.sentence or q.role == "structure")
                    and self._own(q, quantity)
                ),
                None,
            )
            if earlier is not None and named(earlier):
                yield self._match(
                    "intra_doc_match",
                    quantity,
                    earlier,
                    (named(quantity) and not earlier.inherited)
                    or _of_one_sentence(quantity, earlier),
                )

    def _is_gap(self, quantity: Quantity) -> bool:
        """比四市平均高出7.83万元, 差距由955.5亿元收窄至496.2亿元: a distance, no level."""
        sentence = self.evidence.sentence_of.get(quantity.id)
        if sentence is None:
            return False
        position = sentence.at[quantity.id]
        clause = last_of(sentence.kinds, "cs", position) + 1
        apart = "g" in sentence.kinds[clause:position]
        return apart or bool(_APART.search(self._lead(sentence, quantity)))

    def _own(self, other: Quantity, quantity: Quantity) -> bool:
        """Another figure of this document in the same measure."""
        same = other.document == quantity.document and other.id != quantity.id
        return same and same_measure(other, quantity)

    def _match(self, relation: str, quantity: Quantity, other: Quantity, sure: bool) -> Claim:
        claim = self.make.compare(
            relation, self.evidence.sentence_of.get(quantity.id), quantity, other.id, severity="hard" if sure else "soft", pattern="same indicator, place and period", extra=(quantity.id,),
        )  # fmt: skip
        nameless = (
            quantity.party is None
            and other.party is None
            and {*quantity.inherited} <= {"party", "period"}
        )
        open_ = not (sure or nameless or not quantity.inherited or is_slip(quantity, other))
        if claim.verdict == "inconsistent" and open_:
            claim.verdict, claim.severity, claim.reason = "unverifiable", None, "AMBIGUOUS"
        if claim.reason == "TOO_COARSE":
            claim.verdict, claim.reason = "consistent", "AGREES"
        return claim

    def _batches(self) -> Iterator[Claim]:
        """首批四所, 第二批五所, 将有15所: batches are at most the total; a batch keeps its number."""
        seen: dict[tuple[str, str], Quantity] = {}
        for sentences in self.paragraphs():
            batches: dict[str, Quantity] = {}
            for sentence in sentences:
                for quantity in sentence.quantities:
                    if quantity.qualifier != "exact" or not quantity.unit or quantity.scale != 1:
                        continue
                    lead = self._lead(sentence, quantity)
                    batch = _BATCH.findall(lead)
                    if batch:
                        word = "首批" if batch[-1] == "第一批" else batch[-1]
                        earlier = seen.setdefault((word, quantity.unit), quantity)
                        if earlier is not quantity:
                            yield self._batch_again(sentence, quantity, earlier)
                        batches.setdefault(word, quantity)
                    elif (
                        _TOTAL.search(lead)
                        and len(batches) > 1
                        and all(b.unit == quantity.unit for b in batches.values())
                    ):
                        formula = formulas.add([b.id for b in batches.values()])
                        yield self.make.compare(
                            "subset_bound",
                            sentence,
                            quantity,
                            formula,
                            test="at_least",
                            severity="soft",
                            pattern="batches and their total",
                            extra=(quantity.id,),
                        )

    def _batch_again(self, sentence: Sentence, quantity: Quantity, earlier: Quantity) -> Claim:
        return self.make.compare(
            "intra_doc_match",
            sentence,
            quantity,
            earlier.id,
            severity="soft",
            pattern="the same batch",
            extra=(quantity.id,),
        )

    def _lead(self, sentence: Sentence, quantity: Quantity) -> str:
        """The words of the sentence up to the number, from the last number on."""
        position = sentence.at[quantity.id]
        start = sentence.start
        for token in sentence.tokens[:position]:
            if token.kind in "QPN":
                start = token.end
        return sentence.block.text[start : sentence.tokens[position].start]

    def _same_words(self) -> Iterator[Claim]:
        """四大重点任务 … 四大重点任务; 五大路径 … 路径方面 … 五个方面; a range printed twice."""
        counts: list[tuple[Quantity, Sentence, str]] = []
        for sentence in self.reading.sentences:
            for quantity in sentence.quantities:
                if (
                    quantity.unit == "大"
                    or quantity.unit.endswith("方面")
                    or quantity.qualifier == "range"
                ):
                    token = sentence.tokens[sentence.at[quantity.id]]
                    after = _HEAD.match(sentence.block.text, token.end, sentence.end)
                    counts.append((quantity, sentence, after[0] if after else ""))
        seen: dict[tuple[Any, ...], list[tuple[Quantity, Sentence, str]]] = defaultdict(list)
        for quantity, sentence, head in counts:
            earlier_ones = seen[(quantity.mid, quantity.interval)]
            near = [*earlier_ones[:_NEAR], *earlier_ones[_NEAR:][-_NEAR:]]
            earlier_ones.append((quantity, sentence, head))
            for earlier, other, other_head in near:
                if earlier.sentence == quantity.sentence:
                    continue
                if self._same_head(quantity, head, earlier, other, other_head, sentence):
                    yield self.make.compare(
                        "intra_doc_match",
                        sentence,
                        quantity,
                        earlier.id,
                        severity="soft",
                        pattern="the same words",
                        extra=(quantity.id,),
                    )
                    break

    def _same_head(
        self,
        a: Quantity,
        head: str,
        b: Quantity,
        other: Sentence,
        other_head: str,
        sentence: Sentence,
    ) -> bool:
        if a.qualifier == "range":
            return (
                b.qualifier == "range"
                and a.unit == b.unit
                and _shared(sentence.text, other.text) >= 3
            )
        if a.qualifier != b.qualifier or len(head) < 2:
            return False
        if b.unit == "大":
            return head[:4] == other_head[:4]
        return head[:2] in other.text


def _of_one_sentence(share: Quantity, earlier: Quantity) -> bool:
    """A share by its own name in or behind the sentence of its structure: one figure, whoever's it is."""
    apart = share.sentence - earlier.sentence
    told = {"indicator"} if apart == 0 else {"indicator", "period"}
    beside = earlier.role == "structure" and apart in {0, 1}
    return beside and not told & {*share.inherited} and share.party == earlier.party


def _shared(a: str, b: str) -> int:
    """The length of the longest common run of Chinese characters (up to 4)."""
    for size in (4, 3):
        runs = {a[i : i + size] for i in range(len(a) - size + 1)}
        if any(b[i : i + size] in runs for i in range(len(b) - size + 1)):
            return size
    return 0

"""Reads how cases are judged: the key `judge` and the rows of lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yipan.compacts.document.document import Judging, ListException, ListRow
from yipan.compacts.document.reading_fields import Fields, text_of
from yipan.compacts.document.reading_words import as_list
from yipan.compacts.words.parties import canonical_party


def read_judging(fields_of: Fields, node: dict[str, Any]) -> Judging:
    """The key `judge`: how cases are asked."""
    fields_of.known_keys(node, ["verdict", "grade", "places", "same"], "judge")
    same = node.get("same")
    fields = same.items() if isinstance(same, dict) else ()
    for key, kind in fields:
        if kind not in {"text", "set", "days"}:
            fields_of.problems.add(
                "UNKNOWN_WORD",
                f"judge.same.{key}",
                "应为 text、set 或 days",
                "text, set or days",
                node,
            )
    return Judging(
        text_of(node.get("verdict")),
        text_of(node.get("grade")),
        tuple(canonical_party(str(p)) for p in as_list(node.get("places"))),
        tuple((str(k), str(v)) for k, v in fields),
    )


def read_table(
    fields_of: Fields, zones: Iterable[str], name: str, node: object
) -> tuple[ListRow, ...]:
    """One entry of `tables`: the rows of a list."""
    return tuple(
        _row(fields_of, zones, name, index, item)
        for index, item in enumerate(as_list(node), start=1)
    )


def _row(fields_of: Fields, zones: Iterable[str], table: str, index: int, item: object) -> ListRow:
    fields: dict[str, Any] = item if isinstance(item, dict) else {}
    at = f"tables.{table}.{fields.get('id') or index}"
    keys = [
        "id",
        "code",
        "zone",
        "measure",
        "words",
        "except",
        "stage",
        "mark",
        "source",
        "note",
    ]
    fields_of.known_keys(fields, keys, at)
    if not fields.get("code") or fields.get("measure") not in {"禁", "限"}:
        fields_of.problems.add(
            "BAD_VALUE",
            at,
            "须有 code,measure 为 禁 或 限",
            "needs code, and measure 禁 or 限",
            item,
        )
    if str(fields.get("zone")) not in zones:
        fields_of.problems.add(
            "UNKNOWN_NAME",
            at,
            f"没有区域“{fields.get('zone')}”",
            f"no zone {fields.get('zone')!r}",
            item,
        )
    exceptions = []
    for exception in as_list(fields.get("except")):
        holder = exception if isinstance(exception, dict) else {}
        fields_of.known_keys(holder, ["stages", "tags", "not_in", "words"], at)
        exceptions.append(
            ListException(
                *(
                    tuple(str(v) for v in as_list(holder.get(k)))
                    for k in ("stages", "tags", "not_in")
                )
            )
        )
    return ListRow(
        id=str(fields.get("id") or index),
        code=str(fields.get("code") or ""),
        zone=str(fields.get("zone") or ""),
        measure=str(fields.get("measure") or "禁"),
        words=text_of(fields.get("words")) or "",
        stages=tuple(str(s) for s in as_list(fields.get("stage"))),
        exceptions=tuple(exceptions),
        mark=text_of(fields.get("mark")),
        source=text_of(fields.get("source")),
    )

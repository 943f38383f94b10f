"""Reads clauses: `for` repeats, `same_as` borrows, exactly one kind each."""

from __future__ import annotations

from itertools import product
from typing import Any

from yipan.compacts.document.document import Cap, Clause, Gate, Kind, Let, Pay, Share
from yipan.compacts.document.reading_words import Problems, WordReader, as_list
from yipan.compacts.words.expressions import Expression, OpenItem
from yipan.core.strict_yaml import Mapping, Sequence, Text, line_of

KINDS = ("let", "gate", "pay", "share")
_KEYS = {"id", "words", "once", "when", "mark", "note", "source", "for", *KINDS}
_PAY_KEYS = {"from", "to", "amount", "cap", "round", "status", "same_as"}
_CAP_KEYS = {"limit", "over", "within", "in", "of", "rest"}
ROUNDINGS = ("half_up", "half_even", "down", "up")
MAX_CLAUSES = 2000


def read_clauses(node: object, problems: Problems) -> tuple[Clause, ...]:
    """All clauses in the order of the file."""
    raw: list[Mapping] = []
    for item in as_list(node):
        if isinstance(item, Mapping):
            raw += _repeated(item, problems)
        else:
            problems.add("UNKNOWN_CLAUSE", "clauses", "条款应为映射", "a clause is a mapping", node)
    if len(raw) > MAX_CLAUSES:
        problems.add("TOO_LARGE", "clauses", "条款过多", "too many clauses", node)
        raw = raw[:MAX_CLAUSES]
    by_id = {str(item.get("id")): item for item in raw}
    clauses: list[Clause] = []
    seen: set[str] = set()
    for item in raw:
        name = str(item.get("id") or "")
        if not name or name in seen:
            code = "DUPLICATE" if name else "UNKNOWN_CLAUSE"
            problems.add(
                code,
                name or "clauses",
                "条款须有唯一的 id",
                "a clause needs an id of its own",
                item,
            )
            continue
        seen.add(name)
        clauses.append(_Clause(item, name, by_id, problems).read())
    return tuple(clauses)


def _repeated(item: Mapping, problems: Problems) -> list[Mapping]:
    """`for: {p: [a, b]}`: the clause once per member, `{p}` replaced in all its texts."""
    repeat = item.get("for")
    if repeat is None:
        return [item]
    if not isinstance(repeat, Mapping) or not all(isinstance(v, list) for v in repeat.values()):
        problems.add(
            "UNKNOWN_WORD",
            str(item.get("id")),
            "for 应写 {p: [甲, 乙]}",
            "for takes {p: [a, b]}",
            item,
        )
        return []
    body = Mapping(item.line)
    for key, value in item.items():
        if key != "for":
            body[key] = value
    found = []
    for members in product(*([str(m) for m in v] for v in repeat.values())):
        replaced = _replace(body, dict(zip(repeat, members, strict=True)))
        assert isinstance(replaced, Mapping)
        found.append(replaced)
        if len(found) > MAX_CLAUSES:
            break
    return found


def _replace(node: Any, members: dict[str, str]) -> Any:
    if isinstance(node, str):
        text = str(node)
        for name, member in members.items():
            text = text.replace("{" + name + "}", member)
        return Text(text, line_of(node))
    if isinstance(node, dict):
        copy = Mapping(line_of(node))
        for key, value in node.items():
            copy[str(_replace(key, members))] = _replace(value, members)
        return copy
    if isinstance(node, list):
        sequence = Sequence(line_of(node))
        sequence.extend(_replace(value, members) for value in node)
        return sequence
    return node


class _Clause:
    """One clause being read."""

    def __init__(
        self, item: Mapping, name: str, by_id: dict[str, Mapping], problems: Problems
    ) -> None:
        self._item = item
        self._id = name
        self._by_id = by_id
        self._problems = problems
        self._words = WordReader(problems, name)

    def read(self) -> Clause:
        item = self._item
        for key in item:
            if key not in _KEYS:
                self._add("UNKNOWN_WORD", f"条款没有“{key}”这一项", f"a clause has no key {key!r}")
        kinds = [kind for kind in KINDS if kind in item]
        if len(kinds) != 1:
            self._add(
                "UNKNOWN_CLAUSE",
                f"条款须恰有 {'、'.join(KINDS)} 之一",
                f"a clause is exactly one of {', '.join(KINDS)}",
            )
        when = item.get("when")
        return Clause(
            id=self._id,
            words=_text(item.get("words")) or "",
            kind=self._kind(kinds[0]) if len(kinds) == 1 else Let(()),
            once=item.get("once") == "是",
            when=None if when is None else self._words.read(when),
            mark=_text(item.get("mark")),
            note=_text(item.get("note")),
            source=_text(item.get("source")),
            line=item.line,
        )

    def _kind(self, kind: str) -> Kind:
        body = self._item[kind]
        if kind == "gate":
            return Gate(self._words.read(body, self._item))
        if kind == "let":
            if not isinstance(body, dict):
                self._add("UNKNOWN_CLAUSE", "let 应写 {名: 值}", "let takes {name: value}")
                return Let(())
            return Let(tuple((str(k), self._words.read(v, body)) for k, v in body.items()))
        body = self._borrowed(kind, body)
        if body is None:
            return Let(())
        for key in body:
            if key not in _PAY_KEYS:
                self._add("UNKNOWN_WORD", f"{kind} 没有“{key}”这一项", f"{kind} has no key {key!r}")
        return self._pay(body) if kind == "pay" else self._share(body)

    def _borrowed(self, kind: str, body: object) -> dict[str, Any] | None:
        seen = {self._id}
        while isinstance(body, dict) and "same_as" in body:
            other = str(body["same_as"])
            if other in seen:
                self._add("CYCLE", "same_as 循环引用", "same_as goes round in a circle")
                return None
            seen.add(other)
            if other not in self._by_id or kind not in self._by_id[other]:
                self._add(
                    "UNKNOWN_NAME",
                    f"same_as: 没有 {kind} 条款“{other}”",
                    f"same_as: there is no {kind} clause {other!r}",
                )
                return None
            body = self._by_id[other][kind]
        if not isinstance(body, dict):
            self._add("UNKNOWN_CLAUSE", f"{kind} 应为映射", f"{kind} takes a mapping")
            return None
        return body

    def _pay(self, body: dict[str, Any]) -> Kind:
        giver, receiver = body.get("from"), body.get("to")
        if not isinstance(giver, str) or not isinstance(receiver, str):
            self._add(
                "UNKNOWN_CLAUSE", "pay 须有 from 与 to 两个角色", "pay needs roles from and to"
            )
            return Let(())
        return Pay(
            str(giver),
            str(receiver),
            self._amount(body),
            self._cap(body.get("cap")),
            self._round(body),
            str(body.get("status") or "due"),
        )

    def _share(self, body: dict[str, Any]) -> Kind:
        giver, receiver = body.get("from"), body.get("to")
        one_pays = isinstance(giver, str)
        one, many = (giver, receiver) if one_pays else (receiver, giver)
        if not isinstance(one, str) or not isinstance(many, dict) or not many:
            self._add(
                "UNKNOWN_CLAUSE",
                "share 的一方为角色,另一方为 {角色: 权重}",
                "one side of share is a role, the other {role: weight}",
            )
            return Let(())
        weights = tuple((str(k), self._words.read(v, many)) for k, v in many.items())
        return Share(
            self._amount(body),
            str(one),
            weights,
            one_pays,
            self._cap(body.get("cap")),
            self._round(body),
            str(body.get("status") or "due"),
        )

    def _amount(self, body: dict[str, Any]) -> Expression:
        if body.get("amount") is None:
            self._add("UNKNOWN_CLAUSE", "缺 amount", "amount is missing")
            return OpenItem("amount")
        return self._words.read(body["amount"])

    def _round(self, body: dict[str, Any]) -> str | None:
        given = body.get("round")
        if given is None or given in ROUNDINGS:
            return None if given is None else str(given)
        self._add(
            "UNKNOWN_WORD", f"round 只能是 {' '.join(ROUNDINGS)}", f"round is one of {ROUNDINGS}"
        )
        return None

    def _cap(self, node: object) -> Cap | None:
        if node is None:
            return None
        if not isinstance(node, dict) or set(node) - _CAP_KEYS or node.get("limit") is None:
            self._add(
                "UNKNOWN_WORD",
                "cap 应写 {limit, [over], [within], [in], [of], [rest]}",
                "cap takes {limit, [over], [within], [in], [of], [rest]}",
            )
            return None
        within, during = self._words.scopes(node)
        over = tuple(str(c) for c in as_list(node.get("over"))) or (self._id,)
        of, rest = node.get("of"), node.get("rest")
        return Cap(
            self._words.read(node["limit"]),
            over,
            within,
            during,
            None if of is None else str(of),
            None if rest is None else str(rest),
        )

    def _add(self, code: str, zh: str, en: str) -> None:
        self._problems.add(code, self._id, zh, en, self._item)


def _text(value: object) -> str | None:
    return None if value is None else str(value)

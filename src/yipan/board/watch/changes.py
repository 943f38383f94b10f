"""What changed between two looks: appeared, gone, or another state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yipan.board.watch.look import KINDS, Seen
from yipan.core.words import Words

WHAT: dict[str, Words] = {
    "appeared": Words("新出现", "appeared"),
    "gone": Words("已消失", "resolved"),
    "changed": Words("有变化", "changed"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is a key of `WHAT`; `before` or `now` is None where there was or is nothing."""

    what: str
    before: Seen | None
    now: Seen | None

    @property
    def seen(self) -> Seen:
        """The newer of the two."""
        found = self.now or self.before
        assert found is not None
        return found

    def line(self, lang: str) -> str:
        """The change in one line."""
        before, now = (s.told.pick(lang) if s else "" for s in (self.before, self.now))
        arrow = f"{before} → {now}" if before and now else before or now
        return f"{WHAT[self.what].pick(lang)} {self.seen.title.pick(lang)}: {arrow}"

    def as_dict(self, lang: str) -> dict[str, object]:
        """For JSON and webhooks."""
        return {
            "what": self.what,
            "kind": self.seen.kind,
            "id": self.seen.id,
            "title": self.seen.title.pick(lang),
            "before": self.before.told.pick(lang) if self.before else None,
            "now": self.now.told.pick(lang) if self.now else None,
            "why": self.seen.asks or None,
        }


def changes(before: Iterable[Seen], now: Iterable[Seen]) -> list[Change]:
    """Every difference, in order of kind, then of id."""
    old = {(seen.kind, seen.id): seen for seen in before}
    new = {(seen.kind, seen.id): seen for seen in now}
    order = list(KINDS)
    found = []
    for key in sorted(old.keys() | new.keys(), key=lambda k: (order.index(k[0]), k[1])):
        was, is_ = old.get(key), new.get(key)
        if was is None:
            found.append(Change("appeared", None, is_))
        elif is_ is None:
            found.append(Change("gone", was, None))
        elif was.state != is_.state:
            found.append(Change("changed", was, is_))
    return found


def digest_lines(found: Iterable[Change], lang: str) -> list[str]:
    """The changes under a head for each kind."""
    lines: list[str] = []
    head = ""
    for change in found:
        kind = KINDS[change.seen.kind].pick(lang)
        if kind != head:
            lines += ["", f"【{kind}】" if lang == "zh" else f"{kind.capitalize()}:"]
            head = kind
        lines.append(f"- {change.line(lang)}")
        if change.seen.asks and change.what != "gone":
            lines.append(f"  {Words('缘由', 'why').pick(lang)}: {change.seen.asks}")
    return lines[1:]

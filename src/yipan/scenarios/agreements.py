"""Agreements of a scenario as written: a compact, further facts, and what levers feed into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yipan.scenarios.keys import Keys


@dataclass(frozen=True, slots=True)
class Feed:
    """A quantity of a lever, by year, as an indicator of the compact."""

    indicator: str
    party: str
    lever: str
    quantity: str
    attested_by: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A compact, the file of its further facts ("" for none) and what levers feed into it."""

    id: str
    compact: str
    facts: str
    feed: tuple[Feed, ...]


def read_agreement(keys: Keys, levers: Sequence[str]) -> Agreement:
    """One entry of `agreements`."""
    keys.allow("id", "compact", "facts", "feed", "note")
    feed = []
    for number, node in enumerate(keys.items("feed"), start=1):
        one = Keys(node, keys.file, f"{keys.path}.feed.{number}")
        one.allow("indicator", "party", "lever", "quantity", "attested_by")
        feed.append(
            Feed(
                one.text("indicator"),
                one.text("party"),
                one.choice("lever", tuple(levers)),
                one.choice("quantity", ("tax", "transfer")),
                one.text("attested_by", ""),
            )
        )
    if not feed:
        raise keys.missing("feed")
    return Agreement(keys.text("id"), keys.text("compact"), keys.text("facts", ""), tuple(feed))

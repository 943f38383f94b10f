"""Places as paths of the containment tree: `冀/唐山/曹妃甸` lies in `冀/唐山` and in `冀`."""

from __future__ import annotations

from collections.abc import Mapping

from yipan.core.text import fold_width

Place = tuple[str, ...]


def place_of(text: str, aliases: Mapping[str, str] | None = None) -> Place:
    """The path that `text` writes; a segment with an alias is replaced by the canonical name."""
    names = aliases or {}
    parts = (part.strip() for part in fold_width(text).split("/"))
    return tuple(names.get(part, part) for part in parts if part)


def lies_in(place: Place, region: Place) -> bool:
    """Whether `place` is `region` or lies below it."""
    return place[: len(region)] == region


def lies_in_any(place: Place, regions: list[Place]) -> bool:
    """Whether one of the regions contains the place."""
    return any(lies_in(place, region) for region in regions)


def place_text(place: Place) -> str:
    """The path as written."""
    return "/".join(place)

"""The packages that a user of Yipan gets: what it depends on, with every extra, transitively."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

DEVELOPMENT = {"dev"}


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package: its name as the index writes it, version, licence and needs."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


def runtime_packages(root: str = "yipan") -> tuple[Package, list[Package]]:
    """The project itself and every package that it or an extra of it needs, sorted by name."""
    own = distribution(root)
    extras = set(own.metadata.get_all("Provides-Extra") or []) - DEVELOPMENT
    found: dict[str, Package] = {}
    waiting = _needs(own, extras)
    while waiting:
        requirement = waiting.pop()
        name = canonical(requirement.name)
        if name in found or name == root:
            continue
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        inner = _needs(installed, set(requirement.extras))
        found[name] = _package(name, installed, inner)
        waiting += inner
    return _package(root, own, _needs(own, extras)), [found[name] for name in sorted(found)]


def canonical(name: str) -> str:
    """A package's name as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(installed: Distribution, extras: set[str]) -> list[Requirement]:
    """The requirements that hold here, under some extras."""
    requirements = [Requirement(text) for text in installed.requires or []]
    return [
        r
        for r in requirements
        if r.marker is None or any(r.marker.evaluate({"extra": e}) for e in ("", *extras))
    ]


def _package(name: str, installed: Distribution, needs: list[Requirement]) -> Package:
    return Package(
        name,
        installed.version,
        _licence(installed),
        tuple(sorted({canonical(requirement.name) for requirement in needs})),
    )


def _licence(installed: Distribution) -> str:
    """What the package says of its licence: the expression, else the classifier, else the field."""
    meta = installed.metadata
    classifiers = [
        c.rsplit(" :: ", 1)[-1]
        for c in meta.get_all("Classifier") or []
        if c.startswith("License :: ") and c != "License :: OSI Approved"
    ]
    field = (meta["License"] or "").strip().splitlines()
    return meta["License-Expression"] or "; ".join(classifiers) or (field[0] if field else "")

"""The software bill of materials: CycloneDX 1.6 as JSON, the same bytes for the same packages."""

from __future__ import annotations

import json

from release.distributions import Package, runtime_packages


def sbom() -> bytes:
    """The bill of materials of the project with all of its extras."""
    own, packages = runtime_packages()
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(own, "application")},
        "components": [_component(package, "library") for package in packages],
        "dependencies": [
            {
                "ref": _reference(package),
                "dependsOn": [
                    _reference(other) for other in packages if other.name in package.needs
                ],
            }
            for package in (own, *packages)
        ],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _component(package: Package, kind: str) -> dict[str, object]:
    return {
        "type": kind,
        "bom-ref": _reference(package),
        "name": package.name,
        "version": package.version,
        "purl": _reference(package),
        "licenses": [{"license": {"name": package.licence}}] if package.licence else [],
    }


def _reference(package: Package) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"

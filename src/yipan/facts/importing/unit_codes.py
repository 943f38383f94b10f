"""Units as statistical offices code them: MIO_EUR, THS_PER, PC, EUR_HAB."""

from __future__ import annotations

_SCALES = {"MIO": "million", "THS": "thousand", "BIO": "billion", "HUN": "hundred"}
_UNITS = {"PC": "%", "PER": "persons", "NR": "number", "PT": "%", "PERS": "persons"}


def spelled_unit(code: str) -> str:
    """The code spelled out: MIO_EUR is million EUR, EUR_HAB is EUR/person; others as they are."""
    parts = code.split("_")
    if len(parts) == 1:
        return _UNITS.get(code, code)
    if len(parts) == 2 and parts[0] in _SCALES:
        return f"{_SCALES[parts[0]]} {_UNITS.get(parts[1], parts[1])}"
    return f"{parts[0]}/person" if len(parts) == 2 and parts[1] == "HAB" else code

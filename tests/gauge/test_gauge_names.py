"""The Python API keeps its names whatever was imported before."""

from __future__ import annotations

import yipan.gauge
from yipan.gauge.families import inequality


def test_the_list_of_measures_is_not_hidden_by_a_module() -> None:
    """`yipan.gauge.measures()` answers after a family was imported."""
    assert inequality.__name__ == "yipan.gauge.families.inequality"
    assert "theil-t" in yipan.gauge.measures()

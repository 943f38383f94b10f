"""Puts this folder on the path; property tests stay calm on a busy machine."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How long a draw takes says nothing about the law that is tested.
settings.register_profile("yipan", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("yipan")

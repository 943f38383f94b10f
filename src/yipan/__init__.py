"""Yipan 一盘: one board for a region, with a reason behind every figure."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"

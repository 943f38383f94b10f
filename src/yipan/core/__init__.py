"""Quantities, units, intervals, periods, parties, reasons, errors and canonical bytes.

Knows no file and no engine.
"""

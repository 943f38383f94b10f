"""Figures, tables, reports, workbooks and documents."""

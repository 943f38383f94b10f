"""Bringing in what statisticians have: workbooks, CSV and SDMX-CSV, in any common layout.

Pure steps: read a file into grids of cells; find the tables in a grid; say what each column, row
and heading means; turn cells into ledger rows and rejects. Every cell is accounted for.
"""

"""The workbench and the API: pages of a board, its figures and an address for programs."""

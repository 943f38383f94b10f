"""The workbench and the API: pages of a board, its figures and an address for programs."""

# Where `yipan serve` listens unless told otherwise.
HOST, PORT = "127.0.0.1", 8765

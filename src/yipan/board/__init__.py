"""Opens a board and binds its data to the kernels below."""

"""What a number can be reckoned from, and how a reckoning is shown, settled and mended."""

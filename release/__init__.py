"""What goes out: the wheel, the list of what is in it, and the review of what it depends on."""

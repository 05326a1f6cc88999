"""Two ranks that do nothing: what is left is the start and the end."""

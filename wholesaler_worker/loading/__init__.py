"""Reads the files that the records are loaded from; every row that cannot be loaded is named with its reason."""

"""The decision address, central office, switch, features, as pure code over an index of the reference files."""

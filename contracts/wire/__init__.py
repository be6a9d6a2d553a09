"""The marshmallow schemas of the wholesaler format: readers and published schemas come from this one description."""

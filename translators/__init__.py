"""Reseller formats: one file each, a pure pair of read and write."""

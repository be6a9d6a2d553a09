"""Takes documents in: who sent it, where its answer goes, and whether it may be answered at all."""

"""The running worker: takes batches, publishes answers, and decides once, last, how each delivery is settled."""

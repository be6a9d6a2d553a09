"""The use cases: each takes segments and returns answers; none of them knows a channel."""

"""How the worker's parts are: the records, the published index, the resellers, the queues."""

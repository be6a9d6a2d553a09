"""Keeps the records tidy beside the traffic: what has ended is freed, what is old is deleted, room is made ahead."""

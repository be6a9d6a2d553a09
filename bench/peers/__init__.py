"""Echoes of other Python messaging frameworks, each with its server and its client in one file.

They run in virtual environments of their own, from the locked requirements beside them: nothing here is a dependency of
the product, and these files import nothing but the standard library, their framework and `bench.peers.turns`.
"""

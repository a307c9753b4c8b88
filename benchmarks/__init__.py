"""Measure this library beside its peers: ``python -m benchmarks``.

Absolute times say more about the machine than about the code, so every figure stands beside
those of its peers, taken in the same run, and what counts is their ratio. See
``docs/benchmarks.md`` for what is compared and why.
"""

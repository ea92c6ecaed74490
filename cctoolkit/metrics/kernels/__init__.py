"""Compiled passes over contacts and plans: arrays in, arrays out, nothing read or named.

Whoever runs one imports it when it runs: numba takes a while. The sweeps over time that know no
contact centre are in `intervals`.
"""

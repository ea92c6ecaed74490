"""How much: ratios of sums over the canonical interval tables.

Tables first, `by`, then keyword-only choices. No money, no judgement, no drawing, no files.
"""

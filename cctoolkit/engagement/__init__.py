"""One engagement: its settings, its tables and its period.

The only room that filters by date. No arithmetic of metrics, no words, no drawing.
"""

"""From a finished engagement to one HTML file: page, run, export, manifest, batch.

Nothing is computed here. What a reader sees passes through `words` and is escaped.
"""

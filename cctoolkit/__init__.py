"""Contact-centre consulting toolkit: every number to its rows, every euro to its clause."""

__version__ = "0.1.0"

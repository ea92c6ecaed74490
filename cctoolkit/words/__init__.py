"""Words: what a reader sees, in Spanish or English, with the digits of the reader's country.

Takes plain values and gives text back. No DataFrame, no file of an engagement, no HTML comes here.
"""

from cctoolkit.errors import N_
from cctoolkit.words.codes import CODES
from cctoolkit.words.glossary import GLOSSARY, TERMS, Term, terms_of
from cctoolkit.words.voice import Words

__all__ = ["CODES", "GLOSSARY", "N_", "TERMS", "Term", "Words", "terms_of"]

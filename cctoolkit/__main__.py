"""`python -m cctoolkit`, the same as `cctoolkit`."""

import sys

from cctoolkit.cli import main

if __name__ == "__main__":
    sys.exit(main())

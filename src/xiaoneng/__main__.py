"""python -m xiaoneng: the command line."""

import sys

from xiaoneng.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""A program that ends with the one that started it: `python -m cellweave.backends.lifeline MODULE ARGUMENT…`."""

from __future__ import annotations

import os
import runpy
import shutil
import sys
import threading

#: Names the folder of the programs in their environment; it goes with them.
FOLDER = "CELLWEAVE_FOLDER"


def hold() -> None:
    """Ends the process when its standard input does, as it does when nobody holds the other end."""
    sys.stdin.buffer.read()
    remove_folder()
    os._exit(0)


def remove_folder() -> None:
    """Removes what the program that is gone could not."""
    if os.environ.get(FOLDER):
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


if __name__ == "__main__":
    threading.Thread(target=hold, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)

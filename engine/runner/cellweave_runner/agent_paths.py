"""Paths as a caller who has never seen this machine writes them."""

import os

from .agent_refusals import Refusal

ROOT = "$ROOT"


def absolute(root, text):
    """The absolute path that `$ROOT/…`, `~/…` or an absolute path means here."""
    if text == ROOT or text.startswith(f"{ROOT}/"):
        return root + text[len(ROOT):]
    if text == "~" or text.startswith("~/"):
        return os.path.expanduser(text)
    if os.path.isabs(text):
        return text
    raise Refusal("path", f"{text} is not an absolute path.")


def plain_name(name):
    """A name that stays in its folder."""
    if not name or "/" in name or "\0" in name or name in (".", ".."):
        raise Refusal("path", f"{name!r} is not the name of a file.")
    return name


def inside(root, path):
    """The path, when it is below the root: nothing else is removed here."""
    real, top = os.path.realpath(path), os.path.realpath(root)
    if not real.startswith(top + os.sep):
        raise Refusal("path", f"{path} is not below {root}.")
    return path

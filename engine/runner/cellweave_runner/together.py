"""Scans of several names at one moment: what lies in the objects of one is not looked at again for another."""

import types

from .scanning import NOTHING

HOLDERS = (list, tuple, dict, set)


def scan_together(values, scan):
    """Name → scan. A name whose objects all lie in those of another has the other's scan: a figure that one axis of it leads to."""
    found, wholes = {}, []
    for name in sorted(values, key=lambda name: not holds_others(values[name])):
        value = values[name]
        whole = next((whole for whole in wholes if lies_in(value, whole[1])), None)
        if whole is not None:
            found[name] = whole[1]
            whole[1].root = whole[0]
            continue
        found[name] = scan(value)
        if found[name].identities and found[name].error is None:
            wholes.append((value, found[name]))
    return found


def scan_again(before, value, scan, looked):
    """The scan of a value that had the scan `before`; `looked` keeps those of what several names have in common."""
    if before.root is None:
        return scan(value)
    if id(before) not in looked:
        # The scan that the key names lives as long as this entry.
        looked[id(before)] = before, scan(before.root)
    whole = looked[id(before)][1]
    if whole is NOTHING or whole.error is not None or not (value is before.root or lies_in(value, whole)):
        return scan(value)
    whole.root = before.root
    return whole


def holds_others(value):
    """True for what is likely to hold the values of other names."""
    return isinstance(value, HOLDERS) or getattr(getattr(value, "dtype", None), "hasobject", False) is True


def lies_in(value, whole):
    """Whether the scan met the value, and so looked at all that it reaches. Definitions are scanned in another way by themselves."""
    return id(value) in whole.identities and not isinstance(value, (type, types.FunctionType))

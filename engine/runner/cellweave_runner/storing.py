"""What a job leaves behind: its wanted groups in the store, and what cannot travel, with the reason."""

from types import ModuleType

from .ambient import reserved
from .namespace import BOOKKEEPING, HISTORY
from .objects import store_object
from .pickling import dump_group
from .scanning import why_stuck
from .summaries import summarize


def store_wanted(recorder, events, stored):
    """Stores every group with a wanted name that the job bound or changed and `stored`, by name, does not know yet."""
    own = own_names(recorder)
    groups = groups_of(recorder, own)
    for members in groups:
        made = {name: (recorder.names.origins.get(name), tuple(members)) for name in members}
        if all(stored.get(name) == place for name, place in made.items()):
            continue
        if store_members(recorder, events, members):
            stored.update(made)
    for kind in wanted_kinds(recorder):
        store_kind(recorder, events, kind)


def names_not_stored(recorder, stored):
    """What the job's cells bound or changed that only this process has, libraries left out."""
    cells = {cell.id for cell in recorder.job.cells}
    values, origins = recorder.names.values, recorder.names.origins
    return sorted(
        name for name, origin in origins.items()
        if origin in cells and name in values and not HISTORY.match(name) and not BOOKKEEPING.match(name)
        and not isinstance(values[name], ModuleType) and stored.get(name, (None,))[0] != origin
    )


def own_names(recorder):
    """Wanted names whose version was made by this job."""
    cells = {cell.id for cell in recorder.job.cells}
    names, wanted = recorder.names, recorder.job.wanted
    explicit = set(wanted)
    return [
        name for name, origin in names.origins.items()
        if origin in cells and name in names.values and not BOOKKEEPING.match(name)
        and (name in explicit or ("*" in explicit and not HISTORY.match(name)))
    ]


def groups_of(recorder, own):
    """The wanted names and what shares objects with them, group by group."""
    values = recorder.names.values
    unscanned = {name: values[name] for name in values if name not in recorder.groups.scans}
    recorder.scan_new({name: value for name, value in unscanned.items() if name in own or not recorder.is_history(name)})
    placed, found = set(), []
    for name in own:
        if name not in placed:
            members = sorted(member for member in recorder.groups.group_of(name) if member in values)
            placed.update(members)
            found.append(members)
    return found


def store_members(recorder, events, members):
    """Stores one group, or tells why it cannot be; gives whether it is stored."""
    scans, values, origins = recorder.groups.scans, recorder.names.values, recorder.names.origins
    reasons = {name: scans[name].error for name in members if scans[name].error}
    if reasons:
        events.emit("stuck", names=members, reason=reason_for(members, reasons))
        return False
    recorder.names.recording = False
    try:
        pickled, buffers = dump_group({name: values[name] for name in members}, recorder.groups.contended(members))
    except BaseException as error:
        events.emit("stuck", names=members, reason=f"{members[0]}: {why_stuck(values[members[0]], error)}.")
        return False
    digest, size = store_object(recorder.job.objects, pickled, buffers)
    events.emit(
        "output",
        artifact={"names": members, "digest": digest, "size": size, "summaries": {name: summarize(values[name]) for name in members}},
        origins={name: origins.get(name) or recorder.definition_cells.get(name) for name in members},
    )
    return True


def reason_for(members, reasons):
    told = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
    others = [name for name in members if name not in reasons]
    return told + (f". {', '.join(others)} share objects with it." if others else ".")


def wanted_kinds(recorder):
    wanted = recorder.job.wanted
    return [kind for kind in recorder.ambient_changed if "*" in wanted or reserved(kind) in wanted]


def store_kind(recorder, events, kind):
    name = reserved(kind)
    try:
        pickled, buffers = dump_group({name: recorder.ambient.value(kind)}, frozenset())
    except Exception as error:
        events.emit("stuck", names=[name], reason=f"{name}: {why_stuck(recorder.ambient.value(kind), error)}.")
        return
    digest, size = store_object(recorder.job.objects, pickled, buffers)
    events.emit(
        "output",
        artifact={"names": [name], "digest": digest, "size": size, "summaries": {name: f"state of {kind}"}},
        origins={name: recorder.ambient_origins[kind]},
    )

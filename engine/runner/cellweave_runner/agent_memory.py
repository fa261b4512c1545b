"""How much memory there is: what the system says, and what each control group above us allows."""

import os

KINDS = (
    ("memory", "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ("", "sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"),
)


def free_memory(root="/"):
    """Bytes in all and bytes that can still be taken before something is killed or swapped."""
    limits = [machine(root), *group_limits(root)]
    return {"total": min(total for total, _ in limits), "available": max(0, min(available for _, available in limits))}


def machine(root):
    members = numbers_in(os.path.join(root, "proc/meminfo"), ":")
    return members.get("MemTotal", 0) * 1024, members.get("MemAvailable", members.get("MemFree", 0)) * 1024


def group_limits(root):
    for line in text_of(os.path.join(root, "proc/self/cgroup")).splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for controller, folder, *names in KINDS:
            if (controller in controllers.split(",")) if controller else (number == "0" and controllers == ""):
                for group in groups_up(path):
                    limit = limit_of(os.path.join(root, folder, group.lstrip("/")), *names)
                    if limit:
                        yield limit


def groups_up(path):
    """The group's own folder and those above it. In a container its path may be the host's: then the top is ours."""
    yield path
    while path != os.path.dirname(path):
        path = os.path.dirname(path)
        yield path


def limit_of(folder, limit, usage, reclaimable):
    try:
        total = int(text_of(os.path.join(folder, limit)))
        used = int(text_of(os.path.join(folder, usage)))
    except ValueError:
        return None
    # The largest number of version 1 is no limit.
    if total > 1 << 60:
        return None
    files = numbers_in(os.path.join(folder, "memory.stat"), " ").get(reclaimable, 0)
    return total, total - max(0, used - files)


def numbers_in(path, separator):
    members = {}
    for line in text_of(path).splitlines():
        name, _, value = line.partition(separator)
        try:
            members[name] = int(value.split()[0])
        except (ValueError, IndexError):
            pass
    return members


def text_of(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""

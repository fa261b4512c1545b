"""Which names share mutable objects, and so must be stored, versioned and compared together."""

from .scanning import copies_on_write


class Groups:
    """Scans by name, and the names by what they reach."""

    def __init__(self):
        self.scans = {}
        self.sharing = {}
        self.viewing = {}
        self.overlaps = None

    def put(self, name, scan):
        """Takes what a name is made of now."""
        self.drop(name)
        self.scans[name] = scan
        if scan.identities:
            self.sharing[name] = scan.identities
        if scan.viewed:
            self.viewing[name] = scan.viewed
        if scan.memory:
            self.overlaps = None

    def drop(self, name):
        scan = self.scans.pop(name, None)
        self.sharing.pop(name, None)
        self.viewing.pop(name, None)
        if scan is not None and scan.memory:
            self.overlaps = None

    def group_of(self, name):
        """All names bound to `name` by shared objects, itself included."""
        if self.overlaps is None:
            self.overlaps = overlapping(self.scans)
        found, queue = set(), [name]
        while queue:
            member = queue.pop()
            if member in found or member not in self.scans:
                continue
            found.add(member)
            queue += self.overlaps.get(member, ())
            mine = self.sharing.get(member)
            if mine is not None:
                # Pair by pair, each as long as the smaller of the two: an index of every object would cost more than it saves.
                queue += [other for other, theirs in self.sharing.items() if other not in found and not mine.isdisjoint(theirs)]
                queue += [other for other, theirs in self.viewing.items() if other not in found and not mine.isdisjoint(theirs)]
            viewed = self.viewing.get(member)
            if viewed is not None:
                queue += [other for other, theirs in self.sharing.items() if other not in found and not viewed.isdisjoint(theirs)]
        return found or {name}

    def groups_of(self, names):
        """Name → group, for these names and all in their groups."""
        found = {}
        for name in names:
            if name not in found:
                group = self.group_of(name)
                found.update(dict.fromkeys(group, group))
        return found

    def forsaken(self, values):
        """Names whose scan is that of a value that none of them stands for any more."""
        roots = {id(scan): scan for scan in self.scans.values() if scan.root is not None}
        holders = {place: [name for name, scan in self.scans.items() if scan is roots[place]] for place in roots}
        return [name for place, names in holders.items() if all(values.get(name) is not roots[place].root for name in names) for name in names]

    def contended(self, members):
        """Owners of memory that more than one array of the group looks into."""
        scans = list({id(scan): scan for scan in map(self.scans.get, members) if scan is not None}.values())
        owners = set()
        for earlier, later in touching(sorted(span for scan in scans for span in scan.memory)):
            owners.update((earlier[3], later[3]))
        viewed = frozenset().union(*(scan.viewed for scan in scans))
        return frozenset(owners).union(*(viewed & scan.identities for scan in scans))


def overlapping(scans):
    """Name → names whose arrays look into the same memory."""
    # Names with one scan are bound by it already.
    named = {id(scan): (name, scan) for name, scan in scans.items()}
    spans = sorted((*span, name) for name, scan in named.values() for span in scan.memory)
    edges = {}
    for earlier, later in touching(spans):
        if earlier[4] != later[4]:
            edges.setdefault(earlier[4], set()).add(later[4])
            edges.setdefault(later[4], set()).add(earlier[4])
    return edges


def touching(spans):
    """Pairs of spans (low, high, block, …) that overlap, but for two pandas blocks that copy on write."""
    open_spans, highest = [], -1
    for span in spans:
        if span[0] >= highest:
            # Nothing that came before reaches so far, as with most arrays.
            open_spans, highest = [span], span[1]
            continue
        highest = max(highest, span[1])
        open_spans = [other for other in open_spans if other[1] > span[0]]
        for other in open_spans:
            if not (span[2] and other[2] and copies_on_write()):
                yield other, span
        open_spans.append(span)

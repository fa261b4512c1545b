"""Which names share mutable objects, and so must be stored, versioned and compared together."""

from .scanning import copies_on_write


class Groups:
    """Scans by name, and the names by what they reach."""

    def __init__(self):
        self.scans = {}
        self.sharing = {}
        self.overlaps = None

    def put(self, name, scan):
        """Takes what a name is made of now."""
        self.drop(name)
        self.scans[name] = scan
        if scan.identities:
            self.sharing[name] = scan.identities
        if scan.memory:
            self.overlaps = None

    def drop(self, name):
        scan = self.scans.pop(name, None)
        self.sharing.pop(name, None)
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
        return found or {name}

    def contended(self, members):
        """Owners of memory that more than one array of the group looks into."""
        spans = sorted(span for member in members if member in self.scans for span in self.scans[member].memory)
        owners = set()
        for earlier, later in touching(spans):
            owners.update((earlier[3], later[3]))
        return frozenset(owners)


def overlapping(scans):
    """Name → names whose arrays look into the same memory."""
    spans = sorted((*span, name) for name, scan in scans.items() for span in scan.memory)
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

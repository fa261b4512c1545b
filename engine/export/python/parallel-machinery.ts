/** What the script's own functions import, under names that no notebook has. */
export const machineryImports: readonly string[] = [
  "import concurrent.futures as _futures",
  ...["io", "os", "pickle", "sys", "tempfile", "types"].map((module) => `import ${module} as _${module}`),
];

/** The part of a parallel script that runs its steps: it is the same in each. */
export const machinery = `class _Travelling(_pickle.Pickler):
    """Packs values for another process; a function or class that only one of them has is refused."""

    def reducer_override(self, value):
        own = isinstance(value, (type, _types.FunctionType)) and value.__module__ == __name__
        if own and value.__qualname__.split(".")[0] not in _DEFINED:
            raise _pickle.PicklingError(f"{value.__qualname__} is not at the top of the script.")
        return NotImplemented


class _Looking(_Travelling):
    """Packs values and remembers everything in them that could be changed."""

    def persistent_id(self, value):
        if not isinstance(value, (str, bytes, int, float, complex, tuple, frozenset)):
            self.parts[id(value)] = value


def _packed(values):
    file = _io.BytesIO()
    _Travelling(file, _pickle.HIGHEST_PROTOCOL).dump(values)
    return file.getvalue()


def _parts(values):
    looking = _Looking(_io.BytesIO(), _pickle.HIGHEST_PROTOCOL)
    looking.parts = {}
    looking.dump(values)
    return looking.parts


class _Printed:
    """What the cells of a step print, by their places in the notebook."""

    def __init__(self, place):
        self.begun = [(place, 0)]
        self.texts = {}

    def begin(self, place):
        _sys.stdout.flush()
        self.begun.append((place, _os.lseek(1, 0, _os.SEEK_CUR)))

    def __enter__(self):
        global _PRINTED
        _PRINTED = self
        _sys.stdout.flush()
        self.file = _tempfile.TemporaryFile()
        self.usual = _os.dup(1), _sys.stdout
        # Programs that a cell starts write to 1, Python to sys.stdout.
        _os.dup2(self.file.fileno(), 1)
        _sys.stdout = _io.open(1, "w", encoding="utf-8", closefd=False)
        return self

    def __exit__(self, *problem):
        _sys.stdout.flush()
        number, _sys.stdout = self.usual
        _os.dup2(number, 1)
        _os.close(number)
        self.file.seek(0)
        printed = self.file.read()
        self.file.close()
        ends = [start for _, start in self.begun[1:]] + [len(printed)]
        for (place, start), end in zip(self.begun, ends):
            self.texts[place] = printed[start:end].decode(errors="replace")


class _Step:
    """A function above, what goes into it and what comes out."""

    def __init__(self, function, place, apart, needs, takes, gives):
        self.function = function
        self.name = function.__name__
        self.place = place
        self.apart = apart
        self.needs = set(needs)
        self.takes = takes
        self.gives = gives

    def taken(self, values):
        return {name: values[source][name] for name, source in self.takes if name in values[source]}

    def left(self):
        return {name: globals()[name] for name in self.gives if name in globals()}


def _run_apart(at, folder, given):
    """In another process: what the step left, or None where that belongs to what it took, and what it printed."""
    step = _STEPS[at]
    _os.chdir(folder)
    for name in {name for other in _STEPS for name in other.gives}:
        globals().pop(name, None)
    taken, again = _pickle.loads(given), _pickle.loads(given)
    # What is the same object in both is one of Python's own.
    own = _parts(again)
    parts = {number: part for number, part in _parts(taken).items() if number not in own}
    globals().update(taken)
    printed = _Printed(step.place)
    try:
        with printed:
            step.function()
    except BaseException:
        print("".join(printed.texts.values()), end="", flush=True)
        raise
    try:
        left = step.left()
        return (_packed(left), printed.texts) if parts.keys().isdisjoint(_parts(left)) else (None, {})
    except Exception:
        return None, {}


def _run_here(step, values, texts):
    """Binds what the step takes, and nothing where an earlier step left nothing, and runs it."""
    for name, _ in step.takes:
        globals().pop(name, None)
    globals().update(step.taken(values))
    printed = _Printed(step.place)
    try:
        with printed:
            step.function()
    finally:
        texts.update(printed.texts)
    values[step.name] = step.left()


def _start_ready(pool, values, started):
    """Starts every step that runs apart and whose needs have ended."""
    for at, step in enumerate(_STEPS):
        if step.apart and at not in started and step.needs <= values.keys():
            try:
                started[at] = pool.submit(_run_apart, at, _os.getcwd(), _packed(step.taken(values)))
            except Exception:
                step.apart = False  # It takes what cannot travel, so it runs here.


def _collect(values, started):
    for at, future in started.items():
        if _STEPS[at].name not in values and future.done() and future.exception() is None:
            left, _ = future.result()
            if left is not None:
                values[_STEPS[at].name] = _pickle.loads(left)


def _wait_for(at, pool, values, started):
    """What a step left and printed; others are started as soon as they can be."""
    while not started[at].done():
        running = [future for future in started.values() if not future.done()]
        _futures.wait(running, return_when=_futures.FIRST_COMPLETED)
        _collect(values, started)
        _start_ready(pool, values, started)
    _collect(values, started)
    return started[at].result()


def _print(texts, until):
    for place in sorted(place for place in texts if place < until):
        print(texts.pop(place), end="", flush=True)


def _run():
    """Runs the steps, and shows what they print in the notebook's order."""
    values, started, texts = {}, {}, {}
    try:
        with _futures.ProcessPoolExecutor() as pool:
            for at, step in enumerate(_STEPS):
                _print(texts, step.place)
                _start_ready(pool, values, started)
                left = None
                if step.apart:
                    left, printed = _wait_for(at, pool, values, started)
                    texts.update(printed)
                if left is None:
                    _run_here(step, values, texts)
    finally:
        _print(texts, float("inf"))
    final = {name: values[source][name] for name, source in _RESULTS if name in values[source]}
    globals().update(final)`;

"""What items show besides text, and their warnings: taken down where they run, and told again in the order of the items."""

import re
import sys
import warnings

# Stands in the printed text for what was shown there.
PLACE = re.compile("\x02cellweave (\\d+)\x03")

# Named so among the events: shown to a magic that keeps it for later.
CAPTURED = "captured"


class Replayed:
    """The child's side: keeps what would be shown, and notes warnings beside their text."""

    def __init__(self, report):
        self.report = report
        self.shown = []
        self.warned = []
        self.print = None

    def listen(self, print_text):
        """From here on: `print_text` is what the program's prints reach."""
        self.print = print_text
        self.report.tell = self.keep
        publisher = capturing_publisher()
        if publisher is not None:
            publisher.publish = self.keep_captured
        show = warnings._showwarnmsg_impl

        def show_and_note(warning):
            self.warned.append((warnings._formatwarnmsg(warning), str(warning.message), warning.category, warning.filename, warning.lineno))
            show(warning)

        warnings._showwarnmsg_impl = show_and_note

    def keep(self, event, **members):
        self.print(f"\x02cellweave {len(self.shown)}\x03")
        self.shown.append((event, members))

    def keep_captured(self, data, metadata=None, source=None, *, transient=None, update=False, **_):
        self.keep(CAPTURED, data=data, metadata=metadata, transient=transient, update=update)

    def taken(self):
        """What was shown and warned of since the last call."""
        taken = tuple(self.shown), tuple(self.warned)
        self.shown, self.warned = [], []
        return taken


def replay(report, printed, shown, warned):
    """Prints what items printed and shows what they showed. A warning is given anew: most are shown only once."""
    waiting = list(warned)
    for _, name, text in printed:
        if name == "stderr":
            text = warn_again(text, waiting)
        for index, piece in enumerate(PLACE.split(text)):
            if index % 2 == 0:
                write(name, piece)
            elif int(piece) < len(shown):
                event, members = shown[int(piece)]
                show(report, event, members)


def show(report, event, members):
    if event != CAPTURED:
        report.tell(event, **members)
        return
    publisher = capturing_publisher()
    if publisher is not None:
        publisher.publish(**members)


def capturing_publisher():
    """What takes what is shown while `%%capture` runs a cell; None where nothing does."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    publisher = getattr(shell, "display_pub", None)
    return publisher if type(publisher).__name__ == "CapturingDisplayPublisher" else None


def warn_again(text, waiting):
    """Gives the warnings whose text begins in `text` and prints what stands between them; gives what is left of it."""
    while waiting:
        formatted, message, category, filename, line = waiting[0]
        before, found, after = text.partition(formatted)
        if not found:
            break
        write("stderr", before)
        waiting.pop(0)
        module = module_of(filename)
        registry = module.__dict__.setdefault("__warningregistry__", {})
        try:
            warnings.warn_explicit(message, category, filename, line, module.__name__, registry)
        except TypeError:
            # A warning that is not made of its text alone.
            write("stderr", formatted)
        text = after
    return text


def module_of(filename):
    """The module whose code stands in a file; that of the cells where there is none."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == filename:
            return module
    return sys.modules["__main__"]


def without_places(text):
    """Printed text as people read it."""
    return PLACE.sub("", text)


def write(name, text):
    stream = getattr(sys, name)
    if text and stream is not None:
        stream.write(text)

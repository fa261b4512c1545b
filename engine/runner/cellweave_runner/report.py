"""What a cell shows, as events, in the order in which it shows it."""


class Report:
    """Tells displays, results and errors of the running cell."""

    def __init__(self, events, outputs):
        self.events = events
        self.outputs = outputs
        self.told_error = False

    def begin(self):
        """From here on what is told belongs to the next cell."""
        self.told_error = False

    def tell(self, event, **members):
        self.outputs.settle()
        if not self.outputs.silent:
            self.events.emit(event, cell=self.outputs.cell, **members)

    def display(self, data, metadata, display_id, update):
        if update:
            self.tell("update-display", displayId=display_id or "", data=data, metadata=metadata)
            return
        output = {"output_type": "display_data", "data": data, "metadata": metadata}
        self.tell("display", output=output, **({"displayId": display_id} if display_id else {}))

    def clear(self, wait):
        self.tell("clear", wait=wait)

    def result(self, count, data, metadata):
        output = {"output_type": "execute_result", "execution_count": count, "data": data, "metadata": metadata}
        self.tell("result", output=output)

    def error(self, ename, evalue, traceback):
        output = {"output_type": "error", "ename": str(ename), "evalue": evalue, "traceback": [str(line) for line in traceback]}
        self.told_error = True
        self.tell("error", output=output)

    def failure(self, error):
        """Tells an error that could not be shown in full, unless it was told already."""
        if self.told_error:
            return
        # Showing it may have raised in its turn: what the cell raised is at the root.
        while error.__context__ is not None:
            error = error.__context__
        name, text = type(error).__name__, text_of(error)
        self.error(name, text, [f"{name}: {text}"])


def text_of(error):
    try:
        return str(error)
    except BaseException as broken:
        return f"<{type(error).__name__} whose text raises {type(broken).__name__}>"

"""SIGINT: stops the running cell as a kernel's interrupt does, and the job after it."""

import asyncio
import signal


class Interrupts:
    """Whether the job was interrupted, and what an interrupt stops."""

    def __init__(self):
        self.asked = False
        self.in_cell = False
        self.task = None

    def listen(self):
        signal.signal(signal.SIGINT, self.hear)

    def hear(self, *_):
        again, self.asked = self.asked, True
        if self.task is not None and not again:
            # The loop may be asleep, and a plain cancel would not wake it.
            self.task.get_loop().call_soon_threadsafe(self.task.cancel)
        elif self.in_cell:
            raise KeyboardInterrupt

    def give_up(self):
        """Ends the job as an interrupt does, from inside."""
        self.asked = True
        if self.in_cell:
            raise KeyboardInterrupt

    async def awaited(self, coroutine):
        """The coroutine's result; an interrupt cancels it, a second one breaks it."""
        self.task = asyncio.ensure_future(coroutine)
        try:
            return await self.task
        finally:
            self.task = None

"""The process that runs a job's cells."""

import asyncio
import os
import platform
import random
import sys
import time
from dataclasses import replace

from . import bundled
from .abandoned import Watch
from .events import Events
from .guard import Guard
from .interrupts import Interrupts
from .job import Go, More, read_go, read_job, read_more
from .objects import StoreError
from .recorder import Recorder
from .report import Report
from .storing import names_not_stored, store_wanted
from .streams import Outputs
from .unseen_files import with_unseen

GATE_POLL_SECONDS = 0.003
FAILED, CANCELLED = 1, 130


def work(folder, prepared=None):
    """Runs the job in `folder` and ends the process, whatever threads the cells left."""
    code = FAILED
    try:
        code = Worker(folder, prepared).run()
    except BaseException as error:
        tell_crash(folder, error)
    finally:
        stop_children()
        os._exit(code)


def tell_crash(folder, error):
    """Leaves the runner's own failure where people look for it."""
    import traceback

    try:
        with open(os.path.join(folder, "runner-error.txt"), "a", encoding="utf-8") as file:
            traceback.print_exception(type(error), error, error.__traceback__, file=file)
    except OSError:
        pass


def stop_children():
    """Ends the worker processes of pools that the cells left open: nobody would feed them any more."""
    multiprocessing = sys.modules.get("multiprocessing.process")
    if multiprocessing is None:
        return
    pools = sys.modules.get("multiprocessing.pool")
    if pools is not None:
        # A pool's own thread would start new ones in their place.
        pools.Pool._repopulate_pool_static = staticmethod(lambda *given: None)
    for child in multiprocessing.active_children():
        if child.daemon:
            child.kill()


def reseed():
    """Gives the forked process draws of its own, as a fresh one has."""
    random.seed()
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        numpy.seed()
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.seed()


class Worker:
    """One job from its first cell to its last event."""

    def __init__(self, folder, prepared):
        self.folder = os.path.abspath(folder)
        self.job = read_job(os.path.join(self.folder, "job.json"))
        self.events = Events(os.path.join(self.folder, "events.jsonl"))
        self.outputs = Outputs(self.events)
        self.report = Report(self.events, self.outputs)
        self.interrupts = Interrupts()
        self.owner = os.getpid()
        # After the first irrevocable act every cell waits for inputs that are certain.
        self.serial = False
        self.not_run = set()
        # How often the job was told to run more; a cell that comes again waits for a permission of its own.
        self.round = 0
        os.chdir(self.job.directory)
        sys.path[:] = notebook_path()
        self.guard = Guard((self.folder, self.job.objects, *([self.job.items] if self.job.items else [])))
        self.recorder = Recorder(self.job, self.guard, prepared and prepared.names)
        self.recorder.tell_lost = self.tell_lost
        self.runner, self.ipython = make_runner(prepared, self.recorder, self.report, self.interrupts)
        self.recorder.names.settle()
        self.skeletons = None
        bundled.lend(self.host)

    def host(self):
        from .skeleton_host import RunnerHost

        self.skeletons = RunnerHost(self)
        return self.skeletons

    def tell_items(self, progress):
        self.outputs.settle()
        self.events.emit("items", cell=self.outputs.cell, progress=progress)

    def run(self):
        self.interrupts.listen()
        self.outputs.capture()
        self.events.emit("started", pid=os.getpid(), python=platform.python_version(), ipython=self.ipython)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        state = loop.run_until_complete(self.run_cells())
        self.outputs.settle()
        self.events.emit("finished", state=state)
        return {"succeeded": 0, "failed": FAILED, "cancelled": CANCELLED}[state]

    async def run_cells(self):
        self.run_prelude()
        state, cells, stored = "succeeded", self.job.cells, {}
        while True:
            state = await self.run_in_order(cells, state)
            if self.interrupts.asked:
                return "cancelled"
            try:
                store_wanted(self.recorder, self.events, stored)
            except StoreError as error:
                self.tell_store_error(error)
                return "failed"
            more = self.await_more(stored)
            if not more.cells:
                return "cancelled" if self.interrupts.asked else state
            self.take_in(more)
            cells = more.cells

    async def run_in_order(self, cells, state):
        """Runs the cells, none after one that was told to stop there; gives how it went so far."""
        for index, cell in enumerate(cells):
            if self.interrupts.asked:
                break
            if self.must_skip(cell, state):
                self.not_run.add(cell.id)
                self.events.emit("cell-finished", cell=cell.id, state="skipped", record=self.recorder.empty_record())
                continue
            ended = await self.run_cell(cell, index + 1 == len(cells))
            if os.getpid() != self.owner:
                leave_fork()
            if ended == "stopped":
                break
            if ended == "failed":
                state = "failed"
                self.not_run.add(cell.id)
            # Tasks that a cell started go on between cells, as in a kernel.
            await asyncio.sleep(0)
        return state

    def await_more(self, stored):
        """
        What else to run in this process. One whose cells did what cannot be taken back has the only copy of what they
        left and could not store, or was not asked to: running them again to have it would do that a second time.
        """
        names = names_not_stored(self.recorder, stored) if self.job.lingers and self.serial else ()
        if not names:
            return More()
        self.events.emit("lingers", names=list(names))
        return self.await_told(lambda: read_more(os.path.join(self.folder, f"more-{self.round + 1}"))) or More()

    def take_in(self, more):
        self.round += 1
        self.job = replace(self.job, cells=(*self.job.cells, *more.cells), wanted=more.wanted)
        self.recorder.job = self.job
        for definition in more.prelude:
            self.runner.define(definition)
            self.recorder.adopt_definitions(definition.cell)

    def must_skip(self, cell, state):
        return (self.job.stop_on_error and state == "failed") or not self.not_run.isdisjoint(cell.needs)

    def tell_lost(self, group):
        """Ends the job because an input is damaged or gone. No cell can catch this: none did anything wrong."""
        self.events.emit("lost", digest=group.digest, names=sorted(group.origins))
        stop_children()
        os._exit(FAILED)

    def tell_store_error(self, error):
        output = {"output_type": "error", "ename": "StoreError", "evalue": str(error), "traceback": [f"StoreError: {error}"]}
        self.events.emit("error", cell=self.job.cells[-1].id, output=output)

    def run_prelude(self):
        """Repeats the definitions that travel as source; what the first cell takes as input is newer."""
        if self.job.cells:
            self.recorder.attach(self.job.cells[0].inputs)
        for definition in self.job.prelude:
            self.runner.define(definition)
            self.recorder.adopt_definitions(definition.cell)
        if self.job.cells and self.job.prelude:
            self.recorder.attach(self.job.cells[0].inputs)
        self.recorder.ambient.note_all()

    async def run_cell(self, cell, last):
        recorder, outputs = self.recorder, self.outputs
        if cell is not self.job.cells[0]:
            recorder.attach(cell.inputs)
        outputs.begin(cell.id, False)
        gated = cell.gate or self.serial
        if gated:
            self.events.emit("gate", cell=cell.id, act="start", record=recorder.empty_record())
            go = self.await_go(cell)
            if self.interrupts.asked:
                return "stopped"
            if go.stop:
                recorder.job = replace(recorder.job, wanted=go.wanted)
                return "stopped"
            recorder.attach(go.inputs)
        self.events.emit("cell-started", cell=cell.id)
        began = time.time_ns()
        error = await self.run_recorded(cell, gated)
        if os.getpid() != self.owner:
            leave_fork()
        outputs.settle()
        outputs.restore()
        record = recorder.end(cell, with_unseen(self.guard.end(), began), last)
        state = "succeeded" if error is None else "interrupted" if self.interrupts.asked else "failed"
        self.events.emit("cell-finished", cell=cell.id, state=state, record=record)
        return state

    async def run_recorded(self, cell, gated):
        try:
            self.recorder.begin(cell)
            if self.skeletons is not None:
                self.skeletons.begin()
            before_act = self.gate_act if self.job.guard else self.tell_act
            self.guard.begin(None if gated else lambda act, _: before_act(cell, act))
            self.report.begin()
            self.interrupts.in_cell = True
            error = await self.runner.run(cell)
            if error is not None:
                self.report.failure(error)
            return error
        except KeyboardInterrupt as error:
            return error
        except Exception as error:
            self.report.failure(error)
            return error
        finally:
            self.interrupts.in_cell = False
            self.guard.active = False

    def gate_act(self, cell, act):
        """Waits with an irrevocable act until the run allows it."""
        self.outputs.settle()
        self.events.emit("gate", cell=cell.id, act=act, record=self.recorder.record_so_far(list(self.guard.effects)))
        self.recorder.attach(self.await_go(cell).inputs)
        self.serial = True

    def tell_act(self, cell, act):
        """Notes that the job must not run a second time, should it be lost."""
        self.events.emit("acted", cell=cell.id, act=act)

    def await_go(self, cell):
        name = f"go-{cell.id}" if self.round == 0 else f"go-{cell.id}-{self.round}"
        return self.await_told(lambda: read_go(os.path.join(self.folder, name))) or Go()

    def await_told(self, look):
        """What `look` gives as soon as it gives anything; None when the job is interrupted meanwhile."""
        watch = Watch(self.folder)
        while True:
            told = look()
            if told is not None:
                return told
            if self.interrupts.asked and not self.interrupts.in_cell:
                return None
            if watch.is_abandoned():
                self.interrupts.give_up()
            time.sleep(GATE_POLL_SECONDS)


def notebook_path():
    """`sys.path` as a kernel has it: the notebook's folder after the standard library, and no runner."""
    own = ("", sys.argv[0], os.path.abspath(sys.argv[0]))
    paths = [path for path in sys.path if path not in own]
    first = next((index for index, path in enumerate(paths) if path.endswith(("site-packages", "dist-packages"))), len(paths))
    return [*paths[:first], "", *paths[first:]]


def leave_fork():
    """A process that a cell forked and let return here: only its parent goes on with the job."""
    try:
        sys.stdout.flush()
    finally:
        os._exit(0)


def make_runner(prepared, recorder, report, interrupts):
    """What runs the cells: IPython where it is installed, plain Python elsewhere."""
    try:
        import IPython

        from .shell import ShellRunner, make_shell
    except ImportError:
        from .plain_shell import PlainRunner

        return PlainRunner(recorder, report, interrupts), None
    shell = prepared.shell if prepared is not None else make_shell(recorder.namespace)
    return ShellRunner(shell, recorder, report, interrupts), IPython.__version__

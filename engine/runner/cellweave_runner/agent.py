"""The agent: does on a target what is asked of it over its standard input, until that ends. Jobs live on."""

import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from . import agent_files as files
from .agent_cancel import cancel_job
from .agent_follow import Followed, Follower
from .agent_frames import Frames
from .agent_jobs import Jobs
from .agent_memory import free_memory
from .agent_paths import absolute, inside
from .agent_refusals import Refusal, refusal_of
from .agent_warm import WarmParents
from .facts import facts

# A caller that is still there says so every few seconds; one that is not may have left a half-open connection.
SILENT_SECONDS = 120


class Agent:
    """What one connection of a caller shares among its requests."""

    def __init__(self, root, frames):
        self.root = root
        self.frames = frames
        self.warm = WarmParents()
        self.jobs = Jobs(root, self.warm)
        self.listing = files.Listing()
        self.follower = Follower(self.answer, self.jobs.begin)
        self.workers = ThreadPoolExecutor(8)

    def path(self, text):
        return absolute(self.root, text)

    def answer(self, number, told, payload=b""):
        """Answers a request: with members of the answer's head, or with why it was refused."""
        if isinstance(told, Exception):
            told = {"error": refusal_of(told)}
        self.frames.write(dict(told, id=number), payload)

    def take(self, request, payload):
        verb = VERBS.get(request.get("verb"))
        if verb is None:
            self.answer(request.get("id"), Refusal("verb", f"This agent knows no {request.get('verb')!r}."))
        elif request["verb"] in AT_ONCE:
            self.do(verb, request, payload)
        elif request["verb"] == "cancel":
            # It may last as long as a cell needs to tidy up.
            threading.Thread(target=self.do, args=(verb, request, payload), daemon=True).start()
        else:
            self.workers.submit(self.do, verb, request, payload)

    def do(self, verb, request, payload):
        try:
            told = verb(self, request, payload)
        except Exception as error:
            self.answer(request["id"], error)
            return
        if told is not None:
            members, answered = told if isinstance(told, tuple) else (told, b"")
            self.answer(request["id"], members, answered)


def tell_facts(agent, request, payload):
    return {"facts": facts()}


def ping(agent, request, payload):
    return {}


def have(agent, request, payload):
    return {"missing": files.missing_objects(agent.path(request["store"]), request["objects"])}


def list_files(agent, request, payload):
    if "paths" in request:
        return {"files": agent.listing.of([agent.path(path) for path in request["paths"]])}
    return {"files": agent.listing.below(agent.path(request["directory"]))}


def part(agent, request, payload):
    path = agent.path(request["path"])
    return {"size": files.part_size(path), "free": files.free_bytes(agent.root)}


def read(agent, request, payload):
    piece, size = files.read_piece(agent.path(request["path"]), request["offset"], request["length"])
    return {"size": size}, piece


def write(agent, request, payload):
    files.write_piece(agent.path(request["path"]), request["offset"], payload)
    return {}


def place(agent, request, payload):
    path, mode = agent.path(request["path"]), request.get("mode", 0o644)
    if "part" in request:
        files.place_part(agent.path(request["part"]), path, request["digest"], mode)
    else:
        files.place_payload(payload, path, request["digest"], mode)
    return {}


def folders(agent, request, payload):
    for path in request["paths"]:
        os.makedirs(agent.path(path), exist_ok=True)
    return {}


def remove(agent, request, payload):
    for path in request["paths"]:
        files.remove(inside(agent.root, agent.path(path)))
    return {}


def lay(agent, request, payload):
    return agent.jobs.lay(agent.path(request["directory"]), request["files"], request.get("command"), request.get("env", {}))


def begin(agent, request, payload):
    folder = agent.path(request["directory"])
    state = lay(agent, request, payload)
    if state["state"] == "waiting":
        agent.jobs.begin(folder)
    return state


def follow(agent, request, payload):
    watch = agent.jobs.watch(agent.path(request["directory"]))
    followed = Followed(watch, request["offset"], request.get("begins", True), request.get("elsewhere", "running"))
    agent.follower.add(request["id"], followed)


def taken(agent, request, payload):
    agent.follower.take(request["id"], request["offset"])


def leave(agent, request, payload):
    agent.follower.leave(request["id"])


def poll(agent, request, payload):
    return {"states": [agent.jobs.state(agent.path(path), request.get("elsewhere", "running")) for path in request["directories"]]}


def cancel(agent, request, payload):
    cancel_job(agent.jobs.watch(agent.path(request["directory"])), request["grace"])
    return {}


def tell(agent, request, payload):
    agent.jobs.tell(agent.path(request["directory"]), request["name"], request["text"])
    return {}


def memory(agent, request, payload):
    return dict(free_memory(), held=[agent.jobs.held(agent.path(path)) for path in request["directories"]])


def preload(agent, request, payload):
    command = [absolute(agent.root, word) if word.startswith(("$ROOT/", "~/")) else word for word in request.get("command") or ()]
    agent.warm.of(command, request.get("env")).preload(request["modules"])
    return {}


def dispose(agent, request, payload):
    agent.jobs.dispose(agent.path(request["directory"]))
    return {}


VERBS = {
    "facts": tell_facts, "ping": ping, "have": have, "files": list_files, "part": part, "read": read, "write": write, "place": place,
    "folders": folders, "remove": remove, "lay": lay, "begin": begin, "follow": follow, "taken": taken, "leave": leave, "poll": poll, "cancel": cancel,
    "tell": tell, "memory": memory, "preload": preload, "dispose": dispose,
}
# In the order in which they came, since they are about one another.
AT_ONCE = ("ping", "follow", "taken", "leave")


def serve_agent(root):
    """Answers requests until the input ends, or until its caller has been silent for too long."""
    root = os.path.abspath(os.path.expanduser(root))
    os.makedirs(root, mode=0o700, exist_ok=True)
    sink = os.dup(1)
    # What a library prints must not get between two frames.
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    frames = Frames(os.fdopen(os.dup(0), "rb", 1 << 20), sink)
    agent = Agent(root, frames)
    frames.write({"ready": True, "root": root, "pid": os.getpid(), "python": sys.executable, "now": int(time.time() * 1000), "version": 1})
    heard = [time.monotonic()]
    threading.Thread(target=end_when_silent, args=(heard,), daemon=True).start()
    while True:
        frame = frames.read()
        if frame is None:
            # Nothing is left to be put in order; warm parents end with their input.
            os._exit(0)
        heard[0] = time.monotonic()
        agent.take(*frame)


def end_when_silent(heard):
    while time.monotonic() - heard[0] < SILENT_SECONDS:
        time.sleep(1)
    os._exit(0)

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import threading

from tests.running import PYTHON, RunnerTest, built, cell, environment, wait_for


class Caller:
    """A caller of an agent of its own."""

    def __init__(self, root, **variables):
        self.process = subprocess.Popen(
            [PYTHON, str(built), "agent", str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(environment(), **variables))
        self.number = 0
        self.answers = {}
        self.arrived = threading.Condition()
        self.ready = self.frame()[0]
        self.reader = threading.Thread(target=self.listen, daemon=True)
        self.reader.start()

    def frame(self):
        line = self.process.stdout.readline()
        if not line:
            return None
        head = json.loads(line)
        return head, self.process.stdout.read(head.get("bytes", 0))

    def listen(self):
        for frame in iter(self.frame, None):
            with self.arrived:
                self.answers.setdefault(frame[0]["id"], []).append(frame)
                self.arrived.notify_all()

    def send(self, verb, payload=b"", **members):
        self.number += 1
        head = dict(members, id=members.get("id", self.number), verb=verb, bytes=len(payload))
        self.process.stdin.write(json.dumps(head).encode() + b"\n" + payload)
        self.process.stdin.flush()
        return head["id"]

    def ask(self, verb, payload=b"", **members):
        """The answer of one request."""
        return self.nth(self.send(verb, payload, **members), 0)[0]

    def nth(self, number, index):
        with self.arrived:
            if not self.arrived.wait_for(lambda: len(self.answers.get(number, ())) > index, 60):
                raise AssertionError("the agent does not answer")
            return self.answers[number][index]

    def follow(self, folder, offset=0, **members):
        """The events of a job until its end, and how it ended."""
        number, text, index = self.send("follow", directory=folder, offset=offset, **members), b"", 0
        while True:
            head, payload = self.nth(number, index)
            index += 1
            if "next" not in head:
                return [json.loads(line) for line in text.splitlines()], head
            text += payload
            self.send("taken", id=number, offset=head["next"])


class AgentTest(RunnerTest):
    def setUp(self):
        super().setUp()
        self.agent_root = self.root / "target"
        self.agent = self.caller()

    def caller(self, **variables):
        caller = Caller(self.agent_root, **variables)
        self.started.append(caller.process)
        self.addCleanup(close, caller)
        return caller

    def job(self, *sources, **members):
        cells = [dict(cell(source), id=f"c{index}", executionCount=index + 1, needs=[], gate=False, inputs=[], preload=[]) for index, source in enumerate(sources)]
        return dict({"version": 1, "key": "k", "run": "r", "step": "s", "directory": "$ROOT/workspaces/w", "objects": "$ROOT/objects", "prelude": [],
                     "cells": cells, "wanted": [], "stopOnError": True, "guard": False}, **members)

    def begin(self, name, *sources, **members):
        files = {"job.json": json.dumps(self.job(*sources, **members))}
        return self.agent.ask("begin", directory=f"$ROOT/jobs/{name}", files=files, command=None, env={})


def close(caller):
    with contextlib.suppress(OSError):
        caller.process.stdin.close()
    caller.process.wait(60)
    caller.process.stdout.close()


def text_of(events):
    return "".join(event["text"] for event in events if event["event"] == "stream")


class Jobs(AgentTest):
    def test_a_job_runs_in_folders_of_the_target_and_is_followed_to_its_end(self):
        self.assertEqual(self.begin("a", "import os\nprint(os.getcwd())")["state"], "waiting")
        events, end = self.agent.follow("$ROOT/jobs/a")
        self.assertEqual(text_of(events), f"{self.agent_root}/workspaces/w\n")
        self.assertEqual(end["exit"]["code"], 0)
        self.assertEqual(self.agent.ask("poll", directories=["$ROOT/jobs/a", "$ROOT/jobs/never"])["states"], [
            {"state": "ended", "exit": end["exit"]}, {"state": "waiting"}])

    def test_beginning_again_runs_nothing_twice(self):
        other = self.caller()
        self.begin("a", "open('once', 'a').write('x')")
        self.agent.follow("$ROOT/jobs/a")
        self.assertEqual(self.begin("a", "open('once', 'a').write('x')")["state"], "ended")
        other.follow("$ROOT/jobs/a")
        self.assertEqual((self.agent_root / "workspaces/w/once").read_text(), "x")

    def test_a_job_that_was_only_written_down_is_begun_by_who_follows_it(self):
        files = {"job.json": json.dumps(self.job("print('late')"))}
        self.agent.ask("lay", directory="$ROOT/jobs/a", files=files, command=None, env={})
        self.assertEqual(text_of(self.agent.follow("$ROOT/jobs/a")[0]), "late\n")

    def test_a_job_outlives_the_agent_and_is_followed_by_the_next_from_where_it_was(self):
        os.makedirs(self.agent_root / "workspaces/w")
        os.mkfifo(self.agent_root / "workspaces/w/pipe")
        self.begin("a", "print('before', flush=True)", "print(open('pipe').read())")
        log = self.agent_root / "jobs/a/events.jsonl"
        wait_for(lambda: log.exists() and b"before" in log.read_bytes(), "its first words")
        offset = log.read_bytes().index(b"before")
        offset = log.read_bytes().index(b"\n", offset) + 1
        self.agent.process.send_signal(signal.SIGKILL)
        self.agent.process.wait(60)
        following = self.caller()
        threading.Timer(0, (self.agent_root / "workspaces/w/pipe").write_text, ("after",)).start()
        events, end = following.follow("$ROOT/jobs/a", offset)
        self.assertEqual((text_of(events), end["exit"]["code"]), ("after\n", 0))

    def test_much_output_arrives_whole_and_a_slow_caller_is_waited_for(self):
        self.begin("a", "for index in range(40): print(str(index % 10) * 500_000)")
        wait_for(lambda: (self.agent_root / "jobs/a/exit.json").exists(), "its end")
        number = self.agent.send("follow", directory="$ROOT/jobs/a", offset=0)
        self.agent.nth(number, 0)
        self.agent.ask("ping")
        before = sum(len(payload) for _, payload in self.agent.answers[number])
        self.assertLess(before, 10 << 20)
        self.agent.send("leave", id=number)
        self.assertEqual(len(text_of(self.agent.follow("$ROOT/jobs/a")[0])), 40 * 500_001)

    def test_cancelling_ends_a_deaf_job_and_what_it_started(self):
        self.begin("a", "import signal, subprocess\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nchild = subprocess.Popen(['sleep', '600'])\nopen('child', 'w').write(str(child.pid))\nprint('on', flush=True)\nchild.wait()")
        log = self.agent_root / "jobs/a/events.jsonl"
        wait_for(lambda: log.exists() and b'"on' in log.read_bytes(), "it to run")
        self.agent.ask("cancel", directory="$ROOT/jobs/a", grace=0.05)
        self.assertEqual(self.agent.follow("$ROOT/jobs/a")[1]["exit"]["signal"], "SIGKILL")
        child = (self.agent_root / "workspaces/w/child").read_text()
        wait_for(lambda: is_gone(child), "the child's end")

    def test_a_job_of_another_machine_that_shares_the_folder_is_not_taken_for_lost(self):
        self.begin("a", "import time\nprint('on', flush=True)\ntime.sleep(600)")
        pid = self.agent_root / "jobs/a/pid"
        wait_for(pid.exists, "its processes")
        true = json.loads(pid.read_text())
        pid.write_text(json.dumps(dict(true, host="another", where="another start of it")))
        states = [self.agent.ask("poll", directories=["$ROOT/jobs/a"], **members)["states"][0]["state"] for members in ({}, {"elsewhere": "lost"})]
        self.assertEqual(states, ["running", "lost"])
        pid.write_text(json.dumps(dict(true, where="the same machine before it was started anew")))
        self.assertEqual(self.agent.ask("poll", directories=["$ROOT/jobs/a"])["states"][0]["state"], "lost")
        os.kill(true["supervisor"], signal.SIGKILL)

    def test_a_python_that_cannot_be_started_is_told(self):
        files = {"job.json": json.dumps(self.job("1"))}
        told = self.agent.ask("begin", directory="$ROOT/jobs/a", files=files, command=["/no/python"], env={})
        self.assertEqual(told["error"]["kind"], "python")
        self.assertIn("/no/python", told["error"]["message"])

    def test_names_and_folders_outside_are_refused(self):
        self.assertEqual(self.agent.ask("tell", directory="$ROOT/jobs/a", name="../x", text="")["error"]["kind"], "path")
        (self.root / "precious").mkdir()
        self.assertEqual(self.agent.ask("dispose", directory=str(self.root / "precious"))["error"]["kind"], "path")
        self.assertEqual(self.agent.ask("dispose", directory="$ROOT/../precious")["error"]["kind"], "path")
        self.assertTrue((self.root / "precious").exists())
        self.assertEqual(self.agent.ask("read", path="relative", offset=0, length=1)["error"]["kind"], "path")
        self.assertEqual(self.agent.ask("nonsense")["error"]["kind"], "verb")


class Files(AgentTest):
    def test_pieces_in_any_order_make_an_object_that_is_then_there(self):
        content = os.urandom(3_000_000)
        digest = hashlib.sha256(content).hexdigest()
        objects = [[digest, len(content)]]
        self.assertEqual(self.agent.ask("have", store="$ROOT/objects", objects=objects)["missing"], [digest])
        for start in (2_000_000, 0, 1_000_000):
            self.agent.ask("write", content[start:start + 1_000_000], path="$ROOT/incoming/one", offset=start)
        self.assertEqual(self.agent.ask("part", path="$ROOT/incoming/one")["size"], len(content))
        path = f"$ROOT/objects/{digest[:2]}/{digest[2:]}"
        self.assertNotIn("error", self.agent.ask("place", part="$ROOT/incoming/one", path=path, digest=digest))
        self.assertEqual(self.agent.ask("have", store="$ROOT/objects", objects=objects)["missing"], [])
        head, payload = self.agent.nth(self.agent.send("read", path=path, offset=10, length=20), 0)
        self.assertEqual((head["size"], payload), (len(content), content[10:30]))
        self.assertNotIn("error", self.agent.ask("place", part="$ROOT/incoming/one", path=path, digest=digest))

    def test_what_arrived_damaged_is_refused_and_removed(self):
        digest = hashlib.sha256(b"right").hexdigest()
        self.agent.ask("write", b"wrong", path="$ROOT/incoming/one", offset=0)
        for members in ({"part": "$ROOT/incoming/one"}, {"payload": b"wrong"}):
            self.assertEqual(self.agent.ask("place", path="$ROOT/objects/x", digest=digest, **members)["error"]["kind"], "corrupt")
        self.assertEqual(os.listdir(self.agent_root / "incoming"), [])
        self.assertFalse((self.agent_root / "objects/x").exists())

    def test_a_truncated_object_counts_as_missing(self):
        digest = hashlib.sha256(b"whole").hexdigest()
        self.agent.ask("place", b"whole", path=f"$ROOT/objects/{digest[:2]}/{digest[2:]}", digest=digest)
        (self.agent_root / "objects" / digest[:2] / digest[2:]).write_bytes(b"who")
        self.assertEqual(self.agent.ask("have", store="$ROOT/objects", objects=[[digest, 5]])["missing"], [digest])

    def test_files_are_listed_with_their_digests_and_hidden_ones_left_out(self):
        workspace = self.agent_root / "workspaces/w"
        (workspace / "sub").mkdir(parents=True)
        (workspace / ".git").mkdir()
        (workspace / ".git/config").write_text("no")
        (workspace / "sub/data.csv").write_text("1,2")
        listed = self.agent.ask("files", directory="$ROOT/workspaces/w")["files"]
        self.assertEqual([(name, entry["digest"]) for name, entry in listed.items()], [("sub/data.csv", hashlib.sha256(b"1,2").hexdigest())])
        (workspace / "sub/data.csv").write_text("3,4")
        told = self.agent.ask("files", paths=["$ROOT/workspaces/w/sub/data.csv", "$ROOT/workspaces/w/sub", "$ROOT/none"])["files"]
        self.assertEqual((told[0]["digest"], told[1], told[2]), (hashlib.sha256(b"3,4").hexdigest(), {"directory": True}, None))

    def test_memory_and_facts_are_told(self):
        told = self.agent.ask("memory", directories=["$ROOT/jobs/never"])
        self.assertGreaterEqual(told["total"], told["available"])
        self.assertGreater(told["available"], 0)
        self.assertEqual(told["held"], [0])
        self.assertRegex(self.agent.ask("facts")["facts"]["python"], r"^3\.")


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True

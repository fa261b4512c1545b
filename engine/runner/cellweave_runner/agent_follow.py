"""Follows the logs of many jobs at once and sends what is appended."""

import os
import threading
import time

from .agent_processes import end_left_behind, exit_of_job, phase_of

CHUNK = 1 << 20
# Sent and not yet taken: beyond it the reader waits, so that a slow caller fills no memory.
WINDOW = 4 << 20
# Quick after something happened, slower while nothing does. Folders of other machines tell of no change, so it looks.
SHORTEST_SECONDS = 0.003
LONGEST_SECONDS = 0.05
# A supervisor takes a job up within milliseconds; one that has not by then was killed.
BEGIN_AGAIN_SECONDS = 0.5
ALIVE_SECONDS = 0.1
TOUCH_SECONDS = 300


class Followed:
    """One log that a caller follows, from a byte on."""

    def __init__(self, watch, offset, begins, elsewhere):
        self.watch = watch
        self.path = os.path.join(watch.folder, "events.jsonl")
        self.log = None
        # Read, sent and taken so far; `pieces` is the line that was read half.
        self.position = self.sent = self.taken = offset
        self.pieces = []
        self.begins = begins
        self.elsewhere = elsewhere
        now = time.monotonic()
        self.begin_again = now + BEGIN_AGAIN_SECONDS
        self.touch_at = now
        self.look_at_processes = now
        self.ended = False

    def close(self):
        if self.log is not None:
            os.close(self.log)


class Follower:
    """One thread for all logs; `send` gets the request's number, members of a head and bytes."""

    def __init__(self, send, begin):
        self.send = send
        self.begin = begin
        self.all = {}
        self.lock = threading.Lock()
        self.wake = threading.Event()
        threading.Thread(target=self.run, daemon=True).start()

    def add(self, number, followed):
        with self.lock:
            self.all[number] = followed
        self.wake.set()

    def take(self, number, offset):
        followed = self.all.get(number)
        if followed is not None:
            followed.taken = max(followed.taken, offset)
            self.wake.set()

    def leave(self, number):
        with self.lock:
            followed = self.all.pop(number, None)
        if followed is not None:
            followed.ended = True

    def run(self):
        pause = LONGEST_SECONDS
        while True:
            self.wake.wait(pause if self.all else None)
            news = self.wake.is_set()
            self.wake.clear()
            with self.lock:
                followed = list(self.all.items())
            for number, one in followed:
                if self.look(number, one):
                    news = True
            pause = SHORTEST_SECONDS if news else min(LONGEST_SECONDS, pause * 1.1)

    def look(self, number, one):
        """Sends what is new of one log; True when there was something."""
        try:
            now = time.monotonic()
            self.keep_touched(one, now)
            # Asked before reading: what the process wrote until then is certainly in the file.
            ended = self.has_ended(one, now)
            news = self.send_lines(number, one)
            if ended and one.sent - one.taken < WINDOW and not self.send_lines(number, one):
                self.finish(number, one)
                return True
            return news
        except Exception as error:
            self.leave(number)
            one.close()
            self.send(number, error, b"")
            return True

    def finish(self, number, one):
        self.leave(number)
        one.close()
        told = exit_of_job(one.watch.folder)
        if told is None:
            end_left_behind(one.watch)
        self.send(number, {"exit": told}, b"")

    def has_ended(self, one, now):
        if os.path.exists(os.path.join(one.watch.folder, "exit.json")):
            return exit_of_job(one.watch.folder) is not None
        if now < one.look_at_processes:
            return False
        phase = phase_of(one.watch, one.elsewhere)
        # While nobody has begun it every look counts; a running one is looked at now and then.
        one.look_at_processes = now + (ALIVE_SECONDS if phase == "running" else SHORTEST_SECONDS)
        if phase == "unbegun" and one.begins and now >= one.begin_again:
            one.begin_again = now + BEGIN_AGAIN_SECONDS
            self.begin(one.watch.folder)
        return phase == "ended"

    def keep_touched(self, one, now):
        """A job that waits and that nobody follows ends by itself after a day."""
        if now < one.touch_at:
            return
        one.touch_at = now + TOUCH_SECONDS
        mark = os.path.join(one.watch.folder, "followed")
        try:
            if os.path.isdir(one.watch.folder):
                with open(mark, "a", encoding="ascii"):
                    os.utime(mark)
        except OSError:
            # A full disk, or a folder that the cells deleted: the job is followed all the same.
            pass

    def send_lines(self, number, one):
        """Sends whole lines up to the window; True when any were sent."""
        if one.log is None:
            try:
                one.log = os.open(one.path, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                return False
        news = False
        while one.sent - one.taken < WINDOW:
            data = os.pread(one.log, CHUNK, one.position)
            if not data:
                return news
            one.position += len(data)
            whole, newline, rest = data.rpartition(b"\n")
            if not newline:
                one.pieces.append(data)
                continue
            self.send_whole(number, one, b"".join([*one.pieces, whole, newline]))
            one.pieces = [rest] if rest else []
            news = True
        return news

    def send_whole(self, number, one, lines):
        one.sent += len(lines)
        # A line of an image may be longer than a frame can be.
        for start in range(0, len(lines), CHUNK):
            piece = lines[start:start + CHUNK]
            self.send(number, {"more": start + CHUNK < len(lines), "next": one.sent}, piece)

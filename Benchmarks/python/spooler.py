#!/usr/bin/env python3
"""A durable file-driven job runner as a good Python engineer would write it: the rival of the benchmark.

It does what Carretel does for an `echo` job, and gives the same promises for it:

    incoming/NAME.json  -> claimed by rename into active/
                        -> row `accepted`, with the bytes as read, committed (SQLite, WAL, synchronous=FULL)
                        -> run in a process pool: the output is the parameters
                        -> the result written to a temporary file and synced
                        -> row `ended`, with the result, committed
                        -> result renamed to outgoing/results/NAME.result.json, job file to archive/

Whatever is ready shares a commit; no timer holds anything back. After a crash the unended rows run again and the ended
ones whose file is still in active/ are published again. Python 3.9 or later, standard library only.

    spooler.py --spool DIR [--workers 2] [--chunk N] [--sync worker|batch]

As it stands, each job is a future of its own, so that one that hangs, fails or kills its worker takes no other with it,
and each worker syncs the results it writes. `--chunk 16` hands a worker up to 16 jobs at once, which gives that up for
fewer round trips; `--sync batch` syncs a whole batch of results by one syncfs(2). Benchmarks/README.md has the figures.
"""

import argparse
import ctypes
import hashlib
import json
import os
import select
import signal
import sqlite3
import struct
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor

IN_CLOSE_WRITE = 0x00000008
IN_MOVED_TO = 0x00000080
IN_Q_OVERFLOW = 0x00004000
EVENT_HEADER = struct.Struct("iIII")

WINDOW = 1024  # jobs between claim and publication
BATCH = 256  # jobs claimed for one transaction

libc = ctypes.CDLL(None, use_errno=True)


class Inotify:
    """The names that appear in one folder."""

    def __init__(self, folder):
        self.descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self.descriptor < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        if libc.inotify_add_watch(self.descriptor, os.fsencode(folder), IN_CLOSE_WRITE | IN_MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), "inotify_add_watch")

    def read(self):
        """The names since the last call, and whether some were lost."""
        names, overflow = [], False
        while True:
            try:
                data = os.read(self.descriptor, 1 << 18)
            except BlockingIOError:
                return names, overflow
            at = 0
            while at < len(data):
                _, mask, _, length = EVENT_HEADER.unpack_from(data, at)
                at += EVENT_HEADER.size
                if mask & IN_Q_OVERFLOW:
                    overflow = True
                elif length:
                    names.append(os.fsdecode(data[at : at + length].split(b"\0", 1)[0]))
                at += length


# --- in the worker processes ---------------------------------------------------------------------------------------

SYNC_IN_WORKER = True


def start_worker(sync_in_worker):
    global SYNC_IN_WORKER
    SYNC_IN_WORKER = sync_in_worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def run_job(number, name, body, received_at, temporary):
    """Runs one job and writes its result file; returns the row's columns."""
    started_at = time.time()
    try:
        job = json.loads(body)
        if job.get("type") != "echo":
            raise ValueError(f"unknown type {job.get('type')!r}")
        status, reason, output = "succeeded", None, job.get("parameters", {})
    except ValueError as error:
        job, output = {}, None
        status, reason = "rejected", {"class": "permanent", "code": "invalid", "message": str(error)}
    finished_at = time.time()
    document = json.dumps(
        {
            "schema": "spooler/result/1",
            "job": {"id": number, "name": name, "type": job.get("type"), "meta": job.get("meta"),
                    "sha256": hashlib.sha256(body).hexdigest()},
            "status": status,
            "reason": reason,
            "received_at": received_at,
            "started_at": started_at,
            "finished_at": finished_at,
            "duration_ms": int((finished_at - started_at) * 1000),
            "output": output,
        },
        separators=(",", ":"),
    ).encode()
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640)
    try:
        os.write(descriptor, document)
        if SYNC_IN_WORKER:
            os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    return number, status, document, started_at, finished_at


def run_jobs(jobs):
    return [run_job(*job) for job in jobs]


# --- in the daemon -------------------------------------------------------------------------------------------------

SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    body BLOB NOT NULL,
    inode INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    received_at REAL NOT NULL,
    started_at REAL,
    finished_at REAL,
    status TEXT,
    result BLOB
);
CREATE INDEX IF NOT EXISTS unended ON jobs(number) WHERE state <> 'ended';
"""


class Spooler:
    def __init__(self, spool, workers, sync, chunk):
        self.spool = spool
        self.chunk = chunk
        self.workers = workers
        self.sync_batches = sync == "batch"
        for folder in ("incoming", "active", "work", "state", "archive", "outgoing/results"):
            os.makedirs(os.path.join(spool, folder), exist_ok=True)
        self.incoming = os.path.join(spool, "incoming/")
        self.active = os.path.join(spool, "active/")
        self.work = os.path.join(spool, "work/")
        self.results = os.path.join(spool, "outgoing/results/")
        self.archive = os.path.join(spool, "archive/")
        self.work_descriptor = os.open(self.work, os.O_RDONLY | os.O_DIRECTORY)

        self.database = sqlite3.connect(
            os.path.join(spool, "state/history.sqlite"), isolation_level=None, cached_statements=256,
            check_same_thread=False)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.execute("PRAGMA wal_autocheckpoint=8000")
        if self.database.execute("PRAGMA synchronous").fetchone()[0] != 2:
            raise SystemExit("SQLite does not keep synchronous=FULL")
        self.database.executescript(SCHEMA)

        self.watch = Inotify(self.incoming)  # before the first scan, so that nothing falls between
        self.pool = ProcessPoolExecutor(workers, initializer=start_worker, initargs=(sync == "worker",))
        self.wake_read, self.wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.finished = deque()
        self.waiting = deque()  # names seen and not yet claimed
        self.scan_needed = True
        self.in_flight = 0
        self.flight = {}  # number -> (name, active path)
        self.next_number = (self.database.execute("SELECT max(number) FROM jobs").fetchone()[0] or 0) + 1
        self.stopping = False

    # One turn takes everything that is ready: new files, finished jobs. One commit covers both.

    def serve(self):
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        list(self.pool.map(abs, range(self.workers)))  # starts the workers before the first job
        self.recover()
        while not (self.stopping and self.in_flight == 0):
            self.wait()
            arrivals = [] if self.stopping else self.claim()
            ended = self.collect()
            if arrivals or ended:
                self.commit(arrivals, ended)
                self.submit(arrivals)
                self.publish(ended)
        self.pool.shutdown()
        self.database.close()

    def stop(self, *_):
        self.stopping = True
        self.wake()

    def wake(self):
        try:
            os.write(self.wake_write, b"x")
        except BlockingIOError:
            pass  # full: it wakes anyway

    def wait(self):
        if self.finished or (not self.stopping and self.has_room() and (self.waiting or self.scan_needed)):
            return
        try:
            readable, _, _ = select.select([self.watch.descriptor, self.wake_read], [], [])
        except InterruptedError:
            return
        if self.wake_read in readable:
            os.read(self.wake_read, 4096)
        if self.watch.descriptor in readable:
            names, overflow = self.watch.read()
            self.waiting.extend(name for name in names if is_job(name))
            self.scan_needed = self.scan_needed or overflow

    def has_room(self):
        return self.in_flight < WINDOW

    def claim(self):
        """Takes up to a batch of files: renamed into active/, read once."""
        if not self.waiting and self.scan_needed:
            self.scan_needed = False
            with os.scandir(self.incoming) as entries:
                self.waiting.extend(entry.name for entry in entries if is_job(entry.name))
        arrivals = []
        now = time.time()
        while self.waiting and len(arrivals) < BATCH and self.in_flight + len(arrivals) < WINDOW:
            name = self.waiting.popleft()
            number = self.next_number
            path = f"{self.active}{number}~{name}"
            try:
                os.rename(self.incoming + name, path)
            except FileNotFoundError:
                continue  # an event for a file that the scan had already brought
            self.next_number += 1
            with open(path, "rb", buffering=0) as file:
                body = file.read()
                about = os.fstat(file.fileno())
            arrivals.append((number, name, path, body, now, about.st_ino, about.st_mtime_ns))
        return arrivals

    def collect(self):
        ended = []
        while self.finished:
            ended.extend(self.finished.popleft())
        return ended

    def commit(self, arrivals, ended):
        if ended and self.sync_batches:
            self.sync_results(ended)
        execute = self.database.execute
        execute("BEGIN IMMEDIATE")
        if arrivals:
            self.database.executemany(
                "INSERT INTO jobs (number, name, state, body, sha256, received_at, inode, modified)"
                " VALUES (?, ?, 'accepted', ?, ?, ?, ?, ?)",
                [(number, name, body, hashlib.sha256(body).digest(), now, inode, modified)
                 for number, name, _, body, now, inode, modified in arrivals])
        if ended:
            self.database.executemany(
                "UPDATE jobs SET state = 'ended', status = ?, result = ?, started_at = ?, finished_at = ? WHERE number = ?",
                [(status, document, started, finished, number) for number, status, document, started, finished in ended])
        execute("COMMIT")

    def sync_results(self, ended):
        if len(ended) > 3:
            if libc.syncfs(self.work_descriptor) != 0:
                raise OSError(ctypes.get_errno(), "syncfs")
            return
        for number, *_ in ended:
            descriptor = os.open(f"{self.work}{number}", os.O_RDONLY)
            os.fdatasync(descriptor)
            os.close(descriptor)

    def submit(self, arrivals):
        self.in_flight += len(arrivals)
        # Many waiting jobs go in chunks, which spares a round trip for each; a few go alone, to run side by side.
        size = max(1, min(self.chunk, len(arrivals) // (2 * self.workers)))
        for start in range(0, len(arrivals), size):
            part = arrivals[start : start + size]
            for number, name, path, *_ in part:
                self.flight[number] = (name, path)
            future = self.pool.submit(
                run_jobs, [(number, name, body, now, f"{self.work}{number}") for number, name, _, body, now, *_ in part])
            future.add_done_callback(self.job_done)

    def job_done(self, future):
        self.finished.append(future.result())
        self.wake()

    def publish(self, ended):
        for number, *_ in ended:
            name, path = self.flight.pop(number)
            os.rename(f"{self.work}{number}", f"{self.results}{name[:-5]}.result.json")
            os.rename(path, f"{self.archive}{number}~{name}")
        self.in_flight -= len(ended)

    def recover(self):
        """Runs unended rows again, publishes ended ones whose file never left active/, claims files without a row.

        A claim that a power cut undid is known by its inode and time: the file goes back to where its row says.
        """
        claimed = {(inode, modified): (number, name) for number, name, inode, modified in self.database.execute(
            "SELECT number, name, inode, modified FROM jobs ORDER BY number DESC LIMIT 100000")}
        if claimed:
            with os.scandir(self.incoming) as entries:
                for entry in list(entries):
                    about = entry.stat(follow_symlinks=False)
                    found = claimed.get((about.st_ino, about.st_mtime_ns))
                    if found and found[1] == entry.name:
                        os.rename(entry.path, f"{self.active}{found[0]}~{entry.name}")
        unended = {}
        for number, name, body, received_at in self.database.execute(
                "SELECT number, name, body, received_at FROM jobs WHERE state <> 'ended'"):
            unended[number] = (number, name, f"{self.active}{number}~{name}", body, received_at)
        for entry in os.listdir(self.active):
            number, name = entry.split("~", 1)
            if int(number) in unended:
                continue
            row = self.database.execute("SELECT result FROM jobs WHERE number = ?", (int(number),)).fetchone()
            if row is None:
                os.rename(self.active + entry, self.incoming + name)
                continue
            with open(f"{self.work}{number}", "wb") as file:
                file.write(row[0])
                file.flush()
                os.fsync(file.fileno())
            self.flight[int(number)] = (name, self.active + entry)
            self.in_flight += 1
            self.publish([(int(number),)])
        self.submit(list(unended.values()))


def is_job(name):
    return name.endswith(".json") and not name.startswith(".")


def main():
    parser = argparse.ArgumentParser(description="A durable job spooler: the rival of the benchmark.")
    parser.add_argument("--spool", required=True)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--sync", choices=("worker", "batch"), default="worker",
                        help="who syncs result files: each worker its own, or the daemon a whole batch by syncfs")
    parser.add_argument("--chunk", type=int, default=1, help="the most jobs handed to a worker at once")
    arguments = parser.parse_args()
    Spooler(arguments.spool, arguments.workers, arguments.sync, arguments.chunk).serve()


if __name__ == "__main__":
    main()

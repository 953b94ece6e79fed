"""A year's worth of history purged while jobs come in: what the purge costs those who wait."""

import json
import os
import random
import subprocess
import time

from benchlib import history
from benchlib.engines import ROOT, Carretel, wait_until
from benchlib.scenarios import daemon_alive, settle, status_milliseconds
from benchlib.watch import Results

PROGRAM = os.path.join(ROOT, ".build", "release", "carretel-store-speed")
# Everything older than a day goes; the rest of maintenance is left out.
CONFIGURATION = "types:\n  maintenance:\n    history_days: 1\n    history_rows: 0\n    history_mib: 0\n"
MAINTENANCE = {"type": "maintenance", "timeout_seconds": 86_400,
               "parameters": {"actions": ["retention"], "places": ["history"]}}


def can_tend(engine):
    """Whether the program has the type that purges."""
    types = subprocess.run([engine.program, "types", "--json"], stdin=subprocess.DEVNULL, capture_output=True)
    return b'"maintenance"' in types.stdout


class Drops:
    """Jobs dropped at a steady rate, each timed from its renaming to its visible result."""

    def __init__(self, engine, results, rate):
        self.engine, self.results, self.pause = engine, results, 1 / rate
        self.chance, self.number, self.waiting = random.Random(rate), 0, {}

    def go_on(self, until):
        """Drops until `until()`; gives the times in milliseconds."""
        times = []
        due = time.monotonic()
        while not until():
            if time.monotonic() >= due:
                name, before = self.engine.drop(self.number)
                self.waiting[name] = before
                self.number += 1
                # Not in step with any timer.
                due += self.pause * (0.5 + self.chance.random())
            times += self._seen(max(due - time.monotonic(), 0))
        while self.waiting:
            times += self._seen(10)
            if self.waiting and not self.engine.alive():
                raise RuntimeError(f"the daemon ended, and {len(self.waiting)} jobs have no result")
        return times

    def _seen(self, timeout):
        names = self.results.read(timeout)
        now = time.monotonic()
        return [1000 * (now - self.waiting.pop(name)) for name in names if name in self.waiting]


def summary(times):
    times = sorted(times)
    return {"jobs": len(times), "p50": times[len(times) // 2], "p99": times[len(times) * 99 // 100], "max": times[-1],
            "over_10": sum(1 for one in times if one > 10)}


def run(home, rows, rate, seconds):
    """Latency of `rate` jobs a second without and with a purge of `rows` rows, in one run; None without the type."""
    engine = Carretel(home)
    if not can_tend(engine):
        return None
    engine.prepare()
    with open(os.path.join(home, "carretel.yaml"), "w") as file:
        file.write(CONFIGURATION)
    os.environ["CARRETEL_CONFIG"] = file.name
    engine.fill(10)
    results = Results(engine.results)
    try:
        engine.start()
        results.wait_for(10, time.monotonic() + 30, engine.alive)
        engine.stop()
        journal = os.path.join(engine.spool, "state", "journal.sqlite")
        history.multiply(journal, rows)
        bytes_before = os.path.getsize(journal)
        settle()
        engine.start()
        wait_until(lambda: engine.alive() and daemon_alive(engine), 120, "the daemon")
        status = status_milliseconds(engine, 30)
        drops = Drops(engine, results, rate)
        drops.go_on(_after(5))
        without = summary(drops.go_on(_after(seconds)))
        purge = os.path.join(engine.results, "purge.result.json")
        started = time.monotonic()
        _drop(engine, "purge", MAINTENANCE)
        during = summary(drops.go_on(lambda: os.path.exists(purge) or not engine.alive()))
        took = time.monotonic() - started
        with open(purge) as file:
            result = json.load(file)
    finally:
        engine.stop()
        results.close()
        del os.environ["CARRETEL_CONFIG"]
    sound = subprocess.run([engine.program, "fsck", "--spool", engine.spool, "--json"], stdin=subprocess.DEVNULL,
                           capture_output=True)
    return {"rows": rows, "bytes": bytes_before, "status": status, "without": without, "during": during,
            "seconds": took, "result": result["status"], "output": result["output"], "sound": sound.returncode == 0,
            "purged": json.loads(sound.stdout)["purged"]}


def _after(seconds):
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _drop(engine, name, document):
    path = f"{engine.outbox}/{name}.json"
    with open(path, "w") as file:
        json.dump(document, file)
    os.rename(path, f"{engine.incoming}/{name}.json")


def journal_alone(home, rows, seconds, rest, program=PROGRAM):
    """The same for the journal alone, without files and processes: how long a job's acceptance waits for its commit."""
    if not os.access(program, os.X_OK):
        return None
    path = os.path.join(home, "journal.sqlite")
    subprocess.run([program, "journal", path], check=True)
    history.multiply(path, rows)
    measured = {}
    for name, pause in (("without", 0), ("during", rest)):
        settle()
        answer = subprocess.run(
            [program, "purge", path, str(seconds), str(pause), "1000"], capture_output=True, check=True)
        measured[name] = json.loads(answer.stdout)
    return measured

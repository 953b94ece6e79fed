"""What is measured. Every scenario makes folders of its own and leaves them where they are.

Deleting many files slows a disk with `discard` down for a good while after, so nothing is deleted between runs; the
folders of a whole benchmark go at the end, by hand.
"""

import os
import random
import subprocess
import time

from benchlib import history
from benchlib.engines import Carretel, wait_until, write_jobs
from benchlib.watch import Results


def settle():
    """Lets what earlier runs wrote reach the disk, so that no run pays for another."""
    os.sync()
    time.sleep(1)


def drain(engine_class, home, jobs):
    """Jobs wait; the program starts; how fast their results appear.

    `rate` counts from the first result to the last, so that the time to start is nobody's burden; `whole` counts from
    the start of the process.
    """
    engine = engine_class(home)
    engine.prepare()
    engine.fill(jobs)
    settle()
    results = Results(engine.results)
    try:
        started = time.monotonic()
        engine.start()
        results.wait_for(jobs, started + 60 + jobs / 50, engine.alive)
    finally:
        engine.stop()
        results.close()
    names = os.listdir(engine.results)
    engine.check(random.Random(jobs).sample([name for name in names if name.endswith(".result.json")], 100))
    return {
        "rate": (jobs - 1) / max(results.last_at - results.first_at, 1e-6),
        "whole": jobs / (results.last_at - started),
        "first": results.first_at - started,
    }


def latency(engine_class, home, drops, pause=0.025, warm_up=30):
    """One job at a time dropped into an idle program: renamed in (or sent) until its result is visible."""
    engine = engine_class(home)
    engine.prepare()
    settle()
    engine.start()
    results = Results(engine.results)
    times = []
    chance = random.Random(drops)
    try:
        for number in range(warm_up + drops):
            # Not in step with any timer.
            time.sleep(pause * (0.5 + chance.random()) if number else 3)
            name, before = engine.drop(number)
            times.append(results.wait_for_name(name, 60) - before)
    finally:
        engine.stop()
        results.close()
    times = sorted(times[warm_up:])
    return {
        "p50": 1000 * times[len(times) // 2],
        "p99": 1000 * times[min(len(times) - 1, len(times) * 99 // 100)],
        "max": 1000 * times[-1],
    }


def status_milliseconds(engine, times):
    """How long `carretel status` takes as a command, process start included: median and worst."""
    taken = []
    for _ in range(times):
        before = time.monotonic()
        subprocess.run(
            [engine.program, "status", "--spool", engine.spool], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, check=True)
        taken.append(1000 * (time.monotonic() - before))
        time.sleep(0.05)
    taken.sort()
    return {"median": taken[len(taken) // 2], "worst": taken[-1]}


def memory_megabytes(pid, key):
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith(key + ":"):
                return int(line.split()[1]) / 1024
    raise RuntimeError(f"no {key} of process {pid}")


def million(home, waiting, runs):
    """Very many files wait: the time to the first result, the memory, and `status` meanwhile.

    The files are made once. Each run starts the program, watches it for ten seconds and stops it, which takes a small
    part of them; so the last run still has most of them.
    """
    engine = Carretel(home)
    engine.prepare()
    write_jobs(engine.incoming, waiting)
    settle()
    measured = []
    for _ in range(runs):
        settle()
        results = Results(engine.results)
        had = results.count
        try:
            started = time.monotonic()
            engine.start()
            while results.count == had:
                results.read(1)
                if time.monotonic() - started > 120 or not engine.alive():
                    raise RuntimeError("no first result")
            first = results.first_at - started
            status = status_milliseconds(engine, 20)
            while time.monotonic() < started + 10:
                results.read(0.1)
                time.sleep(0.05)
            memory = memory_megabytes(engine.process.pid, "VmHWM")
        finally:
            engine.stop()
            results.close()
        with os.scandir(engine.incoming) as entries:
            left = sum(1 for _ in entries)
        measured.append({"first": first, "memory": memory, "left": left,
                         "status": status["median"], "status_worst": status["worst"]})
    return measured


def wake_ups(pid):
    """How often the threads of a process have given up the processor of their own will: each is one wake-up."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status") as file:
            for line in file:
                if line.startswith("voluntary_ctxt_switches:"):
                    total += int(line.split()[1])
    return total


def children(pid):
    found = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children") as file:
            found += [int(word) for word in file.read().split()]
    return found


def idle(home, seconds=60):
    """Nothing to do: private memory of the daemon and of everything it started, and wake-ups a minute."""
    engine = Carretel(home)
    engine.prepare()
    engine.start()
    try:
        results = Results(engine.results)
        name, _ = engine.drop(0)
        results.wait_for_name(name, 30)
        results.close()
        time.sleep(5)
        daemon = engine.process.pid
        helpers = children(daemon)
        before = {pid: wake_ups(pid) for pid in [daemon] + helpers}
        time.sleep(seconds)
        after = {pid: wake_ups(pid) for pid in before if os.path.exists(f"/proc/{pid}")}
        return {
            "daemon": memory_megabytes(daemon, "RssAnon"),
            "helpers": sum(memory_megabytes(pid, "RssAnon") for pid in helpers if pid in after),
            "wake_ups": (after[daemon] - before[daemon]) * 60 / seconds,
            "wake_ups_helpers": sum(after[pid] - before[pid] for pid in after if pid != daemon) * 60 / seconds,
        }
    finally:
        engine.stop()


def status_with_history(home, rows):
    """`status` with very many rows of history, the daemon alive."""
    engine = Carretel(home)
    engine.prepare()
    engine.fill(10)
    results = Results(engine.results)
    engine.start()
    results.wait_for(10, time.monotonic() + 30, engine.alive)
    engine.stop()
    history.multiply(os.path.join(engine.spool, "state", "journal.sqlite"), rows)
    settle()
    engine.start()
    try:
        wait_until(lambda: engine.alive() and daemon_alive(engine), 120, "the daemon")
        return status_milliseconds(engine, 30)
    finally:
        engine.stop()
        results.close()


def daemon_alive(engine):
    answer = subprocess.run(
        [engine.program, "status", "--json", "--spool", engine.spool], stdin=subprocess.DEVNULL, capture_output=True)
    return b'"alive":true' in answer.stdout.replace(b" ", b"")

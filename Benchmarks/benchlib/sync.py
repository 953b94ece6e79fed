"""odoo-sync-window against the sandbox: a first load of order lines beside the time that the server takes and beside a
script, and a run in which nothing has changed."""

import datetime
import json
import os
import subprocess
import sys
import time
import urllib.request

from benchlib import engines
from benchlib.engines import HERE, wait_until
from benchlib.load import is_worker
from benchlib.sandbox import Sandbox
from benchlib.scenarios import children, daemon_alive, memory_megabytes, settle

DATABASE, USER, PASSWORD = "sandbox", "sync", "sandbox-password"
LINES_PER_ORDER = 5


class Odoo(Sandbox):
    """A server on this machine. Its latency is what was measured at a real one: so much a request and so much a row."""

    def __init__(self, home, lines, milliseconds, microseconds_per_row):
        super().__init__(
            home, "--odoo-sizes", f"orders={lines // LINES_PER_ORDER},order-lines={LINES_PER_ORDER}", "--odoo-latency",
            milliseconds, "--odoo-latency-per-row", microseconds_per_row, "--odoo-workers", 2)

    def busy_seconds(self):
        """How long the server was answering since the last reset: times at which it answered two requests count once."""
        calls = json.load(urllib.request.urlopen(f"{self.url}/sandbox/log"))["calls"]
        spans = []
        for call in calls:
            begin = datetime.datetime.fromisoformat(call["started_at"].replace("Z", "+00:00")).timestamp()
            spans.append((begin, begin + max(call["duration_ms"], call["work_us"] / 1000) / 1000))
        busy, end = 0, 0
        for begin, until in sorted(spans):
            busy += max(0, until - max(begin, end))
            end = max(end, until)
        return busy, len(calls)


class Mirror(engines.Carretel):
    """A daemon whose profile is the sandbox. It runs no schedule of its own, so that nothing runs beside what is measured."""

    def __init__(self, home, url):
        super().__init__(home)
        self.url = url

    def environment(self):
        return dict(os.environ, ODOO_URL=self.url, ODOO_DB=DATABASE, ODOO_USERNAME=USER, ODOO_PASSWORD=PASSWORD,
                    CARRETEL_SCHEDULES_ODOO_SYNC_ENABLED="false")

    def sync(self):
        command = [self.program, "submit", "odoo-sync-window", "--spool", self.spool, "--wait", "--json", "--param",
                   "services=carteira"]
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        result = json.loads(answer.stdout)
        if result["status"] != "succeeded":
            raise RuntimeError(f"odoo-sync-window: {result['status']}, {result['reason']}")
        workers = [memory_megabytes(pid, "VmHWM") for pid in children(self.process.pid) if is_worker(pid)]
        return {"seconds": result["duration_ms"] / 1000, "memory": max(workers),
                **result["output"]["services"]["carteira"]}


def carretel(home, odoo):
    """A first load and a run in which nothing has changed."""
    mirror = Mirror(home, odoo.url)
    try:
        mirror.prepare()
        mirror.start()
        wait_until(lambda: daemon_alive(mirror), 30, "the daemon")
        measured = {}
        for run in ("first", "unchanged"):
            settle()
            odoo.reset()
            measured[run] = mirror.sync()
            measured[run]["server"], measured[run]["calls"] = odoo.busy_seconds()
        if measured["unchanged"]["novos"] or measured["unchanged"]["atualizados"]:
            raise RuntimeError(f"nothing changed, and yet: {measured['unchanged']}")
        return measured
    finally:
        mirror.stop()


def script(home, odoo):
    """The same first load by the script, without the start of its interpreter."""
    settle()
    odoo.reset()
    command = [sys.executable, os.path.join(HERE, "odoo", "python_sync.py"), odoo.url, DATABASE, USER, PASSWORD,
               os.path.join(home, "mirror.sqlite"), "--page", "2000"]
    measured = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    measured["server"], _ = odoo.busy_seconds()
    return measured


def first_loads(homes, name, lines, latency, runs):
    """By each program in turns: of so many lines, at a server as slow as a real one or as quick as it can be."""
    home = homes(name)
    odoo = Odoo(home, lines, *latency)
    measured = []
    try:
        for run in range(runs):
            place = homes(f"{name}-{run}")
            measured.append({"carretel": carretel(place, odoo), "python": script(place, odoo)})
            time.sleep(0.5)
        return measured
    finally:
        odoo.stop()

"""full-data-load against the sandbox: how fast pages become data files, and what latency costs."""

import json
import os
import subprocess

from benchlib import engines
from benchlib.engines import wait_until
from benchlib.sandbox import Sandbox
from benchlib.scenarios import children, daemon_alive, memory_megabytes, settle


class Loader(engines.Carretel):
    """A daemon whose profile is the sandbox, without the limits that the real service sets to requests a minute."""

    def __init__(self, home, url):
        super().__init__(home)
        self.url = url

    def environment(self):
        return dict(os.environ, OMIE_URL=self.url, OMIE_APP_KEY="100000000001", OMIE_APP_SECRET="sandbox-secret",
                    CARRETEL_TYPES_FULL_DATA_LOAD_REQUESTS_PER_MINUTE="0",
                    CARRETEL_TYPES_FULL_DATA_LOAD_REQUESTS_PER_MINUTE_METHOD="0")

    def load(self):
        command = [self.program, "submit", "full-data-load", "--spool", self.spool, "--wait", "--json", "--param",
                   "mode=complete", "--param", "page_size=100", "--param", "cache=off", "--param",
                   "resources=service_orders"]
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        result = json.loads(answer.stdout)
        resource = result["output"]["resources"]["service_orders"]
        if result["status"] != "succeeded" or resource["status"] != "complete":
            raise RuntimeError(f"full-data-load: {result['status']}, {result['reason']}")
        [file] = [file for file in result["files"] if file["path"].endswith("/service_orders.jsonl")]
        workers = [memory_megabytes(pid, "VmHWM") for pid in children(self.process.pid) if is_worker(pid)]
        return {"seconds": result["duration_ms"] / 1000, "bytes": file["bytes"], "records": file["records"],
                "pages": resource["pages_fetched"], "memory": max(workers),
                "daemon_memory": memory_megabytes(self.process.pid, "VmHWM")}


def is_worker(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return b"worker" in file.read().split(b"\0")[1:2]


def loads(home, pages, latency, runs):
    """Complete loads of so many pages of 100 service orders."""
    sandbox = Sandbox(home, "--service-orders", pages * 100, "--clients", 0, "--sellers", 0, "--latency", latency)
    loader = Loader(home, f"{sandbox.url}/api/v1/")
    try:
        loader.prepare()
        loader.start()
        wait_until(lambda: daemon_alive(loader), 30, "the daemon")
        measured = []
        for _ in range(runs):
            settle()
            measured.append(loader.load())
            if measured[-1]["records"] != pages * 100:
                raise RuntimeError(f"{measured[-1]['records']} records instead of {pages * 100}")
        return measured
    finally:
        loader.stop()
        sandbox.stop()

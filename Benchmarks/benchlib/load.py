"""full-data-load against the sandbox: how fast pages become data files, and what latency costs."""

import json
import os
import subprocess
import time

from benchlib import engines
from benchlib.engines import ROOT, wait_until
from benchlib.scenarios import children, daemon_alive, memory_megabytes, settle

SANDBOX = os.environ.get("CARRETEL_SANDBOX_BIN") or os.path.join(ROOT, ".build", "release", "carretel-sandbox")


def missing():
    return None if os.access(SANDBOX, os.X_OK) else f"{SANDBOX} is not built (make sandbox)"


class Sandbox:
    """Omie on this machine."""

    def __init__(self, home, orders, latency=0):
        self.port_file = os.path.join(home, "sandbox.port")
        self.log = open(os.path.join(home, "sandbox.log"), "ab")
        self.process = subprocess.Popen(
            [SANDBOX, "--port-file", self.port_file, "--service-orders", str(orders), "--clients", "0", "--sellers", "0",
             "--latency", str(latency)], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        wait_until(lambda: os.path.exists(self.port_file), 30, "the sandbox")
        with open(self.port_file) as file:
            self.url = f"http://127.0.0.1:{int(file.read())}/api/v1/"

    def stop(self):
        self.process.terminate()
        self.process.wait(engines.STOP_SECONDS)
        self.log.close()


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
    sandbox = Sandbox(home, pages * 100, latency)
    loader = Loader(home, sandbox.url)
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

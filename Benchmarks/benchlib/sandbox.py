"""The sandbox as a server of a benchmark's own."""

import os
import subprocess
import urllib.request

from benchlib import engines
from benchlib.engines import wait_until

PROGRAM = os.environ.get("CARRETEL_SANDBOX_BIN") or os.path.join(
    engines.ROOT, ".build", "release", "carretel-sandbox")


def missing():
    """Why there is none; nothing when there is one."""
    return None if os.access(PROGRAM, os.X_OK) else f"{PROGRAM} is not built (make sandbox)"


class Sandbox:
    """Upstream systems on this machine, with these options."""

    def __init__(self, home, *options):
        port_file = os.path.join(home, "sandbox.port")
        self.log = open(os.path.join(home, "sandbox.log"), "ab")
        self.process = subprocess.Popen(
            [PROGRAM, "--port-file", port_file, *map(str, options)], stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log)
        wait_until(lambda: os.path.exists(port_file), 60, "the sandbox")
        with open(port_file) as file:
            self.url = f"http://127.0.0.1:{int(file.read())}"

    def reset(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/sandbox/reset", b"", method="POST")).read()

    def stop(self):
        self.process.terminate()
        self.process.wait(engines.STOP_SECONDS)
        self.log.close()

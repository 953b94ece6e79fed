"""chat-reply against the sandbox: what Carretel adds to the time of the service, on an idle machine and beside long loads.

The sandbox notes when it had read a request and when the last byte of its answer went out, on the clock that this
process reads too. So a drop's way to the service and the answer's way to the visible result are measured apart from the
time that the service itself takes.
"""

import http.client
import json
import os
import subprocess
import threading
import time
import urllib.parse
import urllib.request

from benchlib import engines
from benchlib.engines import wait_until
from benchlib.sandbox import Sandbox
from benchlib.scenarios import daemon_alive, settle
from benchlib.watch import Results

KEY = "sandbox-openai-key"
# Between two drops, so that each finds an idle lane.
PAUSE_SECONDS = 0.03
WARM_UP = 20


class Chat(engines.Carretel):
    """A daemon whose chat service and whose Omie are the sandbox."""

    def __init__(self, home, url):
        super().__init__(home)
        self.url = url

    def environment(self):
        return dict(os.environ, OPENAI_BASE_URL=f"{self.url}/openai/v1", OPENAI_API_KEY=KEY,
                    OMIE_URL=f"{self.url}/api/v1/", OMIE_APP_KEY="100000000001", OMIE_APP_SECRET="sandbox-secret",
                    CARRETEL_TYPES_FULL_DATA_LOAD_REQUESTS_PER_MINUTE="0",
                    CARRETEL_TYPES_FULL_DATA_LOAD_REQUESTS_PER_MINUTE_METHOD="0")

    def put(self, name, job):
        """Renames a job in; gives the moment before that."""
        path = os.path.join(self.home, name + ".json")
        with open(path, "w") as file:
            json.dump(job, file)
        before = now()
        os.rename(path, os.path.join(self.spool, "incoming", name + ".json"))
        return before


def now():
    """Microseconds on the clock of the sandbox's log."""
    return time.monotonic_ns() // 1000


def exchanges(url):
    """The requests of the chat service, by the message that they asked about."""
    with urllib.request.urlopen(f"{url}/sandbox/chat/log") as answer:
        calls = json.load(answer)["calls"]
    return {call["body"]["messages"][-1]["content"]: call for call in calls}


def replies(chat, results, label, count):
    """One chat job after the other: milliseconds from each drop to the service, and from the answer to the result.

    `first` is the first drop of all, which after a start meets a worker that has no connection yet; the figures of the
    others begin after the warm-up.
    """
    seen = {}
    for number in range(count):
        name = f"chat-{label}-{number}"
        dropped = chat.put(name, {"type": "chat-reply", "parameters": {
            "session_id": label, "entity_id": "gandalf", "message": name}})
        seen[name] = (dropped, results.wait_for_name(name + ".result.json", 60) * 1_000_000)
        time.sleep(PAUSE_SECONDS)
    for name in seen:
        with open(os.path.join(chat.results, name + ".result.json")) as file:
            result = json.load(file)
        if result["status"] != "succeeded" or result["output"]["origin"] != "model":
            raise RuntimeError(f"{name}: {result['status']}, {result['output']}")
    calls = exchanges(chat.url)
    there = [(calls[name]["arrived_us"] - dropped) / 1000 for name, (dropped, _) in seen.items()]
    back = [(visible - calls[name]["settled_us"]) / 1000 for name, (_, visible) in seen.items()]
    return {"there": sorted(there[WARM_UP:]), "back": sorted(back[WARM_UP:]),
            "first": {"there": there[0], "back": back[0]}}


def direct(url, count):
    """The same by a plain program on a kept connection: what the way itself costs."""
    target = urllib.parse.urlparse(url)
    connection = http.client.HTTPConnection(target.hostname, target.port)
    sent = {}
    for number in range(count):
        message = f"direct-{number}"
        body = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": message}]})
        before = now()
        connection.request("POST", "/openai/v1/chat/completions", body,
                           {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"})
        connection.getresponse().read()
        sent[message] = (before, now())
        time.sleep(PAUSE_SECONDS)
    connection.close()
    calls = exchanges(url)
    there = [(calls[message]["arrived_us"] - before) / 1000 for message, (before, _) in sent.items()]
    back = [(after - calls[message]["settled_us"]) / 1000 for message, (_, after) in sent.items()]
    return {"there": sorted(there[WARM_UP:]), "back": sorted(back[WARM_UP:])}


class LongLoads:
    """Complete loads in both slots of their lane, one after the other, until it ends."""

    def __init__(self, chat):
        self.chat = chat
        self.count = 0
        self.failure = None
        self.is_ending = threading.Event()
        self.threads = [threading.Thread(target=self._loop, args=(place,)) for place in range(2)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        # Both are under way, past their first pages.
        time.sleep(2)
        return self

    def __exit__(self, *_):
        self.is_ending.set()
        for thread in self.threads:
            thread.join()

    def _loop(self, place):
        while not self.is_ending.is_set():
            command = [self.chat.program, "submit", "full-data-load", "--spool", self.chat.spool, "--wait", "--json",
                       "--param", "mode=complete", "--param", "page_size=100", "--param", "cache=off",
                       "--param", "resources=service_orders", "--param", f"search=nobody-{place}"]
            answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
            if answer.returncode:
                self.failure = answer.stderr.decode() + answer.stdout.decode()[:500]
                return
            self.count += 1


def measure(home, drops, pages=1000, latency=100):
    """Replies without and with long loads in other lanes, by a service that takes `latency` milliseconds."""
    sandbox = Sandbox(home, "--service-orders", pages * 100, "--clients", 0, "--sellers", 0, "--chat-latency", latency)
    chat = Chat(home, sandbox.url)
    try:
        chat.prepare()
        chat.start()
        wait_until(lambda: daemon_alive(chat), 30, "the daemon")
        settle()
        results = Results(chat.results)
        measured = {"direct": direct(sandbox.url, WARM_UP + drops), "idle": replies(chat, results, "idle", WARM_UP + drops)}
        with LongLoads(chat) as loads:
            measured["loaded"] = replies(chat, results, "loaded", WARM_UP + drops)
        if loads.failure or not loads.count:
            raise RuntimeError(f"the long loads beside it: {loads.failure}")
        measured["loads"] = loads.count
        return measured
    finally:
        chat.stop()
        sandbox.stop()

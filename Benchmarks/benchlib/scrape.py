"""os-scraping against the sandbox's portals: a batch by HTTP beside the time that its rules leave and beside a script, and
service orders in a real browser."""

import json
import os
import subprocess
import sys

from benchlib import engines
from benchlib.engines import HERE, wait_until
from benchlib.sandbox import Sandbox
from benchlib.scenarios import daemon_alive, settle

USER, PASSWORD = "operador", "sandbox-portal"
GROUP, AT_ONCE = 5, 3


def portals(home, milliseconds):
    """Both portals on this machine, each page of a service order as slow as asked."""
    return Sandbox(home, "--portal-orders", 5000, "--portal-latency", milliseconds)


class Scraper(engines.Carretel):
    """A daemon whose profile is one of the portals, without limits on starts."""

    def __init__(self, home, portal, layout, pause):
        super().__init__(home)
        self.portal, self.layout, self.pause = portal, layout, pause

    def environment(self):
        path = {"plain": "portal", "antd": "spa"}[self.layout]
        # A browser has no sandbox for root; whoever measures as another user measures with it.
        unsandboxed = "true" if os.geteuid() == 0 else "false"
        return dict(os.environ, PORTAL_URL=f"{self.portal.url}/{path}/", PORTAL_USERNAME=USER, PORTAL_PASSWORD=PASSWORD,
                    PORTAL_LAYOUT=self.layout, CARRETEL_LANES_SCRAPING_STARTS="0",
                    CARRETEL_LANES_SCRAPING_BATCH_STARTS="0",
                    CARRETEL_TYPES_OS_SCRAPING_GROUP_PAUSE_MS=str(round(self.pause * 1000)),
                    CARRETEL_TYPES_OS_SCRAPING_BROWSER_WITHOUT_SANDBOX=unsandboxed)

    def scrape(self, first, last, engine):
        numbers = ",".join(str(number) for number in range(first, last + 1))
        command = [self.program, "submit", "os-scraping", "--spool", self.spool, "--wait", "--json", "--param",
                   f"os_numbers={numbers}", "--param", f"engine={engine}"]
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        result = json.loads(answer.stdout)
        if result["status"] != "succeeded" or result["output"]["success_count"] != last - first + 1:
            raise RuntimeError(f"os-scraping: {result['status']}, {result['reason']}")
        return {"seconds": result["duration_ms"] / 1000,
                "each": [order["seconds"] for order in result["output"]["results"]]}


def rounds(orders):
    """How often in a row the portal has to be waited for when three are asked at once inside groups of five."""
    groups, rest = divmod(orders, GROUP)
    return groups * -(-GROUP // AT_ONCE) + -(-rest // AT_ONCE)


def ideal(orders, latency, pause):
    """What the rules leave: the rounds, and the pauses between groups."""
    return rounds(orders) * latency + (-(-orders // GROUP) - 1) * pause


def batch(home, portal, orders, pause):
    """A batch by HTTP in a worker that has a session, as after the first job of the day."""
    scraper = Scraper(home, portal, "plain", pause)
    try:
        scraper.prepare()
        scraper.start()
        wait_until(lambda: daemon_alive(scraper), 30, "the daemon")
        first = scraper.scrape(1, orders, "http")
        settle()
        return {"first": first["seconds"], "again": scraper.scrape(1001, 1000 + orders, "http")["seconds"]}
    finally:
        scraper.stop()


def script(portal, orders, pause):
    """The same by the script, its login included and the start of its interpreter not."""
    command = [sys.executable, os.path.join(HERE, "portal", "python_scrape.py"), f"{portal.url}/portal", USER, PASSWORD,
               f"1-{orders}", "--pause", str(pause)]
    measured = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    if measured["found"] != orders:
        raise RuntimeError(f"the script: {measured}")
    return measured


def batches(homes, orders, milliseconds, pause, runs):
    """By each program in turns."""
    home = homes(f"scrape-{pause:g}")
    portal = portals(home, milliseconds)
    measured = []
    try:
        for run in range(runs):
            settle()
            ours = batch(homes(f"scrape-{pause:g}-{run}"), portal, orders, pause)
            settle()
            portal.reset()
            measured.append({"carretel": ours, "python": script(portal, orders, pause)})
        return measured
    finally:
        portal.stop()


def browsing(homes, orders, milliseconds):
    """Service orders of the portal that only scripts draw, one after the other in one browser."""
    home = homes("scrape-browser")
    portal = portals(home, milliseconds)
    scraper = Scraper(homes("scrape-browser-spool"), portal, "antd", 0)
    try:
        scraper.prepare()
        scraper.start()
        wait_until(lambda: daemon_alive(scraper), 30, "the daemon")
        measured = [scraper.scrape(number, number, "browser") for number in range(1, orders + 1)]
        return {"first": measured[0]["seconds"], "others": [run["seconds"] for run in measured[1:]]}
    finally:
        scraper.stop()
        portal.stop()

"""The stock-out analysis: Carretel's job type rupture-lots beside pandas and DuckDB, on datasets that are made here."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from decimal import Decimal

from benchlib import engines
from benchlib.engines import HERE, ROOT, TOOLS, wait_until
from benchlib.scenarios import children, daemon_alive, memory_megabytes, settle

TODAY = "2026-11-20"
LINES = 5
VENV_PYTHON = os.path.join(TOOLS, "venv", "bin", "python")


def dataset(orders):
    """The folder of a dataset of so many orders, made when it is not there; 1,013 products for 4,225 orders."""
    folder = os.path.join(ROOT, ".bench", "datasets", f"rupture-{orders}")
    if os.path.isdir(folder):
        return folder
    shape = {"orders": orders, "lines": LINES, "products": orders * 1013 // 4225, "shipments": orders * 6018 // 4225,
             "production": orders * 1610 // 4225, "groups": max(3, orders * 25 // 4225)}
    unfinished = folder + ".part"
    generator = os.path.join(ROOT, "samples", "datasets", "generate.py")
    subprocess.run([sys.executable, generator, unfinished, "--today", TODAY]
                   + [word for name, count in shape.items() for word in (f"--{name}", str(count))], check=True)
    os.rename(unfinished, folder)
    return folder


class Carretel:
    """A daemon with the dataset in its spool; each analysis is a job handed in by `carretel submit --wait`."""

    name = "carretel"
    missing = engines.Carretel.missing

    def __init__(self, home, folder):
        self.engine = engines.Carretel(home)
        self.engine.prepare()
        shutil.copytree(folder, os.path.join(self.engine.spool, "datasets", "bench"))

    def start(self):
        self.engine.start()
        wait_until(lambda: daemon_alive(self.engine), 30, "the daemon")

    def stop(self):
        self.engine.stop()

    def analyse(self, order=None):
        """`seconds` is the job's duration_ms; `whole` is how long the command takes, the start of its process included."""
        command = [self.engine.program, "submit", "rupture-lots", "--spool", self.engine.spool, "--wait", "--json",
                   "--param", "dataset=bench", "--param", f"reference_date={TODAY}"]
        if order:
            command += ["--param", f"pedidos={json.dumps([order])}", "--priority", "9"]
        before, processor = time.monotonic(), self.processor_time()
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        whole = time.monotonic() - before
        result = json.loads(answer.stdout)
        if result["status"] != "succeeded":
            raise RuntimeError(f"rupture-lots: {result['status']}, {result['reason']}")
        [file] = [file["path"] for file in result["files"] if os.path.basename(file["path"]) == "resultados.jsonl"]
        return {"seconds": result["duration_ms"] / 1000, "whole": whole,
                "processor": self.processor_time() - processor, "memory": self.worker_memory(),
                "daemon_memory": memory_megabytes(self.engine.process.pid, "VmHWM"),
                "results": os.path.join(self.engine.results, file)}

    def processor_time(self):
        """Of the daemon and all it has started and that still runs, in seconds."""
        ticks = 0
        for pid in [self.engine.process.pid] + children(self.engine.process.pid):
            try:
                with open(f"/proc/{pid}/stat") as file:
                    ticks += sum(int(word) for word in file.read().rpartition(")")[2].split()[11:13])  # user, system
            except FileNotFoundError:
                continue
        return ticks / os.sysconf("SC_CLK_TCK")

    def worker_memory(self):
        """The most that any worker ever held: they stay when their job has ended."""
        most = 0
        for pid in children(self.engine.process.pid):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    is_worker = b"worker" in file.read().split(b"\0")[1:2]
                if is_worker:
                    most = max(most, memory_megabytes(pid, "VmHWM"))
            except FileNotFoundError:
                continue
        return most


class Rival:
    """A script that is started for each analysis and measures itself, without its start and its imports."""

    @classmethod
    def missing(cls):
        found = subprocess.run([VENV_PYTHON, "-c", f"import {cls.name}"], capture_output=True).returncode == 0 \
            if os.access(VENV_PYTHON, os.X_OK) else False
        return None if found else f"{cls.name} is not installed (Benchmarks/bench --install)"

    def __init__(self, home, folder):
        self.home, self.folder, self.count = home, folder, 0

    def start(self):
        pass

    def stop(self):
        pass

    def analyse(self, order=None):
        self.count += 1
        # A new file each time, as a job's result is: to overwrite one would cost differently.
        results = os.path.join(self.home, f"resultados-{self.count}.jsonl")
        command = [VENV_PYTHON, os.path.join(HERE, "rupture", f"{self.name}_rupture.py"), self.folder, TODAY, results]
        before = time.monotonic()
        answer = subprocess.run(command + (["--order", order] if order else []), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, check=True)
        return dict(json.loads(answer.stdout), whole=time.monotonic() - before, results=results)


class Pandas(Rival):
    name = "pandas"


class DuckDB(Rival):
    name = "duckdb"


ALL = [Carretel, Pandas, DuckDB]


def analyses(programs, homes, label, orders, runs, verify):
    """All orders of a dataset, the programs taking turns; one round before is not counted, and is what is verified."""
    folder = dataset(orders)
    running = [program(homes(f"{label}-{program.name}"), folder) for program in programs]
    measured = {program.name: [] for program in running}
    try:
        for program in running:
            program.start()
        first = {program.name: program.analyse() for program in running}
        problems = differences(folder, {name: one["results"] for name, one in first.items()}) if verify else None
        for _ in range(runs):
            for program in running:
                settle()
                measured[program.name].append(program.analyse())
    finally:
        for program in running:
            program.stop()
    return {"first": first, "runs": measured, "problems": problems}


def lone_orders(programs, homes, label, orders, runs):
    """One order out of a dataset: by the first job after a start of the daemon, by the second one, by a script."""
    folder = dataset(orders)
    running = [program(homes(f"{label}-{program.name}"), folder) for program in programs]
    measured = {}
    for number in range(runs):
        order = f"PV{1 + number * (orders // runs):05d}"
        for program in running:
            settle()
            program.start()
            try:
                for kind in ("cold", "warm") if isinstance(program, Carretel) else ("",):
                    measured.setdefault(f"{program.name} {kind}".strip(), []).append(program.analyse(order))
            finally:
                program.stop()
    return measured


def differences(folder, results):
    """What each program's results say otherwise than the recomputation of Tests/rupture-lots: up to ten for each."""
    specification = importlib.util.spec_from_file_location(
        "recompute", os.path.join(ROOT, "Tests", "rupture-lots", "recompute.py"))
    recompute = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(recompute)
    data = recompute.Dataset(folder, recompute.arguments([folder, TODAY, "-"]))
    source = recompute.Alone(data)
    problems = {name: [] for name in results}
    files = {name: open(path, encoding="utf-8") for name, path in results.items()}
    for number, lines in data.orders.items():
        if not lines:
            continue
        expected, _ = recompute.analyse(data, number, source)
        for name, file in files.items():
            line = file.readline()
            # What only front ends need, the rivals do not write.
            wanted = expected if name == "carretel" else {
                key: value for key, value in expected.items() if key not in ("criticidade", "classe", "rotulo")}
            problem = recompute.difference(wanted, json.loads(line, parse_float=Decimal)) if line else "is missing"
            if problem and len(problems[name]) < 10:
                problems[name].append(f"{number}: {problem}")
    for name, file in files.items():
        if file.readline():
            problems[name].append("more orders than there are")
        file.close()
    return problems

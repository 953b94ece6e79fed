"""The business store: how fast rows of a wide table get into it, each page of them durable, and out again."""

import json
import os
import subprocess

from benchlib.engines import ROOT
from benchlib.scenarios import settle

PROGRAM = os.path.join(ROOT, ".build", "release", "carretel-store-speed")


def missing():
    built = os.access(PROGRAM, os.X_OK)
    return None if built else f"{PROGRAM} is not built (swift build -c release --product carretel-store-speed)"


def rates(home, rows, page, runs):
    """Rows a second, by what is done with them, of each run."""
    measured = []
    for run in range(runs):
        settle()
        file = os.path.join(home, f"business-{run}.sqlite")
        answer = subprocess.run([PROGRAM, file, str(rows), str(page)], capture_output=True, check=True)
        measured.append(json.loads(answer.stdout))
        print(f"    run {run + 1}: {measured[-1]}", flush=True)
    return measured

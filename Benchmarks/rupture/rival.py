"""What both rivals share: their command line, and the measuring of one analysis.

    DATASET_FOLDER REFERENCE_DATE RESULTADOS_JSONL [--order NUMBER]

Prints one JSON line: `seconds` of the analysis (reading the tables, writing and syncing the result), `sync_seconds` of
that for the sync, `processor`, the seconds of processor time of all threads meanwhile, and `memory`, the most the process
held, in MiB.
"""

import argparse
import json
import os
import time
from datetime import date


def most_memory():
    """VmHWM rather than getrusage, whose figure begins with that of the process that started this one."""
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM")


def measure(analyse):
    """Runs `analyse(folder, today, path, order)` as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("today", type=date.fromisoformat)
    parser.add_argument("results")
    parser.add_argument("--order")
    options = parser.parse_args()
    started, processor = time.perf_counter(), time.process_time()
    analyse(options.folder, options.today, options.results, options.order)
    written = time.perf_counter()
    # As Carretel's worker does before it says that it has ended.
    descriptor = os.open(options.results, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    ended = time.perf_counter()
    print(json.dumps({"seconds": ended - started, "sync_seconds": ended - written,
                      "processor": time.process_time() - processor, "memory": most_memory()}))

"""The echo job as a Celery task on Redis, with the same durability as the other two.

A task is acknowledged after it has run (acks_late), Redis appends to its file with `appendfsync always`, the result is
written to a temporary file, synced and renamed, and Celery's own result in Redis stands for the history row.
"""

import json
import os
import time

from celery import Celery

SOCKET = os.environ["BENCH_REDIS_SOCKET"]
RESULTS = os.environ["BENCH_RESULTS"]
WORK = os.environ["BENCH_WORK"]

app = Celery(
    "echo_app",
    broker=f"redis+socket://{SOCKET}?virtual_host=0",
    backend=f"redis+socket://{SOCKET}?virtual_host=1",
)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # Measured: more prefetch means fewer round trips; beyond 64 it gains nothing.
    worker_prefetch_multiplier=64,
    task_serializer="json",
    accept_content=["json"],
    result_serializer="json",
    result_expires=None,
    worker_disable_rate_limits=True,
    worker_send_task_events=False,
    task_send_sent_event=False,
    broker_connection_retry_on_startup=True,
)


@app.task(name="echo")
def echo(name, job, received_at):
    started_at = time.time()
    finished_at = time.time()
    document = json.dumps(
        {
            "job": {"name": name, "type": job["type"], "meta": job.get("meta")},
            "status": "succeeded",
            "received_at": received_at,
            "started_at": started_at,
            "finished_at": finished_at,
            "output": job.get("parameters", {}),
        },
        separators=(",", ":"),
    ).encode()
    temporary = f"{WORK}/{name}.{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640)
    try:
        os.write(descriptor, document)
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    os.rename(temporary, f"{RESULTS}/{name}.result.json")
    return "succeeded"

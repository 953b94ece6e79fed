"""Sends jobs to Celery for the benchmark: commands on standard input, an answer a line.

    fill COUNT          sends COUNT jobs
    drop NAME NUMBER    sends one; answers with the monotonic clock just before
"""

import json
import sys
import time

from echo_app import echo

JOB = (
    '{"type":"echo","requested_by":"bench","meta":{"n":%d},"parameters":{"pedido":"PED-%07d",'
    '"cliente":"Comércio São João Ltda","quantidade":12,"preco":1234.50,"urgente":false,"itens":[10,20,30]}}'
)


def send(name, number):
    echo.apply_async((name, json.loads(JOB % (number, number)), time.time()))


for line in sys.stdin:
    words = line.split()
    before = time.monotonic()
    if words[0] == "fill":
        for number in range(int(words[1])):
            send(f"job-{number:07d}", number)
    else:
        send(words[1], int(words[2]))
    print(before, flush=True)

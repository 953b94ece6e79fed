"""What is measured, each as a black box: a command that serves, a way to drop a job, a folder where results appear."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(HERE)
TOOLS = os.path.join(ROOT, ".bench", "tools")
STOP_SECONDS = 60


def job_document(number):
    """A job file of the size that a back office writes: about 230 bytes, each one different."""
    return (
        '{"type":"echo","requested_by":"bench","meta":{"n":%d},"parameters":{"pedido":"PED-%07d",'
        '"cliente":"Comércio São João Ltda","quantidade":12,"preco":1234.50,"urgente":false,"itens":[10,20,30]}}\n'
        % (number, number)
    ).encode()


def write_jobs(folder, count, prefix="job"):
    for number in range(count):
        descriptor = os.open(f"{folder}/{prefix}-{number:07d}.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        os.write(descriptor, job_document(number))
        os.close(descriptor)


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.01)


class Engine:
    """A program that takes job files from a folder."""

    name = "engine"

    def __init__(self, home):
        self.home = home
        self.spool = os.path.join(home, "spool")
        self.outbox = os.path.join(home, "outbox")
        self.incoming = os.path.join(self.spool, "incoming")
        self.results = os.path.join(self.spool, "outgoing", "results")
        self.process = None
        os.makedirs(self.outbox)

    @classmethod
    def missing(cls):
        """Why this engine cannot be measured here; None when it can."""
        return None

    def prepare(self):
        os.makedirs(self.incoming)
        os.makedirs(self.results)

    def fill(self, count):
        """Makes `count` jobs wait, with the program not running."""
        write_jobs(self.incoming, count)

    def command(self):
        raise NotImplementedError

    def environment(self):
        return dict(os.environ)

    def start(self):
        with open(os.path.join(self.home, "log"), "ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment(), cwd=self.home)

    def alive(self):
        return self.process.poll() is None

    def drop(self, number):
        """Drops one job into the running program; the name of its result and the moment just before."""
        name = f"drop-{number:07d}"
        path = f"{self.outbox}/{name}.json"
        with open(path, "wb") as file:
            file.write(job_document(number))
        before = time.monotonic()
        os.rename(path, f"{self.incoming}/{name}.json")
        return f"{name}.result.json", before

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"{self.name} did not stop within {STOP_SECONDS} s and is killed", file=sys.stderr)
            self.process.kill()
            self.process.wait()
        self.process = None

    def check(self, names):
        """Reads some results: each must have succeeded and carry its parameters."""
        for name in names:
            with open(os.path.join(self.results, name), "rb") as file:
                result = json.load(file)
            if result["status"] != "succeeded" or result["output"]["pedido"][:4] != "PED-":
                raise RuntimeError(f"a wrong result: {self.results}/{name}")


class Carretel(Engine):
    name = "carretel"
    program = os.environ.get("CARRETEL_BIN") or os.path.join(ROOT, ".build", "release", "carretel")

    @classmethod
    def missing(cls):
        return None if os.access(cls.program, os.X_OK) else f"{cls.program} is not built (make build)"

    def prepare(self):
        subprocess.run([self.program, "init", self.spool], check=True, stdout=subprocess.DEVNULL)

    def command(self):
        return [self.program, "serve", "--spool", self.spool]


class Python(Engine):
    """The Python script: a future for each job, each worker syncing the results it writes."""

    name = "python"

    def command(self):
        return [sys.executable, os.path.join(HERE, "python", "spooler.py"), "--spool", self.spool]


class PythonTuned(Python):
    """The same with chunks of jobs and one syncfs for a whole batch: faster, and jobs share their fate."""

    name = "python-tuned"

    def command(self):
        return super().command() + ["--chunk", "16", "--sync", "batch"]


class Celery(Engine):
    """Celery on a Redis of its own; jobs are sent as messages, results appear as files."""

    name = "celery"

    @classmethod
    def missing(cls):
        if not os.access(os.path.join(TOOLS, "venv", "bin", "celery"), os.X_OK):
            return "Celery is not installed (Benchmarks/bench --install)"
        return None

    def prepare(self):
        super().prepare()
        os.makedirs(os.path.join(self.home, "redis"))
        os.makedirs(os.path.join(self.home, "work"))
        # In a short folder of its own, for a socket's path may have 107 bytes only.
        self.socket = os.path.join(tempfile.mkdtemp(prefix="bench-"), "redis.sock")
        self.redis = subprocess.Popen(
            ["redis-server", os.path.join(HERE, "celery", "redis.conf"), "--unixsocket", self.socket,
             "--dir", os.path.join(self.home, "redis")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=self.home)
        wait_until(self._redis_answers, 10, "redis-server")
        self.sender = subprocess.Popen(
            [os.path.join(TOOLS, "venv", "bin", "python"), os.path.join(HERE, "celery", "sender.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.environment(), cwd=self.home, text=True)

    def _redis_answers(self):
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(self.socket)
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def environment(self):
        return dict(
            os.environ, PYTHONPATH=os.path.join(HERE, "celery"), BENCH_REDIS_SOCKET=self.socket,
            BENCH_RESULTS=self.results, BENCH_WORK=os.path.join(self.home, "work"))

    def command(self):
        return [os.path.join(TOOLS, "venv", "bin", "celery"), "-A", "echo_app", "worker", "--pool", "prefork",
                "--concurrency", str(os.cpu_count() or 2), "--without-gossip", "--without-mingle",
                "--without-heartbeat", "--loglevel", "ERROR"]

    def _send(self, line):
        self.sender.stdin.write(line + "\n")
        self.sender.stdin.flush()
        return self.sender.stdout.readline()

    def fill(self, count):
        self._send(f"fill {count}")

    def drop(self, number):
        name = f"drop-{number:07d}"
        before = float(self._send(f"drop {name} {number}"))
        return f"{name}.result.json", before

    def stop(self):
        super().stop()
        for process in (getattr(self, "sender", None), getattr(self, "redis", None)):
            if process and process.poll() is None:
                process.terminate()
                process.wait()


ALL = [Carretel, Python, PythonTuned, Celery]

"""Sees result files appear: by inotify, which costs the measured program nearly nothing."""

import ctypes
import os
import select
import struct
import time

IN_MOVED_TO = 0x00000080
IN_CREATE = 0x00000100
IN_Q_OVERFLOW = 0x00004000
EVENT_HEADER = struct.Struct("iIII")

libc = ctypes.CDLL(None, use_errno=True)


class Results:
    """The result files of one folder, counted as they become visible."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        self.first_at = None
        self.last_at = None
        self.descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self.descriptor < 0 or libc.inotify_add_watch(
                self.descriptor, os.fsencode(folder), IN_MOVED_TO | IN_CREATE) < 0:
            raise OSError(ctypes.get_errno(), f"inotify on {folder}")
        self.count = self._listed()

    def close(self):
        os.close(self.descriptor)

    def _listed(self):
        with os.scandir(self.folder) as entries:
            return sum(1 for entry in entries if entry.name.endswith(".result.json"))

    def read(self, timeout):
        """The names that appeared, waiting at most `timeout` seconds for the first; keeps count and times."""
        ready, _, _ = select.select([self.descriptor], [], [], timeout)
        now = time.monotonic()
        if not ready:
            return []
        names, overflow = [], False
        while True:
            try:
                data = os.read(self.descriptor, 1 << 20)
            except BlockingIOError:
                break
            at = 0
            while at < len(data):
                _, mask, _, length = EVENT_HEADER.unpack_from(data, at)
                at += EVENT_HEADER.size
                if mask & IN_Q_OVERFLOW:
                    overflow = True
                elif length:
                    name = os.fsdecode(data[at : at + length].split(b"\0", 1)[0])
                    if name.endswith(".result.json"):
                        names.append(name)
                at += length
        before = self.count
        self.count = self._listed() if overflow else self.count + len(names)
        if self.count > before:
            self.first_at = self.first_at or now
            self.last_at = now
        return names

    def wait_for(self, total, deadline, alive):
        """Waits until `total` results are there. Looks 50 times a second, so as not to compete for the processors.

        Raises TimeoutError at the deadline, RuntimeError when `alive` says that the program has ended.
        """
        while self.count < total:
            self.read(1.0)
            if self.count >= total:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.count} of {total} results in {self.folder}")
            if not alive():
                raise RuntimeError(f"the program ended after {self.count} of {total} results in {self.folder}")
            time.sleep(0.02)

    def wait_for_name(self, name, timeout):
        """Waits for one result; the moment at which it was seen."""
        deadline = time.monotonic() + timeout
        while True:
            if name in self.read(max(0, deadline - time.monotonic())):
                return self.last_at
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {name} within {timeout} s")

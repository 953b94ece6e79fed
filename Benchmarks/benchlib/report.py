"""Medians, the table and the targets."""

import os
import platform
import statistics


def median(values):
    return statistics.median(values)


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return (f"{os.cpu_count()} x {model}, Linux {platform.release()}, Python {platform.python_version()}, "
            f"load {os.getloadavg()[0]:.2f}")


class Table:
    """Lines of what, figure, target and whether it was reached."""

    def __init__(self):
        self.lines = []

    def add(self, what, figure, target="", reached=None):
        mark = "" if reached is None else ("reached" if reached else "MISSED")
        self.lines.append((what, figure, target, mark))
        print(f"  {what}: {figure}{'   [' + mark + ']' if mark else ''}", flush=True)

    def print(self):
        head = ("what", "figure", "target", "")
        widths = [max(len(line[column]) for line in self.lines + [head]) for column in range(4)]
        for line in [head, tuple("-" * width for width in widths)] + self.lines:
            print("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())

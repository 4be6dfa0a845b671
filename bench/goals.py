"""What is to be reached, row by row, and in which unit a row is told."""
import re

# "<= 0.05 of docker compose": our median by that column's. "<= 400 ms above PostgreSQL alone": ours less that. Else the figure itself.
GOALS = {
    "container start": "<= 2.5 of unshare",
    "up -d N=1": "<= 0.200 of docker compose",
    "up -d N=10": "<= 0.083 of docker compose",
    "up -d N=50": "<= 0.050 of docker compose",
    "up -d N=200": "<= 1.1 of 4 x N=50",
    "up -d, nothing to do N=50": "<= 0.6 of docker compose",
    "down -t 0 N=50": "<= 0.050 of docker compose",
    "ps N=10": "<= 0.7 of docker compose",
    "exec true": "<= 0.8 of docker exec",
    "run --rm true": "<= 0.3 of docker run",
    "config N=50": "<= 0.7 of docker compose",
    "kill -9 until running": "<= 15 ms",
    "web-db until all healthy": "<= 400 ms above PostgreSQL alone",
    "web-db until its page answers": "<= 6 s",
    "fresh clone until the page answers": "<= 360 s",
    "memory N=0": "<= 110 MiB",
    "memory N=10": "<= 120 MiB",
    "memory N=50": "<= 140 MiB",
    "engine start": "<= 800 ms",
    "adoption of 50": "<= 2000 ms",
    "TCP stream, 127.0.0.1": ">= 0.95 of jstack, bridge",
    "HTTP p50, 127.0.0.1": "<= 0.6 of docker compose",
    "HTTP p99, 127.0.0.1": "<= 0.6 of docker compose",
    "100 MB of lines, last readable": "<= 600 ms",
    "100 MB of lines, read back": "<= 1000 ms",
    "idle, 50 probed every 5 s": "<= 1 % of a core",
}

UNITS = {"memory": "MiB", "load 200 MB, resident": "MiB", "TCP stream": "Gbit/s", "idle": "% of a core",
         "web-db until its page": "s", "fresh clone": "s"}


def unit(row):
    return next((unit for start, unit in UNITS.items() if row.startswith(start)), "ms")


class Goal:
    def __init__(self, row):
        self.text = GOALS[row]
        self.sign, self.limit, self.kind, self.column = re.fullmatch(
            r"(<=|>=) ([\d.]+) (of|ms above)? ?(.+)", self.text).groups()

    def measure(self, ours, medians):
        """What is held against the limit; nothing where the other column was not measured. `medians` by column."""
        if not self.kind:
            return ours
        if self.column not in medians:
            return None
        return ours / medians[self.column] if self.kind == "of" else ours - medians[self.column]

    def is_reached(self, measured):
        return measured <= float(self.limit) if self.sign == "<=" else measured >= float(self.limit)

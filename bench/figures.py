"""What was measured: rows of figures for each tool, shown as they come, judged, saved, compared, and put beside other runs."""
import json
import pathlib
from statistics import median

from goals import GOALS, Goal, unit

OURS = "jstack"


class Figures:
    def __init__(self):
        self.rows = {}

    def add(self, row, who, value):
        self.rows.setdefault(row, {}).setdefault(who, []).append(value)

    def median(self, row, who=OURS):
        return median(self.rows[row][who])

    def show(self, row):
        show([self.rows], row)

    def save(self, file):
        """Beside what an earlier run of other parts left there."""
        path = pathlib.Path(file)
        before = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps({**before, **self.rows}, indent=1))

    def compare(self, file):
        print(f"\nchange of the medians against {file}:")
        for row, old in json.loads(pathlib.Path(file).read_text()).items():
            for who, values in old.items():
                if self.rows.get(row, {}).get(who):
                    before, now = median(values), self.median(row, who)
                    print(f"{row:<30} {who}: {before:.1f} -> {now:.1f} ({(now / before - 1) * 100:+.0f} %)")


def medians(run, row):
    return {who: median(values) for who, values in run.get(row, {}).items()}


def cell(value):
    return f"{value:8.1f}" if value >= 10 else f"{value:8.2f}"


def show(runs, row):
    """min / median / max of one run, or the median of each of several; then our ratio to each column, and the goal."""
    print(f"{row}, {unit(row)}")
    columns = dict.fromkeys(who for run in runs for who in run.get(row, {}))
    for who in sorted(columns, key=lambda who: who != OURS):
        values = [run[row][who] for run in runs if who in run.get(row, {})]
        if len(runs) == 1:
            cells = " / ".join(map(cell, (min(values[0]), median(values[0]), max(values[0])))) + f"  n={len(values[0]):<3}"
        else:
            cells = "   ".join(cell(median(each)) for each in values)
        ratios = [found[OURS] / found[who] for found in (medians(run, row) for run in runs) if who != OURS and {OURS, who} <= found.keys()]
        print(f"  {who:<20} {cells}" + ("   ratio " + "  ".join(f"{ratio:.3f}" for ratio in ratios) if ratios else ""))
    if row in GOALS:
        print(f"  goal {GOALS[row]}: {told(runs, row)}")
    print(flush=True)


def verdict(runs, row):
    """What is held against the goal, of several runs the median; nothing where the column to judge it by was not measured."""
    found = (medians(run, row) for run in runs)
    measured = [Goal(row).measure(columns[OURS], columns) for columns in found if OURS in columns]
    return median(measured) if measured and None not in measured else None


def told(runs, row):
    measured = verdict(runs, row)
    if measured is None:
        return f"no {Goal(row).column} to judge it by"
    return f"{'reached' if Goal(row).is_reached(measured) else 'missed'}, {measured:.{0 if measured >= 100 else 3}f}"


def summary(runs):
    rows = [row for row in GOALS if any(OURS in run.get(row, {}) for run in runs)]
    others = [row for row in rows if (measured := verdict(runs, row)) is None or not Goal(row).is_reached(measured)]
    print(f"{len(rows) - len(others)} of {len(rows)} goals reached" + (", and not" if others else ""))
    for row in others:
        print(f"  {row}: {told(runs, row)}, goal {GOALS[row]}")


def runs_of(files):
    """The same rows of several saved runs."""
    runs = [json.loads(pathlib.Path(file).read_text()) for file in files]
    for row in dict.fromkeys(row for run in runs for row in run):
        show(runs, row)
    summary(runs)

"""What was measured: rows of figures for each tool, shown as they come, saved and compared."""
import json
import pathlib
import statistics

OURS = "jstack"


class Figures:
    def __init__(self):
        self.rows = {}

    def add(self, row, who, value):
        self.rows.setdefault(row, {}).setdefault(who, []).append(value)

    def show(self, row, unit="ms"):
        columns = []
        for who, values in self.rows[row].items():
            columns.append(f"{who} {min(values):.1f} / {statistics.median(values):.1f} / {max(values):.1f} {unit} (n={len(values)})")
        line = f"{row:<30} " + "   ".join(columns)
        ours, others = self.rows[row].get(OURS), [who for who in self.rows[row] if who != OURS]
        if ours and others:
            line += f"   ratio {statistics.median(ours) / statistics.median(self.rows[row][others[0]]):.3f}"
        print(line, flush=True)

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
                    before, now = statistics.median(values), statistics.median(self.rows[row][who])
                    print(f"{row:<30} {who}: {before:.1f} -> {now:.1f} ({(now / before - 1) * 100:+.0f} %)")

"""What was checked, how far off it was, and the table of it."""

EXACT = ("input_ids", "labels", "position_ids", "image_grid_thw", "image_sizes")
# prefix of a probed tensor -> column, allowed absolute difference
TENSORS = [("pixel_values", "pixel_values", 1e-6), ("vis.", "vision", 1e-4), ("proj.out", "projector", 1e-4), ("logits", "logits", 3e-4),
           ("loss", "loss", 5e-5), ("grad.", "gradients", 1e-4)]
TRAJECTORY = 1e-4
LOGITS = 3e-4
COLUMNS = ["ids, labels, positions", "pixel_values", "vision", "projector", "logits", "loss", "gradients", "trajectory full", "trajectory LoRA",
           "DoRA, patterns", "bf16", "padded batch", "packed", "PEFT → here", "here → PEFT", "written model", "merged", "greedy, cache"]


class Report:
    """The checks of one task; small enough to travel between processes."""

    def __init__(self):
        self.checks = 0
        self.failures = []
        self.notes = []
        self.worst = {}  # column -> (difference, where); exact columns hold the number of values that differ

    def check(self, claim, ok, detail=""):
        self.checks += 1
        if not ok:
            self.failures.append(f"{claim}: {detail}")
        return ok

    def measure(self, column, claim, difference, allowed):
        """Holds a difference against what is allowed, and remembers the worst. NaN fails."""
        assert column in COLUMNS, column
        if column not in self.worst or not difference <= self.worst[column][0]:
            self.worst[column] = (difference, claim)
        return self.check(claim, difference <= allowed, f"off by {difference:.2e}, allowed {allowed:.0e}")

    def exact(self, column, claim, have, want):
        wrong = 0 if have == want else max(1, sum(a != b for a, b in zip(have, want)))
        return self.measure(column, claim, wrong, 0)

    def tensors(self, claim, expected, got):
        """A probe's tensors against the reference's."""
        self.check(claim, set(expected) <= set(got), f"missing {sorted(set(expected) - set(got))[:5]}")
        surplus = {n for n in got if n.startswith("grad.")} - set(expected)
        self.check(claim, not surplus, f"gradients that the reference doesn't have: {sorted(surplus)[:5]}")
        for name in expected.keys() & got.keys():
            want, have = expected[name], got[name]
            if not self.check(f"{claim} {name}", tuple(have.shape) == tuple(want.shape), f"shape {tuple(have.shape)}, expected {tuple(want.shape)}"):
                continue
            if name in EXACT:
                self.measure(COLUMNS[0], f"{claim} {name}", int((have.long() != want.long()).sum()), 0)
            else:
                column, allowed = next((c, t) for prefix, c, t in TENSORS if name.startswith(prefix))
                self.measure(column, f"{claim} {name}", difference(have, want), allowed)

    def add(self, other):
        self.checks += other.checks
        self.failures += other.failures
        self.notes += other.notes
        for column, (value, where) in other.worst.items():
            if column not in self.worst or value > self.worst[column][0]:
                self.worst[column] = (value, where)


def difference(a, b):
    return (a.float() - b.float()).abs().max().item()


def table(reports):
    """Markdown: family × check × worst absolute difference. Exact checks count the values that differ."""
    lines = ["| family | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for family, report in sorted(reports.items()):
        cells = []
        for column in COLUMNS:
            value = report.worst.get(column, (None,))[0]
            cells.append("" if value is None else str(value) if isinstance(value, int) else f"{value:.1e}")
        lines.append(f"| {family} | " + " | ".join(cells) + " |")
    return "\n".join(lines)

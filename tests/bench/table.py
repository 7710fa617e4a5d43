"""A table as aligned text or as Markdown."""


class Table:
    def __init__(self, *names: str) -> None:
        self.lines = [list(names)]

    def add(self, *cells: str) -> None:
        self.lines.append(list(cells))

    def text(self, markdown: bool) -> str:
        head, *rows = self.lines
        if markdown:
            rule = ["---" if i < 2 else "---:" for i in range(len(head))]
            return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *rows)) + "\n"
        widths = [max(map(len, column)) for column in zip(*self.lines, strict=True)]
        return "\n".join(_aligned(line, widths) for line in self.lines) + "\n"


def _aligned(line: list[str], widths: list[int]) -> str:
    cells = [
        f"{cell:<{w}}" if i < 2 else f"{cell:>{w}}"
        for i, (cell, w) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()

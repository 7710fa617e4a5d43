"""A formula's words and signs, each with its columns.

Characters are brought to their plain form first, one for one so that columns stay: ｘ → x, 𝑥 → x,
w₁ → w1; but not raised ones, which are powers: x² is not x2.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Span = tuple[int, int]  # columns from 1; the second one is not included
Words = Mapping[str, tuple[str, str]]  # what may be typed → kind and name


class FormulaError(ValueError):
    """A formula that cannot be read. `column` counts characters from 1; `key` and `values` let the
    page say it in its own language (static/i18n, "error.formula_…").
    """

    def __init__(self, column: int, key: str, text: str, **values: str | int) -> None:
        super().__init__(f"column {column}: {text}")
        self.column, self.key, self.text = column, f"formula_{key}", f"column {column}: {text}"
        self.values: dict[str, str | int] = {"column": column, **values}


@dataclass(frozen=True)
class Token:
    kind: str  # "number", "name", "constant", "function", "power" (the ² of x²), "sign", "end"
    text: str  # in its one form: "*" for ×, "log" for ln
    typed: str
    span: Span
    value: float = 0.0

    @property
    def sign(self) -> str:
        return self.text if self.kind == "sign" else ""

    @property
    def constant(self) -> str:
        return self.text if self.kind == "constant" else ""


SIGNS = {"**": "^", "·": "*", "×": "*", "⋅": "*", "∙": "*", "÷": "/", "−": "-", "–": "-"}
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
DIGITS = str.maketrans(RAISED + "⁻−", "0123456789--")
LETTER = rf"[^\W\d_{RAISED}½¼¾]"  # without the last, ² would be a letter to Python
PATTERN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?)"
    r"|(?P<fraction>[½¼¾])"
    rf"|(?P<word>√|{LETTER}(?:{LETTER}|[0-9_])*)"
    rf"|(?P<power>⁻?[{RAISED}]+)"
    r"|(?P<sign>\*\*|[-+*/^(),|·×⋅∙÷−–])"
    r"|(?P<space>\s+)"
)


def tokens(text: str, words: Words) -> list[Token]:
    """All tokens of a text, and the end."""
    plain = "".join(map(_plain, text))
    found: list[Token] = []
    at = 0
    while at < len(plain):
        match = PATTERN.match(plain, at)
        if match is None:
            got = text[at] if text[at].isprintable() else f"U+{ord(text[at]):04X}"
            raise FormulaError(at + 1, "character", f"{got} is not part of a formula", got=got)
        found += _read(match, words)
        at = match.end()
    return [*found, Token("end", "", "", (len(text) + 1, len(text) + 1))]


def _plain(character: str) -> str:
    """A character's plain form, if that is one character. What is raised but no number (xⁿ) has
    none: it becomes what no formula holds.
    """
    if unicodedata.decomposition(character).startswith("<super>"):
        return character if character in RAISED + "⁻" else "\0"
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _read(match: re.Match[str], words: Words) -> Iterator[Token]:
    kind, typed, span = str(match.lastgroup), match[0], (match.start() + 1, match.end() + 1)
    if kind == "word":
        yield from _split(typed, span[0], words)
    elif kind == "sign":
        yield Token(kind, SIGNS.get(typed, typed), typed, span)
    elif kind == "fraction":
        yield Token("number", typed, typed, span, FRACTIONS[typed])
    elif kind != "space":  # float() would read any script's digits; the pattern has let in ASCII's
        yield Token(kind, typed, typed, span, float(typed.translate(DIGITS)))


def _split(word: str, column: int, words: Words) -> Iterator[Token]:
    """A word as known words, the longest first: xy is x y, 2πx is 2 π x."""
    at = 0
    while at < len(word):
        stop = next((n for n in range(len(word), at, -1) if _known(word[at:n], words)), None)
        if stop is None:
            allowed = ", ".join(words)
            sentence = f"{word} is not known here; known are {allowed}"
            raise FormulaError(column, "unknown", sentence, got=word, allowed=allowed)
        typed = word[at:stop]
        kind, name = _known(typed, words) or ("", "")
        yield Token(kind, name, typed, (column + at, column + stop))
        at = stop


def _known(word: str, words: Words) -> tuple[str, str] | None:
    """A phone begins with a capital: X is x, unless there is an X."""
    return words.get(word) or words.get(word.lower())

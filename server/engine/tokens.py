"""A formula's words and signs, each with its columns.

Of a formula of known names a word may be several of them (xy is x y); where names are free, a word
is one name, and = ; and new lines are signs (program.py).

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
RULES = (
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?)"
    r"|(?P<fraction>[½¼¾])"
    rf"|(?P<word>√|{LETTER}(?:{LETTER}|[0-9_])*)"
    rf"|(?P<power>⁻?[{RAISED}]+)"
    r"|(?P<sign>\*\*|[-+*/^(),|·×⋅∙÷−–%s])"
    r"|(?P<space>\s+)"
)
PATTERN, FREE_PATTERN = re.compile(RULES % ""), re.compile(RULES % "=;")


def tokens(text: str, words: Words, free: bool = False) -> list[Token]:
    """All tokens of a text, and the end. `free`: a word that is not known is a name."""
    plain = "".join(map(_plain, text))
    pattern = PATTERN
    if free:
        plain, pattern = plain.replace("\n", ";"), FREE_PATTERN
    found: list[Token] = []
    at = 0
    while at < len(plain):
        match = pattern.match(plain, at)
        if match is None:
            got = text[at] if text[at].isprintable() else f"U+{ord(text[at]):04X}"
            raise FormulaError(at + 1, "character", f"{got} is not part of a formula", got=got)
        found += _read(match, words, free)
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


def _read(match: re.Match[str], words: Words, free: bool) -> Iterator[Token]:
    kind, typed, span = str(match.lastgroup), match[0], (match.start() + 1, match.end() + 1)
    if kind == "word" and free:
        yield _whole(typed, span, words, called=match.string[match.end() :][:1] == "(")
    elif kind == "word":
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


def _whole(word: str, span: Span, words: Words, called: bool) -> Token:
    """A word as one name. x(y + 1) is a product, but foo(…) is a function that is not known."""
    small = words.get(word.lower(), ("", "")) if len(word) > 1 else ("", "")
    kind, name = words.get(word) or (small if small[0] == "function" else ("name", word))
    if kind == "name" and called and sum(map(str.isalpha, word)) > 1:
        sentence = f"{word} is not known here as a function; for a product write {word}·(…)"
        raise FormulaError(span[0], "function", sentence, got=word)
    return Token(kind, name, word, span)


def _known(word: str, words: Words) -> tuple[str, str] | None:
    """A phone begins with a capital: X is x, unless there is an X."""
    return words.get(word) or words.get(word.lower())

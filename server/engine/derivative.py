"""The derivative of a formula as a formula: `derivative(graph, "x")` → "2·x − 400·x·(y − x²)".

A Term is a number or a tuple: a sum is terms with coefficients, a product is bases with exponents,
so like terms and like factors meet by themselves. Nothing is multiplied out. What is cancelled is
cancelled as on paper: x/x is 1, also at 0. The text can be typed again (expression.py).
"""

from collections.abc import Callable
from math import isfinite
from typing import Any

from server.engine.graph import Graph

Term = Any  # float | ("name" | "constant", n) | ("sum" | "product", pairs) | (op, term, …)

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
TYPED = {"log": "ln"}  # other functions are typed as their operation is called


def derivative(graph: Graph, name: str) -> str:
    """∂f/∂name."""
    return written(differentiated(term(graph), name))


def term(graph: Graph) -> Term:
    """A graph's last node."""
    terms: list[Term] = []
    for node in graph.nodes:
        if node.op == "number":
            terms.append(node.value)
        elif node.inputs:
            terms.append(_built(node.op, [terms[i] for i in node.inputs]))
        else:
            terms.append((node.op, node.name))
    return terms[-1]


def _built(op: str, parts: list[Term]) -> Term:
    if len(parts) == 1 and op in BUILT:
        return BUILT[op](parts[0])
    if len(parts) == 2 and op in BUILT2:
        return BUILT2[op](parts[0], parts[1])
    return op, *parts


def differentiated(t: Term, name: str) -> Term:
    if isinstance(t, float) or t[0] == "constant":
        return 0.0
    if t[0] == "name":
        return float(t[1] == name)
    if t[0] == "sum":
        return plus(*(times(c, differentiated(part, name)) for part, c in t[1]))
    if t[0] == "product":
        return plus(*(_one_factor(t[1], at, name) for at in range(len(t[1]))))
    if len(t) == 2:
        return times(differentiated(t[1], name), SLOPES[t[0]](t[1]))
    inner = [differentiated(part, name) for part in t[1:]]
    sides = zip(inner, SLOPES2[t[0]], strict=True)
    return plus(*(times(d, slope(t[1], t[2])) for d, slope in sides if d != 0.0))


def _one_factor(factors: tuple[tuple[Term, float], ...], at: int, name: str) -> Term:
    """n · baseⁿ⁻¹ · base′ · the others."""
    base, n = factors[at]
    others = [raised(b, m) for i, (b, m) in enumerate(factors) if i != at]
    return times(n, raised(base, n - 1), differentiated(base, name), *others)


def plus(*terms: Term) -> Term:
    found: dict[Term, float] = {}
    for t in terms:
        for part, c in _parts(t):
            found[part] = found.get(part, 0.0) + c
    left = tuple((part, c) for part, c in found.items() if c != 0)
    if not left:
        return 0.0
    if len(left) == 1 and (left[0][0] == 1.0 or left[0][1] == 1):
        return left[0][1] if left[0][0] == 1.0 else left[0][0]
    return "sum", left


def _parts(t: Term) -> tuple[tuple[Term, float], ...]:
    if isinstance(t, float):
        return ((1.0, t),)
    return t[1] if t[0] == "sum" else ((t, 1.0),)


def times(*terms: Term) -> Term:
    coefficient, factors = 1.0, dict[Term, float]()
    for t in terms:
        c, bases = _factors(t)
        coefficient *= c
        for base, n in bases:
            factors[base] = factors.get(base, 0.0) + n
    left = tuple((base, n) for base, n in factors.items() if n != 0)
    if not left or coefficient == 0:
        return coefficient
    product = left[0][0] if len(left) == 1 and left[0][1] == 1 else ("product", left)
    return product if coefficient == 1 else ("sum", ((product, coefficient),))


def _factors(t: Term) -> tuple[float, tuple[tuple[Term, float], ...]]:
    """A coefficient, and bases with exponents."""
    if isinstance(t, float):
        return t, ()
    if t[0] == "sum" and len(t[1]) == 1:
        part, c = t[1][0]
        return c, _factors(part)[1]
    return 1.0, t[1] if t[0] == "product" else ((t, 1.0),)


def raised(base: Term, exponent: Term) -> Term:
    """base^exponent. Only whole powers go into a product: √(x²) is not x."""
    if not isinstance(exponent, float):
        return "power", base, exponent
    if exponent in (0.0, 1.0):
        return base if exponent else 1.0
    if exponent.is_integer():
        c, bases = _factors(base)
        number = _number(c, exponent)
        if number is not None:
            raised_bases = tuple((b, n * exponent) for b, n in bases)
            return times(number, ("product", raised_bases)) if bases else number
    return "product", ((base, exponent),)


def _number(c: float, exponent: float) -> float | None:
    try:
        value = c**exponent
    except (OverflowError, ZeroDivisionError):
        return None
    return value if isfinite(value) else None


def _less(t: Term) -> Term:
    """1 − t."""
    return plus(1.0, times(-1.0, t))


def _minus(a: Term, b: Term) -> Term:
    return plus(a, times(-1.0, b))


def _log(u: Term) -> Term:
    return 1.0 if u == ("constant", "e") else ("log", u)


BUILT: dict[str, Callable[[Term], Term]] = {"negate": lambda a: times(-1.0, a), "log": _log}
BUILT2: dict[str, Callable[[Term, Term], Term]] = {
    "add": plus,
    "subtract": _minus,
    "multiply": times,
    "divide": lambda a, b: times(a, raised(b, -1.0)),
    "power": raised,
}

SLOPES: dict[str, Callable[[Term], Term]] = {
    "sin": lambda u: ("cos", u),
    "cos": lambda u: times(-1.0, ("sin", u)),
    "tan": lambda u: plus(1.0, raised(("tan", u), 2.0)),
    "exp": lambda u: ("exp", u),
    "log": lambda u: raised(u, -1.0),
    "sqrt": lambda u: times(0.5, raised(("sqrt", u), -1.0)),
    "abs": lambda u: ("sign", u),
    "tanh": lambda u: _less(raised(("tanh", u), 2.0)),
    "sigmoid": lambda u: times(("sigmoid", u), _less(("sigmoid", u))),
    "relu": lambda u: ("step", u),
    "sinh": lambda u: ("cosh", u),
    "cosh": lambda u: ("sinh", u),
    "atan": lambda u: raised(plus(1.0, raised(u, 2.0)), -1.0),
    "sign": lambda u: 0.0,
    "step": lambda u: 0.0,
    "floor": lambda u: 0.0,
}
SLOPES2: dict[str, tuple[Callable[[Term, Term], Term], Callable[[Term, Term], Term]]] = {
    "power": (
        lambda a, b: times(b, raised(a, plus(b, -1.0))),
        lambda a, b: times(("power", a, b), _log(a)),
    ),
    "max": (lambda a, b: _less(("step", _minus(b, a))), lambda a, b: ("step", _minus(b, a))),
    "min": (lambda a, b: _less(("step", _minus(a, b))), lambda a, b: ("step", _minus(a, b))),
}


def written(t: Term) -> str:
    """A term as text."""
    if isinstance(t, float):
        return _digits(t)
    if t[0] != "sum":
        return _product(1.0, t)
    text = ""
    for at, (part, c) in enumerate(t[1]):
        sign = "−" if c < 0 else "+"
        lead = f" {sign} " if at else sign.replace("+", "")
        text += lead + _product(abs(c), part)
    return text


def _product(c: float, t: Term) -> str:
    """c · t as numerator / denominator; c is not negative."""
    above, below = [] if c == 1 else [_digits(c)], list[str]()
    for base, n in _factors(t)[1]:
        (below if n < 0 else above).append(_power(base, abs(n)))
    top = "·".join(above) or "1"
    if not below:
        return top
    return f"{top}/{below[0]}" if len(below) == 1 else f"{top}/({'·'.join(below)})"


def _power(base: Term, n: float) -> str:
    if n == 1:
        return _atom(base)
    digits = _digits(n)
    return _base(base) + (digits.translate(RAISED) if digits.isdigit() else f"^{digits}")


def _atom(t: Term) -> str:
    """A term that can stand beside a sign of multiplication."""
    if isinstance(t, float):
        return _digits(t) if t >= 0 else f"({_digits(t)})"
    if t[0] in ("name", "constant"):
        return t[1]
    if t[0] in ("sum", "product"):
        return f"({written(t)})"
    if t[0] == "power":
        return f"{_base(t[1])}^{_base(t[2])}"
    return f"{TYPED.get(t[0], t[0])}({', '.join(written(part) for part in t[1:])})"


def _base(t: Term) -> str:
    """A term that a power can be of."""
    text = _atom(t)
    return f"({text})" if isinstance(t, tuple) and t[0] == "power" else text


def _digits(value: float) -> str:
    """Ten digits: enough for a formula on the page."""
    text = f"{value:.10g}".replace("-", "−").replace("e+", "e").replace("e−0", "e−")
    return text.replace("e0", "e")

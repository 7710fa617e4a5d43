"""The layout is the data flow: each module imports only from stages before it,
and a file stays a noun.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SERVER, SCRIPTS = ROOT / "server", ROOT / "static" / "js"

# The line as it is, first to last. A module may import from earlier lines, and from its own line if
# that is a package (below, its order is spelled out too).
STAGES = [
    "engine.core engine.ftz engine.schedules engine.operations engine.tokens",
    "engine.graph engine.traced engine.functions engine.landmarks",
    "engine.derivative engine.expression engine.terrains engine.faults engine.patterns",
    "engine.surfaces engine.program",
    "engine.rows engine.clipping engine.swats",
    "engine.adaptive",
    "engine.activations engine.shapes engine.features engine.params engine.surgery engine.search",
    "engine.updates engine.losses engine.datasets",
    "engine.mlp engine.descent",
    "engine.curvature engine.gradient_check engine.linear",
    "engine.methods",
    "engine.planes",
    "engine.landscape",
    "engine.diagnose engine.health",
    "checks settings i18n logs memory",
    "options",
    "real spec.formula",
    "spec.data spec.model spec.objective spec.loss",
    "spec.methods",
    "spec.limits spec.made spec.fitting",
    "spec",
    "state csv_points cost show mountains",
    "edits.outcome",
    "edits.data",
    "edits.settings",
    "edits.network",
    "edits",
    "splits shaker deal kind",
    "tapes",
    "stepper journal path",
    "work shelf",
    "run family",
    "calibration",
    "examples",
    "stack",
    "cohort",
    "checkup tallies probe pictures rehearsal",
    "frames measures",
    "checkup_words walkers survey typed",
    "studies.labels studies.endings",
    "studies.formula studies.passage",
    "studies.example",
    "studies.by_layer studies.by_neuron studies.by_operation",
    "studies.unrolled",
    "studies.graph studies.influence",
    "studies.classifier studies.derivation",
    "studies.softmax",
    "studies.neuron",
    "studies.activations",
    "studies.activation_data",
    "studies.course",
    "studies.spread",
    "studies.depth",
    "studies",
    "protocol headless",
    "album",
    "outlook",
    "scenery",
    "ground",
    "live.http live.mailbox live.errand live.inquiry live.desk live.ws live.register",
    "live.room live.tempo live.teller live.keeper live.painter live.shares",
    "live.hub live.stage live.pace live.journey",
    "live.player live.seats",
    "live.session live.plan live.queue live.turns live.capacity",
    "live.rota",
    "live.scheduler",
    "live.house",
    "live.connection",
    "live.answer",
    "mountains",
    "pages",
    "guard",
    "app",
    "__main__",
]
RANK = {name: rank for rank, stage in enumerate(STAGES) for name in stage.split()}
PACKAGES = ("engine", "live")  # whose __init__ holds nothing but a docstring

ASYNC = {
    "live.http",
    "live.scheduler",
    "live.connection",
    "live.ws",
    "live.register",
    "live.hub",
    "live.house",
    "live.answer",
    "guard",
    "app",
}
WEB = {"fastapi", "starlette", "jinja2", "markupsafe"}
WEB_IN = {"app", "guard", "pages", "live.connection", "live.ws", "live.answer"}
IMPURE = {"os", "io", "time", "datetime", "random", "logging", "asyncio", "threading", "socket"}

LONG = {
    "server/protocol.py": "the whole wire in one file, as docs/protocol.md is one file",
    "server/run.py": "a run, its keyframes and its trace share one invariant: journal → bits",
    "static/css/network.css": "the picture of the network and its panels in one component",
    "static/css/transport.css": "the transport with its curve in one component",
}


def name_of(path: Path) -> str:
    parts = path.relative_to(SERVER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(p): p for p in sorted(SERVER.rglob("*.py")) if name_of(p)}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports, at its head or in a function; ours without `server.`."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                ours = deeper.removeprefix("server.") in MODULES and deeper.startswith("server.")
                found.add(deeper if ours else node.module)
    return frozenset(name.removeprefix("server.") for name in found if name != "server")


def check_each(those: Iterable[Any], faults: Callable[[Any], Iterable[object]]) -> None:
    """Nobody has a fault; else all are named at once."""
    found = {str(one): list(faults(one)) for one in those}
    assert {one: faults for one, faults in found.items() if faults} == {}


def test_every_module_has_its_place_in_the_line():
    assert set(MODULES) - set(PACKAGES) == set(RANK)


def test_a_module_imports_only_from_stages_before_it():
    def later(name: str) -> Iterable[str]:
        return (n for n in imports(MODULES[name]) & set(RANK) if RANK[n] >= RANK[name])

    check_each(RANK, later)


def test_the_engine_is_numpy_and_the_pure_part_of_the_standard_library():
    def foreign(name: str) -> Iterable[str]:
        for module in imports(MODULES[name]):
            first = module.split(".")[0]
            if first not in ("engine", "numpy", *sys.stdlib_module_names) or first in IMPURE:
                yield module

    check_each((n for n in MODULES if n.startswith("engine.")), foreign)


def test_only_the_live_part_is_async():
    asyncs = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)

    def used(name: str) -> Iterable[str]:
        found = (type(n).__name__ for n in ast.walk(tree(MODULES[name])) if isinstance(n, asyncs))
        return [*found, *({"asyncio"} & imports(MODULES[name]))]

    check_each(set(MODULES) - set(ASYNC), used)


def test_only_the_edge_knows_the_web_framework():
    check_each(
        set(MODULES) - set(WEB_IN),
        lambda name: {m.split(".")[0] for m in imports(MODULES[name])} & WEB,
    )


def test_only_the_protocol_packs_bytes():
    """`struct` is the protocol's; a checkpoint's base64 is State's own text, opaque to the page."""
    check_each(set(MODULES) - {"protocol"}, lambda name: {"struct"} & imports(MODULES[name]))


def test_nothing_at_module_level_can_be_changed():
    """No list, set or dictionary in small letters:
    tables are in capitals and nobody writes to them.
    """

    def open_tables(name: str) -> Iterable[str]:
        for node in tree(MODULES[name]).body:
            if isinstance(node, ast.Assign) and isinstance(
                node.value, ast.List | ast.Dict | ast.Set
            ):
                yield from (
                    t.id for t in node.targets if isinstance(t, ast.Name) and not t.id.isupper()
                )

    check_each(set(MODULES) - {"__main__", "pages", "live.connection"}, open_tables)


# The browser

SHAPES = "fill stroke beginPath moveTo lineTo arc rect fillRect strokeRect fillText putImageData"
DRAWS = re.compile(rf"\b(?:context|ctx|g|under)\.(?:{SHAPES.replace(' ', '|')})\(")


TEXTS = {path: path.read_text() for path in sorted(SCRIPTS.rglob("*.js"))}


def scripts(*folders: str) -> list[Path]:
    return sorted(p for f in folders for p in (SCRIPTS / f).glob("*.js"))


def short(path: Path) -> str:
    return str(path.relative_to(SCRIPTS))


def test_shapes_are_drawn_in_draw_and_gl_only():
    """A view sizes, clears and copies its canvas; what is on it comes from draw/ or gl/."""
    check_each(
        (p for p in TEXTS if short(p).split("/")[0] not in ("draw", "gl")),
        lambda path: DRAWS.findall(TEXTS[path]),
    )


def test_a_canvas_context_is_taken_by_views_and_what_draws_only():
    check_each(
        (*SCRIPTS.glob("*.js"), *scripts("math")),
        lambda path: re.findall("getContext", TEXTS[path]),
    )


def test_math_knows_no_page_and_imports_only_math():
    page = re.compile(r"(?<![-\w])(?:document|window|localStorage|fetch)[.(]\w")
    other = re.compile(r'from "((?!\./)[^"]+)"')
    check_each(scripts("math"), lambda path: page.findall(TEXTS[path]) + other.findall(TEXTS[path]))


def test_drawing_imports_only_drawing_and_math():
    """And `faded` of theme.js, which is a function of a colour's text."""
    other = re.compile(r'from "((?!\./|\.\./(?:math|draw|gl)/|\.\./theme\.js)[^"]+)"')
    check_each(scripts("draw", "gl"), lambda path: other.findall(TEXTS[path]))


def test_no_script_makes_html_or_code_of_text():
    """What people type, paste and send in links is text and nothing else. The page's policy says so
    too (trusted types), but only to browsers that know it.
    """
    sinks = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc"
        r"|document\.write|setHTMLUnsafe|\beval\(|new Function|javascript:|importScripts"
        r"|set(?:Timeout|Interval)\(\s*[\"'`]|setAttribute\([\"']on|\.src = "
    )
    check_each(TEXTS, lambda path: sinks.findall(TEXTS[path]))
    templates = {p: p.read_text() for p in sorted((ROOT / "templates").rglob("*.html"))}
    inline = re.compile(
        r"<style| style=| on[a-z]+=|<script(?![^>]*(?:src=|application/json))|safe\b"
    )
    check_each(templates, lambda path: inline.findall(templates[path]))


def test_scripts_import_our_own_files_by_relative_names():
    def strange(path: Path) -> Iterable[str]:
        for module in re.findall(r'(?:from|import) "([^"]+)"', TEXTS[path]):
            ours = module.startswith(".") and module.endswith(".js")
            if not ours or not (path.parent / module).resolve().is_file():
                yield module

    check_each(TEXTS, strange)


def test_what_is_exported_is_used_by_somebody_else():
    words = {path: set(re.findall(r"\w+", text)) for path, text in TEXTS.items()}
    tests = {p: set(re.findall(r"\w+", p.read_text())) for p in ROOT.glob("tests/js/*.js")}

    def unused(path: Path) -> Iterable[str]:
        exported = re.findall(
            r"^export (?:async )?(?:const|function|class) (\w+)", TEXTS[path], re.M
        )
        for name in exported:
            if not any(name in said for p, said in (words | tests).items() if p != path):
                yield name

    check_each(TEXTS, unused)


def test_only_the_protocol_reads_bytes_of_the_wire():
    users = [short(path) for path, text in TEXTS.items() if "new DataView(" in text]
    assert users == ["protocol.js"]


# Files


def sources() -> list[Path]:
    kinds = {"server": "py", "static/js": "js", "static/css": "css", "templates": "html"}
    return [p for folder, kind in kinds.items() for p in sorted((ROOT / folder).rglob(f"*.{kind}"))]


def test_a_file_has_at_most_300_lines_or_a_reason():
    lines = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in sources()}
    assert {name: n for name, n in lines.items() if n > 300 and name not in LONG} == {}


def test_every_reason_for_a_long_file_is_still_needed():
    for name in LONG:
        assert len((ROOT / name).read_text().splitlines()) > 300, f"{name} is short enough now"


def test_a_file_says_what_it_is():
    assert [str(p) for p in SERVER.rglob("*.py") if not ast.get_docstring(tree(p))] == []


LABS = ("descent", "backprop", "neuron")  # their sheets are named after them
OF_NETWORK = ("network", "landscape", "data")
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
BASE = (ROOT / "templates" / "base.html").read_text()


def lab_of(sheet: str) -> str:
    first = sheet.split("-")[0]
    return first if first in LABS else "network" if first in OF_NETWORK else ""


def test_every_sheet_is_linked_once():
    linked = re.findall(r'"([\w-]+)"', re.findall(r"for sheet in \[(.*?)\]", BASE, re.S)[0])
    assert sorted(linked) == sorted(path.stem for path in SHEETS)


def test_no_class_is_dressed_in_the_sheets_of_two_labs():
    """All sheets are on every page. A class alone at the left edge of a rule is its lab's own."""
    owners: dict[str, set[str]] = {}
    for path in SHEETS:
        alone = re.findall(r"^ {2}\.([\w-]+) \{$", path.read_text(), re.M)
        for name in alone if lab_of(path.stem) else []:
            owners.setdefault(name, set()).add(lab_of(path.stem))
    assert {name: labs for name, labs in owners.items() if len(labs) > 1} == {}


def test_no_paragraph_stands_twice_in_the_documents():
    """They are merged by union, which may keep a paragraph of both sides."""
    for path in sorted((ROOT / "docs").glob("*.md")):
        begun = re.findall(r"^(?:\*\*.+?\*\*|#+ .+)", path.read_text(), re.M)
        assert [line for line in set(begun) if begun.count(line) > 1] == [], path.name

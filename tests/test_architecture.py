"""The layout is the data flow: each module imports only from stages before it,
and a file stays a noun.
"""

import ast
import re
import sys
from pathlib import Path

import pytest

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
    "checks settings i18n",
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
    "splits shaker",
    "stepper journal path",
    "work",
    "run",
    "checkup frames rehearsal",
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
    "outlook",
    "scenery",
    "ground",
    "live.mailbox live.errand live.inquiry live.desk",
    "live.session",
    "live.scheduler",
    "live.connection",
    "live.answer",
    "mountains",
    "pages",
    "app",
    "__main__",
]
RANK = {name: rank for rank, stage in enumerate(STAGES) for name in stage.split()}
PACKAGES = ("engine", "live")  # whose __init__ holds nothing but a docstring

ASYNC = {"live.scheduler", "live.connection", "live.mailbox", "live.answer", "app"}
WEB = {"fastapi", "starlette", "jinja2", "markupsafe"}
WEB_IN = {"app", "pages", "live.connection", "live.answer"}
IMPURE = {"os", "io", "time", "datetime", "random", "logging", "asyncio", "threading", "socket"}

LONG = {
    "server/live/session.py": "one owner: every message and every use of time meets the same run",
    "server/protocol.py": "the whole wire in one file, as docs/protocol.md is one file",
    "server/run.py": "a run, its keyframes and its trace share one invariant: journal → bits",
    "server/frames.py": "all that a frame may hold, field by field as in docs/protocol.md",
    "static/css/network.css": "the picture of the network and its panels in one component",
    "static/css/transport.css": "the transport with its curve in one component",
}


def name_of(path: Path) -> str:
    parts = path.relative_to(SERVER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(p): p for p in sorted(SERVER.rglob("*.py")) if name_of(p)}


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at its head or in a function; ours without `server.`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                ours = deeper.removeprefix("server.") in MODULES and deeper.startswith("server.")
                found.add(deeper if ours else node.module)
    return {name.removeprefix("server.") for name in found if name != "server"}


def test_every_module_has_its_place_in_the_line():
    assert set(MODULES) - set(PACKAGES) == set(RANK)


@pytest.mark.parametrize("name", [n for n in MODULES if n not in PACKAGES])
def test_a_module_imports_only_from_stages_before_it(name: str):
    ours = imports(MODULES[name]) & set(RANK)
    late = {other for other in ours if RANK[other] >= RANK[name]}
    assert late == set(), f"{name} imports {late}, which come later in the line"


@pytest.mark.parametrize("name", [n for n in MODULES if n.startswith("engine.")])
def test_the_engine_is_numpy_and_the_pure_part_of_the_standard_library(name: str):
    outside = {
        module.split(".")[0] for module in imports(MODULES[name]) if not module.startswith("engine")
    }
    foreign = {m for m in outside if m != "numpy" and m not in sys.stdlib_module_names}
    assert foreign == set(), f"{name} imports {foreign}"
    assert outside & IMPURE == set(), f"{name} imports {outside & IMPURE}"


@pytest.mark.parametrize("name", MODULES)
def test_only_the_live_part_is_async(name: str):
    tree = ast.parse(MODULES[name].read_text())
    asyncs = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    used = any(isinstance(node, asyncs) for node in ast.walk(tree))
    if "asyncio" in imports(MODULES[name]) or used:
        assert name in ASYNC, f"{name} is async"


@pytest.mark.parametrize("name", MODULES)
def test_only_the_edge_knows_the_web_framework(name: str):
    known = {m.split(".")[0] for m in imports(MODULES[name])} & WEB
    assert known == set() or name in WEB_IN, f"{name} imports {known}"


@pytest.mark.parametrize("name", [n for n in MODULES if n != "protocol"])
def test_only_the_protocol_packs_bytes(name: str):
    """`struct` is the protocol's; a checkpoint's base64 is State's own text, opaque to the page."""
    assert "struct" not in imports(MODULES[name])


@pytest.mark.parametrize(
    "name", [n for n in MODULES if n not in ("__main__", "pages", "live.connection")]
)
def test_nothing_at_module_level_can_be_changed(name: str):
    """No list, set or dictionary in small letters:
    tables are in capitals and nobody writes to them.
    """
    for node in ast.parse(MODULES[name].read_text()).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        names = [t.id for t in targets if isinstance(t, ast.Name)]
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.List | ast.Dict | ast.Set):
            assert all(n.isupper() for n in names), f"{name}: {names}"


# The browser

SHAPES = "fill stroke beginPath moveTo lineTo arc rect fillRect strokeRect fillText putImageData"
DRAWS = re.compile(rf"\b(?:context|ctx|g|under)\.(?:{SHAPES.replace(' ', '|')})\(")


def scripts(*folders: str) -> list[Path]:
    return sorted(p for f in folders for p in (SCRIPTS / f).glob("*.js"))


def short(path: Path) -> str:
    return str(path.relative_to(SCRIPTS))


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=short)
def test_shapes_are_drawn_in_draw_and_gl_only(path: Path):
    """A view sizes, clears and copies its canvas; what is on it comes from draw/ or gl/."""
    if short(path).split("/")[0] in ("draw", "gl"):
        return
    assert DRAWS.findall(path.read_text()) == []


@pytest.mark.parametrize("path", [*SCRIPTS.glob("*.js"), *scripts("math")], ids=short)
def test_a_canvas_context_is_taken_by_views_and_what_draws_only(path: Path):
    assert "getContext" not in path.read_text()


@pytest.mark.parametrize("path", scripts("math"), ids=short)
def test_math_knows_no_page_and_imports_only_math(path: Path):
    text = path.read_text()
    assert re.findall(r"(?<![-\w])(?:document|window|localStorage|fetch)[.(]\w", text) == []
    assert [m for m in re.findall(r'from "([^"]+)"', text) if not m.startswith("./")] == []


@pytest.mark.parametrize("path", scripts("draw", "gl"), ids=short)
def test_drawing_imports_only_drawing_and_math(path: Path):
    """And `faded` of theme.js, which is a function of a colour's text."""
    for module in re.findall(r'from "([^"]+)"', path.read_text()):
        assert re.match(r"(\./|\.\./(math|draw|gl)/|\.\./theme\.js)", module), (
            f"{short(path)} imports {module}"
        )


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=short)
def test_scripts_import_our_own_files_by_relative_names(path: Path):
    for module in re.findall(r'(?:from|import) "([^"]+)"', path.read_text()):
        assert module.startswith(".") and module.endswith(".js"), f"{short(path)}: {module}"
        assert (path.parent / module).resolve().is_file(), f"{short(path)}: {module} is not there"


def test_only_the_protocol_reads_bytes_of_the_wire():
    users = [short(p) for p in SCRIPTS.rglob("*.js") if "new DataView(" in p.read_text()]
    assert users == ["protocol.js"]


# Files


def sources() -> list[Path]:
    kinds = {"server": "py", "static/js": "js", "static/css": "css", "templates": "html"}
    return [p for folder, kind in kinds.items() for p in sorted((ROOT / folder).rglob(f"*.{kind}"))]


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_has_at_most_300_lines_or_a_reason(path: Path):
    lines = len(path.read_text().splitlines())
    assert lines <= 300 or str(path.relative_to(ROOT)) in LONG, f"{lines} lines"


def test_every_reason_for_a_long_file_is_still_needed():
    for name in LONG:
        assert len((ROOT / name).read_text().splitlines()) > 300, f"{name} is short enough now"


@pytest.mark.parametrize(
    "path", sorted(SERVER.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_file_says_what_it_is(path: Path):
    assert ast.get_docstring(ast.parse(path.read_text()))


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

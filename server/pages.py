"""Pages: the labs' pages, presets as points and mountains as pictures,
static files under a prefix that changes with them.
"""

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from markupsafe import Markup

from server import i18n
from server.mountains import mountain_tables
from server.mountains import thumbnails as mountain_thumbnails
from server.real import REAL
from server.spec import PRESETS, Spec, method_tables, parse_data

HERE = Path(__file__).resolve().parent
THUMBNAIL_POINTS = 120

mimetypes.add_type(
    "text/javascript", ".js"
)  # Windows may say text/plain, and modules then do not load


def folder(name: str) -> Path:
    """server/<name> in an installed wheel, <root>/<name> in a checkout."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


STATIC, TEMPLATES = folder("static"), folder("templates")


def static_version() -> str:
    """A hash of all static files: modules import one another,
    so they must change their address together.
    """
    digest = hashlib.sha256()
    for path in sorted(p for p in STATIC.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(STATIC)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Page:
    """What a template may use."""

    lang: str
    t: dict[str, str]
    texts: Markup  # the same, as JSON for the page's script
    methods: Markup  # optimizers and schedules with their numbers, as JSON
    mountains: Markup  # what there is to walk on, as JSON
    static: str
    version: str


def router(version: str) -> APIRouter:
    routes = APIRouter()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    static = f"/static/{version}"

    @routes.get("/")
    def root(request: Request) -> RedirectResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/network{query}")

    def lab(template: str, request: Request, lang: str | None) -> HTMLResponse:
        language = i18n.choose(lang, request.headers.get("accept-language", ""))
        both = {name: i18n.texts(STATIC / "i18n", name) for name in i18n.LANGUAGES}
        page = Page(
            lang=language,
            t=both[language],
            texts=_script_json(both),
            methods=_script_json(method_tables()),
            mountains=_script_json(mountain_tables()),
            static=static,
            version=version,
        )
        return HTMLResponse(environment.get_template(template).render(vars(page)))

    @routes.get("/descent")
    def descent(request: Request, lang: str | None = None) -> HTMLResponse:
        return lab("descent.html", request, lang)

    @routes.get("/backprop")
    def backprop(request: Request, lang: str | None = None) -> HTMLResponse:
        return lab("backprop.html", request, lang)

    @routes.get("/neuron")
    def neuron(request: Request, lang: str | None = None) -> HTMLResponse:
        return lab("neuron.html", request, lang)

    @routes.get("/network")
    def network(request: Request, lang: str | None = None) -> HTMLResponse:
        return lab("network.html", request, lang)

    @routes.get("/api/presets")
    def presets() -> JSONResponse:
        return JSONResponse(thumbnails())

    @routes.get("/api/mountains")
    def mountains() -> JSONResponse:
        return JSONResponse(mountain_thumbnails())

    @routes.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return routes


def _script_json(value: Any) -> Markup:
    """JSON inside a script element: a "</script>" in a text must not end it."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))


@cache
def thumbnails() -> dict[str, list[list[float]]]:
    """Each preset's points as its picture shows them."""
    out: dict[str, list[list[float]]] = {}
    for name in PRESETS:
        noise = {} if name in REAL else {"noise": 0.05}
        data = parse_data({"preset": name, "count": THUMBNAIL_POINTS, "test": 0, **noise})
        points = Spec(data=data).points()
        rows = zip(points.xy.round(3).tolist(), points.label.round(3).tolist(), strict=True)
        out[name] = [[x, y, label] for (x, y), label in rows]
    return out

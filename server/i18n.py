"""Texts of the interface: static/i18n/ko.json and en.json have the same keys (tested)."""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("ko", "en")


@cache
def texts(folder: Path, language: str) -> dict[str, str]:
    return json.loads((folder / f"{language}.json").read_text("utf-8"))


def choose(wanted: str | None, accept: str) -> str:
    """?lang=, else the browser's first language that we have, else Korean."""
    if wanted in LANGUAGES:
        return wanted
    for part in accept.split(","):
        language = part.split(";")[0].strip()[:2].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]

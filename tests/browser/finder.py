"""Finds a Chromium for the browser tests:
$DOWNHILL_BROWSER, the PATH, Playwright's own, or Debian's package.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
# Never --ignore-gpu-blocklist: 2-D canvases then go through software OpenGL, fifteen times slower.
FLAGS = (
    "--no-sandbox --disable-gpu --enable-unsafe-swiftshader --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


def find() -> str | None:
    named = os.environ.get("DOWNHILL_BROWSER")
    if named:
        return named
    on_path = next((p for n in NAMES if (p := shutil.which(n))), None)
    return on_path or next((p for p in PLACES if Path(p).exists()), None) or _playwrights_own()


def provide() -> str | None:
    """A browser's path; on Debian as root it is installed when missing."""
    return find() or (_from_debian() and find())


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _from_debian() -> bool:
    apt = shutil.which("apt-get")
    if sys.platform != "linux" or not apt or os.geteuid() != 0:
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = subprocess.run([apt, "update", "-qq"], env=env, check=False)
    install = [apt, "install", "-y", "-qq", "chromium", "fonts-noto-cjk"]
    return update.returncode == 0 and subprocess.run(install, env=env, check=False).returncode == 0

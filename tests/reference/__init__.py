"""Stored PyTorch values, each file beside the script that made it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def remade(script: str, stored: str, folder: Path) -> Any:
    """What a script makes today, in a folder of its own; skips where torch is not installed."""
    pytest.importorskip("torch")
    shutil.copy(HERE / script, folder / script)
    subprocess.run([sys.executable, folder / script], check=True)
    return json.loads((folder / stored).read_text())

"""Where the measuring data lies (`ONRECORD_SHARED`, default ../shared), and its own scoring program, loaded from there."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent


def shared() -> Path:
    return Path(os.environ.get("ONRECORD_SHARED") or ROOT.parent / "shared")


def scorer() -> ModuleType:
    """shared/tools/score.py as a module."""
    spec = importlib.util.spec_from_file_location("score", shared() / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_folders() -> dict[str, tuple[Path, Path]]:
    """name -> (folder of gold JSON, folder of its texts)."""
    base = shared() / "gold"
    return {
        "seeds": (base / "seeds", shared() / "seeds"),
        "dev": (base / "dev", base / "dev" / "docs"),
        "wikinews": (base / "wikinews", base / "wikinews" / "docs"),
    }

"""What the summary of a test run says besides its counts."""

from __future__ import annotations

from typing import Any

from bench.shared import shared


def pytest_terminal_summary(terminalreporter: Any) -> None:
    ran = any("test_no_score_has_fallen" in report.nodeid for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, []))
    why = "" if ran else f" (no measuring data at {shared()})" if not shared().is_dir() else " (not among the tests selected)"
    terminalreporter.write_line(f"quality floors: {'checked' if ran else 'NOT checked'}{why}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    ran = any("test_no_score_has_fallen" in report.nodeid for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, []))
    why = "" if ran else f" (no measuring data at {shared()})" if not shared().is_dir() else " (not among the tests selected)"
    terminalreporter.write_line(f"quality floors: {'checked' if ran else 'NOT checked'}{why}")

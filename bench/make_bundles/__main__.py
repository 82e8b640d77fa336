"""`python -m bench.make_bundles FOLDER [--articles 8]`: all bundles and what must come out of them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench.make_bundles import FORMATS, __doc__, make


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=8)
    given = parser.parse_args(argv)
    expected: dict[str, Any] = {}
    for kind in FORMATS:
        for variant in range(10):
            inside = given.folder / kind / str(variant) if kind.startswith("zotero") else given.folder / kind
            made = make(inside, kind, variant, given.articles)
            expected[f"{kind}/{variant}"] = {"documents": made.documents, "told": made.told}
    (given.folder / "truth.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

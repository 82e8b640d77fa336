"""Self-made archive bundles, ten a format, with what must come out of each: `python -m bench.make_bundles FOLDER [--articles 8]`.

No export of a real archive is in the project: their texts are not ours. These follow the layouts that tools which read them document
(docs/bundles.md), in several languages, with fields missing, in several encodings; of each ten, number 8 is short of what it declares and
number 9 breaks off. Texts: the packaged examples and sentences of our own. The same folder comes out every time.

    FOLDER/nexis-docx/0.docx … 9.docx, and FOLDER/truth.json: bundle -> [{source, title, outlet, authors, published, accession, text}], told
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.make_bundles.articles import Made
from bench.make_bundles.factiva import factiva_html, factiva_rtf
from bench.make_bundles.mbox import mbox
from bench.make_bundles.nexis import academic, nexis_docx, nexis_rtf, nexis_txt, nexis_zip
from bench.make_bundles.warc import warc
from bench.make_bundles.zotero import zotero

__all__ = ["FORMATS", "Made", "make"]
FORMATS: dict[str, Callable[[int, int], Made]] = {
    "nexis-docx": nexis_docx, "nexis-rtf": nexis_rtf, "nexis-txt": nexis_txt, "nexis-zip": nexis_zip, "lexisnexis-txt": academic,
    "factiva-rtf": factiva_rtf, "factiva-html": factiva_html, "mbox": mbox,
    "zotero-ris": lambda v, n: zotero(v, n, "ris"), "zotero-csl": lambda v, n: zotero(v, n, "csl"), "warc": warc,
}  # fmt: skip


def make(folder: Path, kind: str, variant: int, count: int = 8) -> Made:
    """Writes one bundle under `folder` and says what must come out of it."""
    made = FORMATS[kind](variant, count)
    for path, data in made.files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return made

"""Coverage-guided fuzzing of repair and quotation marks (atheris: `pip install 'onrecord[fuzz]'`).

    python -m bench.fuzz --minutes 10              one slice; what it learns stays in .fuzz/, what fails in .fuzz/failures/
    python -m bench.fuzz --keep                    the inputs that reach new places, smallest first, into tests/cases/fuzz/corpus.txt
    python -m bench.fuzz --replay .fuzz/failures   checks single inputs again, without atheris

An input's first byte chooses the layout and how the rest becomes text; `check` holds what must be true of every text.
The tests replay the corpus, so it needs no atheris there.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import sys
import time
import traceback
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.ingest.repair import Layout, Repaired

WORK = Path(".fuzz")
CORPUS = Path(__file__).parents[1] / "tests" / "cases" / "fuzz" / "corpus.txt"
KEPT = 190_000  # bytes of the corpus file
LONGEST = 1024  # bytes of an input
LAYOUTS: tuple[Layout, ...] = ("plain", "pages", "clean")

PIECES = [*(
    "a A 7 . , ; : ? ! … - – — * ( ) [ ] “ ” „ ‟ ‘ ’ ‚ ‛ \" ' ` `` '' « » ‹ › 「 」 『 』 \n \r \r\n \f \t \x0b \x00 \x07 \x85 \u00a0 \u00ad \u2028 \u2029 \u200b \u202e"
    " \ufeff \ufffd \u0301 ﬁ é É Ã© â€œ â€\x9d â€™ â€ Â Ã† ‚Ä Ã  ... word Word the and of army said, said. he’s allies’ ’90s 'em 10,000 Full- scale mili- tary NATO Page 3"
    " By Contact a@b.org https://a.org/b - 1. • Kyiv 📰 й 中 ́ \x1b[31m 5'10\" 12\" she asked"
).split(" "), " ", "  ", "   ", "\n\n", "\n   ", " \n", "\n\n\n", "\n\n7\n\n", "\n\nThe Courier 4\n\n", "Contact us: a@b.org\n", "x" * 70, " the fleet moved out to sea again"]  # fmt: skip


def text_of(data: bytes) -> tuple[str, Layout, list[int]]:
    """bytes -> (text, layout, page starts). Even first bytes: pieces by number; odd ones: the bytes as UTF-8, or as Latin-1."""
    how, rest = (data[0], data[1:]) if data else (0, b"")
    layout = LAYOUTS[how // 4 % 3]
    match how % 4:
        case 0 | 2:
            text = ("" if how % 4 else " ").join(PIECES[byte % len(PIECES)] for byte in rest)
        case 1:
            text = rest.decode("utf-8", "replace")
        case _:
            text = rest.decode("latin-1")
    pages = how // 12 % 4 if layout == "pages" else 0
    return text, layout, [len(text) * i // pages for i in range(pages)]


def check(data: bytes) -> None:
    """Raises AssertionError where something that must hold of every text does not."""
    from onrecord.ingest.repair import repair
    from onrecord.reader.quotemarks import quotation_marks

    text, layout, starts = text_of(data)
    result = repair(text, layout, starts)
    check_repairs(text, result)
    check_canonical(result.text)
    if not starts:
        assert repair(result.text, "clean").text == result.text, "repairing repaired text (clean) changes it"
        assert layout == "clean" or repair(result.text).text == result.text, "repairing repaired text (plain) changes it"
    check_marks(result.text)
    assert quotation_marks(text) is not None  # text that was not repaired: anything but an exception


def check_repairs(source: str, result: Repaired) -> None:
    """The listed repairs are the whole difference, and the map leads there and back."""
    from onrecord.ingest.repair import SourceMap, repaired

    assert repaired(source, result.repairs) == result.text, "the repairs do not make the text"
    at = grown = 0
    inside = set()
    for r in result.repairs:
        assert at <= r.source[0] <= r.source[1] <= len(source), "repairs overlap"
        assert r.start == r.source[0] + grown, "a repair stands elsewhere"
        assert source[at : r.source[0]] == result.text[at + grown : r.start], "a change is not listed"
        assert source[slice(*r.source)] == r.before, "before is not the source"
        assert result.text[r.start : r.end] == r.after, "after is not the text"
        at, grown = r.source[1], r.end - r.source[1]
        inside.update(range(r.start, r.end))
    assert source[at:] == result.text[at + grown :], "the end differs"
    assert result.coverage.total == len(source) == result.coverage.read + result.coverage.furniture, "coverage"
    where = SourceMap(result.repairs)
    for start in range(len(result.text)):
        for end in (start + 1, min(start + 7, len(result.text))):
            s, e = where.to_source(start, end)
            assert 0 <= s <= e <= len(source), "mapped outside the source"
            back = where.to_text(s, e)
            assert back[0] <= start and back[1] >= end, "mapped back too narrow"  # noqa: PT018
            if start not in inside and end - 1 not in inside:
                assert back == (start, end), "unchanged text is not mapped exactly"
                assert source[s] == result.text[start], "mapped to another character"


def check_canonical(text: str) -> None:
    assert text == text.strip(), "blanks at the text's ends"
    assert "\n\n\n" not in text, "three line ends"
    for paragraph in text.split("\n\n") if text else []:
        assert paragraph == paragraph.strip() != "", "blanks at a paragraph's ends"
        assert not set("\n\r\f\t") & set(paragraph), "a line end inside a paragraph"
        assert "  " not in paragraph, "two blanks"


def check_marks(text: str) -> None:
    """Every mark is labelled once; quotations nest; parts stay within paragraphs; sentences and words stay within theirs."""
    from onrecord.reader.quotemarks import MARK, quotation_marks
    from onrecord.reader.tokens import paragraphs, sentences, tokens

    marks, quotations = quotation_marks(text)
    offsets = [mark.offset for mark in marks]
    every = {m.start() for m in MARK.finditer(text)}
    assert offsets == sorted(set(offsets)), "a mark labelled twice"
    assert every - {m.start() for m in MARK.finditer(text) if m[0] == "`"} <= set(offsets) <= every, "a mark without a label"
    spans = paragraphs(text)
    open_ends: list[int] = []
    for q in quotations:
        assert (q.start, q.end) == (q.parts[0][0], q.parts[-1][1]), "parts and bounds differ"
        assert q.is_term <= q.closed, "an open term"
        for start, end in q.parts:
            assert start < end, "an empty part"
            assert any(s <= start and end <= e for s, e in spans), "a part over two paragraphs"
        while open_ends and open_ends[-1] <= q.start:
            open_ends.pop()
        assert not open_ends or q.end <= open_ends[-1], "quotations cross"
        open_ends.append(q.end)
    at = 0
    for start, end in sentences(text, quotations):
        assert at <= start < end, "sentences overlap"
        assert any(s <= start and end <= e for s, e in spans), "a sentence over two paragraphs"
        assert not text[at:start].strip(), "text between sentences"
        at = end
        words = [(t.start, t.end) for t in tokens(text, start, end)]
        assert all(a[1] <= b[0] for a, b in pairwise(words)), "words overlap"
    assert not text[at:].strip(), "text after the last sentence"


# -- with atheris ---------------------------------------------------------------------------------------------------


def seeds() -> Iterator[bytes]:
    """What the corpus has, and every piece beside a word, in every mode."""
    yield from corpus()
    for how in range(0, 36, 2):
        for number in range(0, len(PIECES), 3):
            yield bytes((how, 0, number, number + 1 if number + 1 < len(PIECES) else 0, number + 2 if number + 2 < len(PIECES) else 0, 3))


def corpus() -> list[bytes]:
    return [base64.b64decode(line) for line in CORPUS.read_text(encoding="ascii").split()] if CORPUS.exists() else []


def fuzz(minutes: float, seed: int) -> None:
    """libFuzzer's loop over `check`. A failure is written down, one a kind, and the loop goes on."""
    import atheris

    with atheris.instrument_imports(include=["onrecord.ingest.repair", "onrecord.reader"]):
        import onrecord.ingest.repair
        import onrecord.reader.quotemarks
        import onrecord.reader.tokens  # noqa: F401

    learned, failures = WORK / "corpus", WORK / "failures"
    failures.mkdir(parents=True, exist_ok=True)
    if not learned.exists():
        learned.mkdir()
        for data in seeds():
            (learned / hashlib.sha1(data).hexdigest()).write_bytes(data)

    def one(data: bytes) -> None:
        try:
            check(data)
        except Exception as error:
            frames = [f for f in traceback.extract_tb(error.__traceback__) if "onrecord" in f.filename or "fuzz" in f.filename]
            kind = hashlib.sha1(f"{type(error).__name__} {frames[-1].name} {frames[-1].lineno} {len(frames)}".encode()).hexdigest()[:10]
            target = failures / kind
            if not target.exists() or len(target.read_bytes()) > len(data):
                target.write_bytes(data)
                target.with_suffix(".txt").write_text(f"{error!r}\n{text_of(data)!r}\n{traceback.format_exc()}", encoding="utf-8", errors="replace")

    atheris.Setup([sys.argv[0], str(learned), f"-max_total_time={round(minutes * 60)}", f"-max_len={LONGEST}", f"-seed={seed}", "-timeout=20",
                   "-rss_limit_mb=2048", f"-artifact_prefix={failures}/", "-print_final_stats=1", "-verbosity=1"], one)  # fmt: skip
    atheris.Fuzz()


def keep() -> None:
    """The inputs that reached new places when they were found, the smallest first, as far as they fit."""
    found = sorted((path.read_bytes() for path in (WORK / "corpus").iterdir()), key=lambda data: (len(data), data))
    lines, size = [], 0
    for data in found:
        line = base64.b64encode(data).decode()
        if size + len(line) + 1 <= KEPT:
            lines.append(line)
            size += len(line) + 1
    CORPUS.parent.mkdir(parents=True, exist_ok=True)
    CORPUS.write_text("".join(line + "\n" for line in lines), encoding="ascii", newline="\n")
    print(f"{len(lines):,} of {len(found):,} inputs kept, {size:,} bytes")


def replay(folder: Path) -> int:
    failed = 0
    for path in sorted(p for p in folder.iterdir() if not p.suffix):
        started = time.perf_counter()
        try:
            check(path.read_bytes())
        except Exception as error:
            failed += 1
            print(f"{path.name}: {error!r} on {text_of(path.read_bytes())!r}")
        else:
            print(f"{path.name}: holds, {time.perf_counter() - started:.2f} s")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    if options.replay:
        return min(1, replay(options.replay))
    if options.keep:
        keep()
    else:
        fuzz(options.minutes, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What hostile and damaged inputs are made of: `mutated(seed, number) -> (file name, bytes)`, from the packaged examples.

One function per kind of damage, each (random, name, data) -> (name, data). The same seed and number give the same bytes.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import PurePosixPath

Made = tuple[str, bytes]
Mutation = Callable[[random.Random, str, bytes], Made]
SUFFIXES = ".txt .md .html .pdf .docx .eml .xml .zip .jsonl .json .csv .tsv .gz .rtf .mbox .ris .warc .unknown".split()
UNITS = (
    "“ ” “a” \" ' ‘ ’ “‘ “a ‘b 'a `` » « ( [ - — ~~ * _ @ a@ a. a.. . , 1 1, 12 $5 $1, 5% 5%_of_ 1/ 1: 5th_ 12,_ 1999_ IV_ U.S._ Dr._ Mr._A._ Putin_ Putin,_ Putin_and_ Xyz_ said_"
    " said_that_ he_said_ according_to_ the_ a a_ a' a? n't_ and_ of_ to_ if_we_ if_you_attack,_we_will_strike_ he_said:_ killed_ Russia_attacked_Ukraine,_ president_of_the_"
    " a_poll_of_1,000_found_5_percent_ between_5_and_ half_of_ two_weeks_ago_ on_5_May_2024_ last_Monday_ by_the_end_of_ “We_will_strike,”_Putin_said,_ so-called_“x”_ \u202e \u202ea \u2067"
    " \u200b \u0301 e\u0301 \ufffd \ufeff \u00ad \u00a0 Ã© â€œ 📰 中 ﷽ \x00 \x07 \x1b[2J \n \r \r\n \f \t a\n a\n\n -_a\n 1.\n Page_3\n “We_go.\n\n <p> </div> &amp; [a](b)_ |a|b|\n #_"
).split(" ")  # fmt: skip


@lru_cache(maxsize=1)
def examples() -> tuple[Made, ...]:
    folder = files("onrecord.examples")
    return tuple((f.name, f.read_bytes()) for f in sorted(folder.iterdir(), key=lambda f: f.name) if f.is_file() and not f.name.endswith((".py", ".csv", "README.md")))


def mutated(seed: int, number: int) -> Made:
    chance = random.Random(f"{seed}/{number}")
    name, data = chance.choice(examples())
    heavy = number % 400 == 399
    make = chance.choice(HEAVY if heavy else MUTATIONS)
    name, data = make(chance, name, data)
    if not heavy and chance.random() < 0.25:
        name, data = chance.choice(SIMPLE)(chance, name, data)
    return f"{number:05}-{make.__name__}{PurePosixPath(name).suffix or '.txt'}", data


# -- any bytes -------------------------------------------------------------------------------------------------------


def truncated(chance: random.Random, name: str, data: bytes) -> Made:
    return name, data[: chance.randint(0, len(data))]


def wrong_type(chance: random.Random, name: str, data: bytes) -> Made:
    return "x" + chance.choice(SUFFIXES), data


def flipped(chance: random.Random, name: str, data: bytes) -> Made:
    out = bytearray(data)
    for _ in range(chance.choice((1, 10, 200))):
        if out:
            out[chance.randrange(len(out))] = chance.randrange(256)
    return name, bytes(out)


def spliced(chance: random.Random, name: str, data: bytes) -> Made:
    pieces = [data[i : i + chance.randint(1, 2000)] for i in (chance.randint(0, len(data)) for _ in range(chance.randint(1, 40)))]
    return name, b"".join(pieces)


def crossed(chance: random.Random, name: str, data: bytes) -> Made:
    other = chance.choice(examples())[1]
    return name, data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def nuls(chance: random.Random, name: str, data: bytes) -> Made:
    at = chance.randint(0, len(data))
    return name, data[:at] + b"\0" * chance.choice((1, 100, 5000)) + data[at:]


def noise(chance: random.Random, name: str, data: bytes) -> Made:
    return name, chance.randbytes(chance.choice((1, 50, 5000)))


def empty(chance: random.Random, name: str, data: bytes) -> Made:
    return name, chance.choice((b"", b" ", b"\n\n", b"\xef\xbb\xbf", b"\0\0\0"))


# -- text ------------------------------------------------------------------------------------------------------------


def prose(chance: random.Random) -> str:
    return chance.choice([d for n, d in examples() if n.endswith((".txt", ".md"))]).decode()


def broken_encoding(chance: random.Random, name: str, data: bytes) -> Made:
    text = prose(chance)
    how = chance.choice(("utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7", "shift_jis", "koi8-r", "twice", "mixed"))
    if how == "twice":
        return "x.txt", text.encode().decode("latin-1").encode()
    if how == "mixed":
        return "x.txt", b"\n".join(line.encode(chance.choice(("utf-8", "cp1252", "utf-16-le")), "replace") for line in text.split("\n"))
    return chance.choice(("x.txt", "x.html", "x.csv")), text.encode(how, "replace")


def flood(chance: random.Random, name: str, data: bytes) -> Made:
    """One piece over and over, in the middle of prose."""
    text, unit = prose(chance), chance.choice(UNITS).replace("_", " ")
    at = chance.randint(0, len(text))
    body = (unit * (chance.choice((100, 1000, 30_000)) // len(unit.encode()) + 1)) if unit else ""
    return chance.choice(("x.txt", "x.md", "x.html", "x.eml")), (text[:at] + body + text[at:]).encode("utf-8", "replace")


def floods(chance: random.Random, name: str, data: bytes) -> Made:
    pieces = chance.choices(UNITS, k=chance.choice((30, 300, 5000)))
    return chance.choice(("x.txt", "x.md", "x.html")), "".join(pieces).replace("_", " ").encode("utf-8", "replace")


def one_line(chance: random.Random, name: str, data: bytes) -> Made:
    return "x.txt", (prose(chance).replace("\n", " ").replace(".", "") * chance.choice((1, 5, 20))).encode()


def inert(chance: random.Random, name: str, data: bytes) -> Made:
    """Script, formulas, terminal codes and addresses where a title, a name or a quotation stands."""
    evil = chance.choice(('<script>alert(1)</script>', '=HYPERLINK("http://evil.example","x")', "\x1b]0;x\x07\x1b[2J", "file:///etc/passwd", "http://127.0.0.1:22/", "../../../etc/passwd", "\u202egpj.exe", "@SUM(1+1)*cmd|' /C calc'!A0"))  # fmt: skip
    text = f"{evil}\n\nBy {evil}\n\nMinister Ana Kovač said that “{evil} will pay,” {evil}. {prose(chance)}"
    return chance.choice(("x.txt", "x.md", "x.html", "x.eml")), text.encode()


# -- markup ----------------------------------------------------------------------------------------------------------


def hostile_html(chance: random.Random, name: str, data: bytes) -> Made:
    depth, text = chance.choice((10, 1000, 20_000)), prose(chance)
    paragraphs = "".join(f"<p>{p}</p>" for p in text.split("\n\n"))
    body = chance.choice((
        "<div>" * depth + paragraphs, "<b><i>" * depth + paragraphs, paragraphs + "<table><tr><td>" * depth, "<ul><li>" * depth + paragraphs,
        f"<script>{'(' * depth}</script>{paragraphs}<iframe src=file:///etc/passwd>", f"<!--{'-' * depth}{paragraphs}", f"<p {'a=b ' * depth}>{paragraphs}",
        f"<svg onload=alert(1)>{paragraphs}<style>{'{' * depth}", f"{paragraphs}<![CDATA[{'<' * depth}", "&" * depth + "&#x110000;&#0;&lt;" + paragraphs,
        f"<time datetime='{'9' * depth}'>{paragraphs}", f'<script type="application/ld+json">{"[" * depth}</script>{paragraphs}',
    ))  # fmt: skip
    head = chance.choice(("", "<title><script>alert(1)</script>", "<meta charset=utf-7>", f"<base href=javascript:{'a' * depth}>", "<meta http-equiv=refresh content='0;url=file:///'>"))
    return "x.html", f"<html><head>{head}</head><body>{body}".encode()


def entity_bomb(chance: random.Random, name: str, data: bytes) -> Made:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    attack = chance.choice((
        f'<!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]>', '<!DOCTYPE rss [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;<!ENTITY l11 "a">]>', f'<!DOCTYPE rss [<!ENTITY l11 "{"a" * 100_000}">]>',
    ))  # fmt: skip
    items = "<item><title>&l11;</title><link>file:///etc/passwd</link><description>&l11; the minister said.</description></item>" * chance.choice((1, 50))
    xml = f'<?xml version="1.0"?>{attack}<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
    if chance.random() < 0.3:
        return "x.docx", docx_with(xml.encode())
    return chance.choice(("x.xml", "x.html", "x.rss")), xml.encode()


def docx_with(document: bytes) -> bytes:
    original = next(d for n, d in examples() if n.endswith(".docx"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, document if info.filename == "word/document.xml" else source.read(info))
    return out.getvalue()


def hostile_docx(chance: random.Random, name: str, data: bytes) -> Made:
    with zipfile.ZipFile(io.BytesIO(next(d for n, d in examples() if n.endswith(".docx")))) as source:
        xml = source.read("word/document.xml")
    at = chance.randint(0, len(xml))
    deep = b"<w:p><w:r><w:t>a</w:t></w:r>" * chance.choice((10, 2000))
    return "x.docx", docx_with(chance.choice((xml[:at], xml[:at] + deep + xml[at:], flipped(chance, "", xml)[1], xml * 3, b"<w:tbl><w:tr><w:tc>" * 5000)))


def hostile_pdf(chance: random.Random, name: str, data: bytes) -> Made:
    """Page trees and streams that lead to themselves, counts that lie."""
    kids = chance.choice(("2 0 R", "3 0 R 2 0 R", "3 0 R " * 2000, "1 0 R", "9 0 R"))
    page = chance.choice(("/Parent 2 0 R", "/Parent 3 0 R", "/Parent 2 0 R /Contents 3 0 R", "/Parent 2 0 R /Contents 4 0 R /Resources 3 0 R"))
    stream = chance.choice(("BT (x) Tj ET", "q " * 50_000, "/X Do", "BT /F 99999999 Tf (a) Tj ET"))
    length = chance.choice((str(len(stream)), "99999999", "4 0 R", "-1"))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {chance.choice((1, 0, -1, 2**31))}>>",
        f"<</Type/Page {page} /MediaBox[0 0 {chance.choice(('612 792', '1e9 1e9', '0 0'))}]>>", f"<</Length {length}>>stream\n{stream}\nendstream",
    ]  # fmt: skip
    out = "%PDF-1.4\n" + "".join(f"{i} 0 obj{body}endobj\n" for i, body in enumerate(objects, 1)) + f"trailer<</Root {chance.choice((1, 2, 7))} 0 R/Prev 9>>startxref\n{chance.choice((9, 0, 99999))}\n%%EOF"
    if chance.random() < 0.4:
        return flipped(chance, "x.pdf", next(d for n, d in examples() if n.endswith(".pdf")))
    return "x.pdf", out.encode("latin-1")


# -- containers ------------------------------------------------------------------------------------------------------


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def nested_zip(chance: random.Random, name: str, data: bytes) -> Made:
    for depth in range(chance.choice((1, 2, 3, 5, 30))):
        data, name = (gzip.compress(data), f"{depth}.gz") if chance.random() < 0.2 else (zipped([(name, data), ("b.txt", b"It rained.")]), f"{depth}.zip")
    return name, data


def evil_names(chance: random.Random, name: str, data: bytes) -> Made:
    names = ["../../etc/passwd.txt", "/etc/cron.d/x.txt", "..\\..\\x.txt", "C:\\x.txt", "a\0b.txt", "\x1b[2J.txt", "a" * 5000 + ".txt", "", "...", "=cmd.txt", "<script>.html", "\u202etxt.exe"]
    return "x.zip", zipped([(n, data) for n in chance.sample(names, chance.randint(1, 5))])


def small_bomb(chance: random.Random, name: str, data: bytes) -> Made:
    size = chance.choice((100_000, 3_000_000))
    return chance.choice((("x.zip", zipped([("a.txt", b"a " * size)])), ("x.txt.gz", gzip.compress(b"0" * size)), ("x.docx", docx_with(b"<w:document>" + b" " * size))))


def mail_nesting(chance: random.Random, name: str, data: bytes) -> Made:
    depth = chance.choice((3, 50, 500))
    body = f"From: a@b.org\nTo: c@d.org\nSubject: {chance.choice(('=?utf-8?b?' + 'A' * 5000, '<script>x</script>', 'x' * 5000))}\nMIME-Version: 1.0\n"
    mail = body + "\n" + prose(chance)
    for i in range(depth):
        kind = "message/rfc822" if chance.random() < 0.5 else "text/plain"
        mail = f'{body}Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\nContent-Type: {kind}\n\n{mail}\n--b{i}--\n'
    if chance.random() < 0.3:
        mail = f'{body}Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Disposition: attachment; filename="../../{name}"\nContent-Transfer-Encoding: base64\n\n{base64.encodebytes(data).decode()}\n--b--\n'
    return "x.eml", mail.encode("utf-8", "replace")


def huge_table(chance: random.Random, name: str, data: bytes) -> Made:
    wide = chance.choice((10, 2_000, 20_000))
    match chance.randrange(5):
        case 0:
            return "x.csv", ("title,text\n" + "a,b\n" * min(wide, 2_000)).encode()
        case 1:
            return "x.csv", (",".join(["text"] * wide) + "\n" + "x," * wide + "\n").encode()
        case 2:
            return "x.csv", ('title,text\n"' + prose(chance) * chance.choice((1, 20))).encode()
        case 3:
            return "x.html", ("<table>" + "<tr>" + "<td>5 percent said" * wide).encode()
        case _:
            return "x.tsv", ("text\t\0title\n" + prose(chance).replace("\n", "\t") + "\n").encode()


def deep_json(chance: random.Random, name: str, data: bytes) -> Made:
    depth = chance.choice((100, 5000, 200_000))
    line = chance.choice(("[" * depth, '{"text":' * depth, json.dumps({"text": prose(chance), "title": ["x"] * depth}), '{"text": "' + "\\ud800" * depth + '"}', f'{{"text": {"9" * depth}}}', json.dumps({"text": {"a": prose(chance)}})))  # fmt: skip
    return chance.choice(("x.json", "x.jsonl")), (line + "\n" + json.dumps({"text": prose(chance)}) + "\n").encode()


def deep_list(chance: random.Random, name: str, data: bytes) -> Made:
    depth = chance.choice((10, 500, 5000))
    return "x.md", "".join(chance.choice(("> " * (i % 500), "  " * (i % 500) + "- ", "#" * (i % 9) + " ", f"{i}. ", "```\n", "[x]: <")) + "the minister said\n" for i in range(depth)).encode()


# -- heavy -----------------------------------------------------------------------------------------------------------


def fifty_megabytes(chance: random.Random, name: str, data: bytes) -> Made:
    unit = chance.choice((prose(chance).replace("\n", " "), "a", "“", "said “a ", "0", "1,000 people "))
    return "x.txt", (unit * (50_000_000 // len(unit.encode()) + 1)).encode()[:50_000_000]


def one_megabyte(chance: random.Random, name: str, data: bytes) -> Made:
    unit = chance.choice(UNITS).replace("_", " ") or " "
    return chance.choice(("x.txt", "x.html", "x.eml")), ("The minister said. " + unit * (1_000_000 // len(unit.encode()))).encode("utf-8", "replace")


def zip_bomb(chance: random.Random, name: str, data: bytes) -> Made:
    block = b"\0" * 60_000_000
    return chance.choice((
        ("x.zip", zipped([("a.txt", block)])), ("x.zip", zipped([("a.zip", zipped([("b.txt", block)]))])), ("x.txt.gz", gzip.compress(block * 2)),
        ("x.eml", f'From: a@b\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/zip\nContent-Disposition: attachment; filename="x.zip"\nContent-Transfer-Encoding: base64\n\n{base64.b64encode(zipped([("a.txt", block)])).decode()}'.encode()),
        ("x.docx", docx_with(b"<w:document>" + block)), ("x.zip", zipped([(f"{i}.txt", b"It rained. " * 10) for i in range(3000)])),
    ))  # fmt: skip


SIMPLE: list[Mutation] = [truncated, wrong_type, flipped, spliced, nuls]
MUTATIONS: list[Mutation] = [
    *SIMPLE, crossed, noise, empty, broken_encoding, flood, flood, floods, one_line, inert, hostile_html, hostile_html, entity_bomb, hostile_docx,
    hostile_pdf, hostile_pdf, nested_zip, evil_names, small_bomb, mail_nesting, huge_table, deep_json, deep_list,
]  # fmt: skip
HEAVY: list[Mutation] = [fifty_megabytes, one_megabyte, one_megabyte, one_megabyte, zip_bomb]

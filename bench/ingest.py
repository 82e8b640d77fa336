"""Ingest speed per format: `python -m bench.ingest [--articles 60]`.

The same made-up articles (about 4,000 characters, 12 paragraphs) as each format, read by `documents`: bytes to repaired Document with
quotation marks, language and facts. Prints documents and text characters a second, and the time relative to plain text.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from textwrap import wrap

import docx
from reportlab.pdfgen.canvas import Canvas

from onrecord.ingest import documents, sources

SENTENCES = (
    "The delegations met in {0} and parted without a date for the next round, officials on both sides said on their way out.",
    "“We will see what they bring to the table in {0},” the minister told reporters, “and until then nothing will be carried out.”",
    "Some {1},000 soldiers remain on the eastern bank, according to the mission, and their number is said to be growing by the week.",
    "A spokesman for the foreign ministry called the talks useful but added that {1} points were still open.",
)


def article(number: int) -> tuple[str, list[str]]:
    """(headline, paragraphs) of article `number`, no two alike."""
    towns = ("Arden", "Brack", "Corvo", "Dunmore", "Elst", "Farah")
    body = [
        " ".join(
            s.format(towns[(number + i + j) % 6], number + 3 * i + j)
            for j, s in enumerate(SENTENCES[i % 4 :] + SENTENCES[: i % 4])
        )
        for i in range(9)
    ]
    return f"Talks in {towns[number % 6]} end after {number + 2} days without a deal", body


def txt(number: int) -> bytes:
    title, body = article(number)
    return "\n\n".join((title, "Anna Kowalska\n28 May 2024", *("\n".join(wrap(p, 72)) for p in body))).encode()


def html(number: int) -> bytes:
    title, body = article(number)
    links = "".join(f"<li><a href='/{i}'>Section {i}</a></li>" for i in range(60))
    text = "".join(f"<p>{p}</p>" for p in body)
    meta = '<meta property="article:published_time" content="2024-05-28"><meta property="og:site_name" content="Harbour Courier">'
    return f"<html><head><title>{title}</title>{meta}</head><body><nav><ul>{links}</ul></nav><article><h1>{title}</h1>{text}</article></body></html>".encode()


def pdf(number: int) -> bytes:
    title, body = article(number)
    lines = [("  " if n == 0 else "") + line for p in body for n, line in enumerate(wrap(p, 46))]
    file = io.BytesIO()
    canvas = Canvas(file)
    for page in range(0, len(lines), 100):
        canvas.setFont("Times-Bold", 16)
        canvas.drawString(60, 780, title if page == 0 else "")
        canvas.setFont("Times-Roman", 10)
        for i, line in enumerate(lines[page : page + 100]):
            canvas.drawString(60 + 250 * (i // 50) + (8 if line[0] == " " else 0), 740 - 12 * (i % 50), line.strip())
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def word(number: int) -> bytes:
    title, body = article(number)
    made = docx.Document()
    made.add_heading(title, level=0)
    for paragraph in body:
        made.add_paragraph(paragraph)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def mail(number: int) -> bytes:
    title, body = article(number)
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = (
        "Anna Kowalska <a@example.org>",
        "Tue, 28 May 2024 10:00:00 +0200",
        title,
    )
    message.set_content("\n\n".join(body), cte="quoted-printable")
    return message.as_bytes()


def feed(count: int) -> bytes:
    items = []
    for number in range(count):
        title, body = article(number)
        text = "".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in body)
        items.append(f"<item><guid>{number}</guid><title>{title}</title><description>{text}</description></item>")
    return f'<rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'.encode()


def table(count: int) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(("title", "text", "date"))
    writer.writerows((title, "\n\n".join(body), "2024-05-28") for title, body in map(article, range(count)))
    return file.getvalue().encode()


def json_lines(count: int) -> bytes:
    return "".join(
        json.dumps({"title": t, "text": "\n\n".join(b), "date": "2024-05-28"}) + "\n" for t, b in map(article, range(count))
    ).encode()


def archive(count: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(count):
            made.writestr(f"{number:05}.txt", txt(number))
    return file.getvalue()


SINGLE: dict[str, Callable[[int], bytes]] = {"txt": txt, "md": txt, "html": html, "pdf": pdf, "docx": word, "eml": mail}
WHOLE: dict[str, Callable[[int], bytes]] = {"xml": feed, "csv": table, "jsonl": json_lines, "zip": archive}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60)
    count = parser.parse_args(argv).articles
    plain = 0.0
    with tempfile.TemporaryDirectory() as root:
        for name in (*SINGLE, *WHOLE):
            folder = Path(root) / name
            folder.mkdir()
            if name in SINGLE:
                for number in range(count):
                    (folder / f"{number:05}.{name}").write_bytes(SINGLE[name](number))
            else:
                (folder / f"articles.{name}").write_bytes(WHOLE[name](count))
            for source in list(sources([str(folder)]))[:1]:
                documents(source)  # what is loaded once is not measured
            start = time.process_time()
            read = [d for source in sources([str(folder)]) for d in documents(source)]
            spent = (time.process_time() - start) / len(read)
            plain = plain or spent
            characters = sum(len(d.text) for d in read) / len(read)
            print(
                f"{name:6} {len(read):4} documents, {1 / spent:6.0f} a second, {characters / spent / 1e6:5.2f} million characters a second, {spent / plain:4.1f} x txt"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

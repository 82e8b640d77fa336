"""Mailboxes of newsletters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from html import escape

from bench.make_bundles.articles import SHORT, TRUNCATED, Made, items, truth


def mbox(variant: int, count: int) -> Made:
    there = [replace(i, authors=i.authors[:1], outlet=None) for i in items(variant, count)]
    out = []
    documents = []
    told: tuple[str, ...] = ()
    for n, item in enumerate(there, 1):
        mail = EmailMessage()
        mail["From"] = f"{item.authors[0]} <writer@example.org>" if item.authors else "writer@example.org"
        mail["To"], mail["Subject"] = "desk@example.org", item.title
        if item.day:
            mail["Date"] = f"{item.day:%a, %d %b %Y} 10:00:00 +0200"
        mail["Message-ID"] = f"<{item.accession}@example.org>"
        paragraphs = (*item.paragraphs, "From where the delegates stood, the river could not be seen.")
        item = replace(item, paragraphs=paragraphs)
        body = "\n\n".join(paragraphs) + "\n"
        mail.set_content(body, cte="8bit" if variant % 2 else "quoted-printable")
        last = n == len(there)
        if variant in (1, TRUNCATED) or n % 3 == 0:
            mail.add_alternative("<p>" + "</p><p>".join(escape(p) for p in paragraphs) + "</p>", subtype="html")
            mail.set_boundary(f"={item.accession}=")  # else one drawn by chance
        raw = mail.as_bytes()
        if variant == SHORT and n == 3:
            raw = raw.replace(b"MIME-Version", b"Content-Length: 99999\nMIME-Version", 1)
            told = ("message 3 declares 99,999 bytes of text and holds",)
        raw = raw.replace(b"\nFrom ", b"\n>From ")
        if variant == TRUNCATED and last:
            raw = raw[: -len(raw) // 6]
            told = (f"message {n} breaks off",)
        begin = f"From writer@example.org {item.day or date(2024, 6, 1):%a %b %d} 10:00:00 2024\n".encode() if variant != 2 else b"From - Tue May 28 10:00:00 2024\n"
        out.append(begin + raw + (b"" if last and variant == TRUNCATED else b"\n"))
        documents.append(truth(item, f"{variant}.mbox#{n}", f"{item.accession}@example.org"))
    data = b"".join(out)
    if variant == 7:
        data = data.replace(b"\n", b"\r\n")
    return Made({f"{variant}.mbox": data}, tuple(documents), told)

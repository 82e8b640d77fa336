"""Web archives."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date
from html import escape

from bench.make_bundles.articles import OUTLETS, SHORT, TRUNCATED, Made, items, truth


def warc(variant: int, count: int) -> Made:
    there = [replace(i, outlet=i.outlet or OUTLETS[2]) for i in items(variant, count)]
    packed = variant % 2 == 0
    name = f"{variant}.warc.gz" if packed else f"{variant}.warc"
    records = [record("warcinfo", {"Content-Type": "application/warc-fields"}, b"software: onrecord bench\r\n", packed, 0)]
    documents, told = [], []
    for n, item in enumerate(there, 1):
        url = f"https://news.example.org/{variant}/{n}"
        stamp = f"{item.day or date(2024, 6, 1):%Y-%m-%d}T06:30:{n % 60:02}Z"
        meta = f"<meta property='article:published_time' content='{item.day.isoformat()}'>" if item.day else ""
        meta += f"<meta property='og:site_name' content='{escape(item.outlet)}'>" if item.outlet else ""
        meta += "".join(f"<meta name='author' content='{a}'>" for a in item.authors[:1])
        page = f"<html><head><meta charset='utf-8'><title>{escape(item.title)}</title>{meta}</head><body><article><h1>{escape(item.title)}</h1>{''.join(f'<p>{escape(p)}</p>' for p in item.paragraphs)}</article></body></html>".encode()
        coding = ""
        if n % 4 == 1:
            page, coding = gzip.compress(page, mtime=0), "Content-Encoding: gzip\r\n"
        elif n % 4 == 2:
            half = len(page) // 2
            page = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (half, page[:half], len(page) - half, page[half:])
            coding = "Transfer-Encoding: chunked\r\n"
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coding}\r\n".encode() + page
        headers = {"WARC-Target-URI": url, "WARC-Date": stamp, "Content-Type": "application/http; msgtype=response"}
        if variant == SHORT and n == 3:
            headers["WARC-Truncated"] = "length"
            told.append(f"{url} cut short when it was archived (length)")
        records.append(record("response", headers, answer, packed, n))
        records.append(record("request", headers | {"Content-Type": "application/http; msgtype=request"}, b"GET / HTTP/1.1\r\n\r\n", packed, 1000 + n))
        documents.append(truth(replace(item, authors=item.authors[:1]), url, identifier(n)) | {"retrieved": stamp})
    for number, (status, media) in enumerate((("404 Not Found", "text/html"), ("301 Moved", "text/html"), ("200 OK", "image/png"), ("200 OK", "application/json")), 2000):
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n<html><p>nothing to read here</p></html>".encode()
        records.insert(2, record("response", {"WARC-Target-URI": f"https://news.example.org/x{number}", "WARC-Date": "2024-06-01T00:00:00Z", "Content-Type": "application/http; msgtype=response"}, answer, packed, number))
    if variant == 3:
        records.append(record("revisit", {"WARC-Target-URI": "https://news.example.org/3/1", "WARC-Date": "2024-06-02T00:00:00Z", "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"}, b"", packed, 3000))
    data = b"".join(records)
    if variant == TRUNCATED:
        data = b"".join(records[:-2]) + records[-2][: len(records[-2]) // 2]
        documents[-1]["whole"] = False
        told.append("declares")
    return Made({name: data}, tuple(documents), tuple(told))


def identifier(n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012}"


def record(kind: str, headers: dict[str, str], block: bytes, packed: bool, n: int) -> bytes:
    head = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{identifier(n)}>", "WARC-Date": "2024-06-01T00:00:00Z", **headers, "Content-Length": str(len(block))}
    raw = b"WARC/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items()).encode() + b"\r\n" + block + b"\r\n\r\n"
    return gzip.compress(raw, mtime=0) if packed else raw

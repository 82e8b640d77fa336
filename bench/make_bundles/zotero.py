"""Zotero: RIS and CSL JSON with attachments."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from bench.make_bundles.articles import SHORT, TRUNCATED, Item, Made, items, truth


def zotero(variant: int, count: int, kind: str) -> Made:
    there = items(variant, count)
    made: dict[str, bytes] = {}
    entries: list[Any] = []
    documents, told = [], []
    for n, item in enumerate(there, 1):
        key = f"KEY{variant}{n:04}"
        path = f"files/{key}/{'page.html' if n % 2 else 'page.txt'}"
        if n % 2:
            made[path] = f"<html><head><title>{escape(item.title)}</title></head><body><article><h1>{escape(item.title)}</h1>{''.join(f'<p>{escape(p)}</p>' for p in item.paragraphs)}</article></body></html>".encode()
        else:
            made[path] = item.text.encode()
        named = path
        if variant == SHORT and n == 3:
            del made[path]
            told.append(f"attachment {path} is missing")
        elif variant == 5 and n == 2:
            named = "../../../etc/passwd"
            del made[path]
            told.append("attachment ../../../etc/passwd lies outside the export's folder and was not followed")
        elif variant == 6 and n == 4:
            entries.append({"n": n, "item": item, "key": key, "path": None})  # a reference without an attachment
            del made[path]
            continue
        elif variant == TRUNCATED and n == len(there):
            del made[path]
            told.append("breaks off")
        else:
            documents.append(truth(item, path, key))
        entries.append({"n": n, "item": item, "key": key, "path": named})
    made[f"{variant}.{'ris' if kind == 'ris' else 'json'}"] = ris(entries, variant) if kind == "ris" else csl(entries, variant)
    return Made(made, tuple(documents), tuple(told))


def ris(entries: list[Any], variant: int) -> bytes:
    out = []
    for e in entries:
        item: Item = e["item"]
        out += ["TY  - NEWS", f"TI  - {item.title}"]
        out += [f"AU  - {name.split()[-1]}, {' '.join(name.split()[:-1])}" for name in item.authors]
        out += [f"T2  - {item.outlet}"] if item.outlet else []
        out += [f"DA  - {item.day:%Y/%m/%d}{'/' if variant % 2 else ''}", f"PY  - {item.day.year}"] if item.day else []
        out += [f"LA  - {item.language}" if variant % 2 else f"LA  - {item.language}-GB" if item.language == "en" else f"LA  - {item.language}"]
        out += [f"ID  - {e['key']}", "UR  - https://example.org/a", "KW  - talks"]
        out += [f"L1  - {e['path']}"] if e["path"] else []
        out += ["ER  - ", "", ""]
    text = "\n".join(out)
    if variant == TRUNCATED:
        text = text[: text.rindex("L1  - ")]
    return (text.replace("\n", "\r\n") if variant == 7 else text).encode("utf-8-sig" if variant % 3 == 0 else "utf-8")


def csl(entries: list[Any], variant: int) -> bytes:
    out = []
    for e in entries:
        item: Item = e["item"]
        entry: dict[str, Any] = {"id": f"http://zotero.org/users/1/items/{e['key']}", "type": "article-newspaper", "title": item.title}
        if item.outlet:
            entry["container-title"] = item.outlet
        if item.authors:
            entry["author"] = [{"family": n.split()[-1], "given": " ".join(n.split()[:-1])} for n in item.authors]
        if item.day:
            entry["issued"] = {"date-parts": [[item.day.year, item.day.month, item.day.day]]}
        entry["language"], entry["accessed"] = item.language, {"date-parts": [["2024", 6, 1]]}
        if e["path"] and (variant % 3 or e["path"].startswith("..") or variant == SHORT):
            entry["attachments"] = [{"title": "page", "path": e["path"]}]
        out.append(entry)
    text = json.dumps(out, ensure_ascii=False, indent=1 if variant % 2 else None)
    return (text[: text.rindex('"issued"')] if variant == TRUNCATED else text).encode()

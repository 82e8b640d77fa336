"""A record as one flat row: nested records become dotted columns (`voice.mode`, `value.low`), lists stay lists."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from onrecord.records import JSON_NAMES, KINDS, to_json


@cache
def columns(kind: str) -> list[str]:
    """The columns of a kind in the order of JSONL: `id`, `kind`, `doc` first."""
    first = ["id", "kind"] if kind == "document" else ["id", "kind", "doc"]
    return first + [name for name in _columns(KINDS[kind], "") if name not in (*first, "doc")]


def row(record: Any) -> dict[str, Any]:
    """Column -> JSON value; the columns of a nested record that is null are null."""
    out: dict[str, Any] = {}
    _fill(out, type(record), to_json(record), "")
    return {name: out[name] for name in columns(record.kind)}


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """The JSON object of a row: `nested(row(x)) == to_json(x)`."""
    kind = flat["kind"]
    out = _nested(KINDS[kind], flat, "")
    first: dict[str, Any] = {"id": flat["id"], "kind": kind, "doc": flat["id"] if kind == "document" else flat["doc"]}
    return first | {name: value for name, value in out.items() if name not in first}


def _parts(cls: type[Any]) -> list[tuple[str, type[Any] | None, bool]]:
    """(JSON name, class of a nested record or None, whether it may be null)"""
    if cls not in _PARTS:
        _PARTS[cls] = _parted(cls)
    return _PARTS[cls]


_PARTS: dict[type[Any], list[tuple[str, type[Any] | None, bool]]] = {}


def _parted(cls: type[Any]) -> list[tuple[str, type[Any] | None, bool]]:
    hints = get_type_hints(cls)
    out: list[tuple[str, type[Any] | None, bool]] = []
    for field in fields(cls):
        hint = hints[field.name]
        among = [part for part in (get_args(hint) or (hint,)) if isinstance(part, type) and is_dataclass(part)]
        is_list = get_origin(hint) is tuple
        out.append((JSON_NAMES.get(field.name, field.name), among[0] if among and not is_list else None, type(None) in get_args(hint)))
    return out


def _columns(cls: type[Any], before: str) -> list[str]:
    out: list[str] = []
    for name, inner, _ in _parts(cls):
        out += _columns(inner, f"{before}{name}.") if inner else [before + name]
    return out


def _fill(out: dict[str, Any], cls: type[Any], record: dict[str, Any] | None, before: str) -> None:
    for name, inner, _ in _parts(cls):
        value = None if record is None else record.get(name)
        if inner:
            _fill(out, inner, value, f"{before}{name}.")
        else:
            out[before + name] = value


def _nested(cls: type[Any], flat: dict[str, Any], before: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, inner, optional in _parts(cls):
        if inner is None:
            out[name] = flat.get(before + name)
            continue
        path = f"{before}{name}."
        absent = all(flat.get(column) is None for column in _columns(inner, path))
        out[name] = None if optional and absent else _nested(inner, flat, path)
    return out


@cache
def is_text(kind: str, column: str) -> bool:
    """Whether a column holds text, and not numbers, truth values or lists."""
    cls: type[Any] = KINDS[kind]
    *outer, last = column.split(".")
    for name in outer:
        cls = next(inner for known, inner, _ in _parts(cls) if known == name and inner)
    python_name = next((python for python, json_name in JSON_NAMES.items() if json_name == last), last)
    hint = get_type_hints(cls).get(python_name, str)
    options = [part for part in (get_args(hint) if _union(hint) else (hint,)) if part is not type(None)]
    return all(option is str or get_origin(option) is Literal for option in options)


def _union(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)

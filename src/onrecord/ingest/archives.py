"""Members of archives, read in memory and never written to disk. A member's name is only ever a name: no path is followed.

    bundle.zip -> ("a.txt", "inner/b.html"); letter.eml -> its attachments

Limits stop archives that unpack to far more than they weigh: by depth, number, declared size and compression.
"""

from __future__ import annotations

import functools
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from onrecord.ingest import identify
from onrecord.ingest.extracted import Refused

LARGEST = 64 << 20  # bytes of one document; longer ones are reported, not cut
TOTAL = 4 << 30  # bytes all members of one archive say they unpack to
MEMBERS = 100_000
DEPTH = 3  # archives within archives
RATIO, RATIO_FROM = 200, 1 << 20  # text shrinks to a tenth, hardly ever to a two-hundredth; small members may


def member_name(raw: str) -> str:
    """How a member is called in `Document.source`: "..\\\\..\\\\etc/passwd" -> "etc/passwd"."""
    parts = re.split(r"[/\\]+", re.sub(r"^[A-Za-z]:", "", raw))
    return "/".join(p for p in parts if p not in ("", ".", "..")) or "member"


def zip_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of an archive in the order of their names; raises Refused where the whole is a bomb."""
    files = sorted((i for i in archive.infolist() if not i.filename.endswith("/")), key=lambda i: (member_name(i.filename), i.header_offset))
    if len(files) > MEMBERS:
        raise Refused(f"more than {MEMBERS:,} files in it")
    if sum(i.file_size for i in files) > TOTAL:
        raise Refused(f"it would unpack to more than {TOTAL >> 30} GiB (a zip bomb?)")
    return files


def zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        raise Refused("encrypted; unpack it with its password")
    if info.file_size > LARGEST:
        raise Refused(f"larger than {LARGEST >> 20} MiB")
    if info.file_size > RATIO_FROM and info.file_size > RATIO * max(1, info.compress_size):
        raise Refused(f"compressed more than {RATIO}-fold (a zip bomb?)")
    try:
        with archive.open(info) as member:
            return member.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Refused(f"damaged in the archive: {' '.join(str(error).split())}") from error


def opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise Refused(f"damaged archive: {error}") from error


def gunzipped(data: bytes) -> bytes:
    """gzip bytes (several members allowed) -> what they hold, at most LARGEST bytes."""
    out = bytearray()
    while data:
        unpacker = zlib.decompressobj(31)
        try:
            out += unpacker.decompress(data, LARGEST + 1 - len(out))
        except zlib.error as error:
            raise Refused(f"damaged gzip: {error}") from error
        if len(out) > LARGEST:
            raise Refused(f"it unpacks to more than {LARGEST >> 20} MiB")
        if not unpacker.eof:
            raise Refused("damaged gzip: it breaks off")
        data = unpacker.unused_data.lstrip(b"\0")
    return bytes(out)


@functools.lru_cache(maxsize=4)
def _archive(path: str, changed: int, inner: tuple[str, ...]) -> zipfile.ZipFile:
    """An archive on disk, or within one, kept open: a worker reads many members of the same."""
    if not inner:
        try:
            return zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, EOFError) as error:
            raise Refused(f"damaged archive: {error}") from error
    return opened(member(path, inner))


def archive_at(path: str, inner: tuple[str, ...] = ()) -> zipfile.ZipFile:
    return _archive(path, os.stat(path).st_mtime_ns, inner)


def member(path: str, members: tuple[str, ...]) -> bytes:
    """The bytes of a member by the archives' own names for it: ("inner.zip", "a.txt") of bundle.zip."""
    *outer, last = members
    if not outer and identify.magic(head(path)) == identify.GZIP:
        with open(path, "rb") as file:
            return gunzipped(limited(file))
    archive = archive_at(path, tuple(outer))
    try:
        return zip_member(archive, archive.getinfo(last))
    except KeyError as error:
        raise Refused("no longer in the archive") from error


def head(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(identify.HEAD)


def limited(file: IO[bytes]) -> bytes:
    """All of a file, if it is no longer than LARGEST."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(f"larger than {LARGEST >> 20} MiB")
    return data


def contained(data: bytes) -> Iterator[tuple[str, bytes | Refused]]:
    """(name, bytes or why not) of each member of an archive in memory."""
    archive = opened(data)
    for info in zip_members(archive):
        try:
            yield info.filename, zip_member(archive, info)
        except Refused as refused:
            yield info.filename, refused

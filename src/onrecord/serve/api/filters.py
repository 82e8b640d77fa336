"""The filters of the command line as parameters of an address."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Depends, Query

Words = Annotated[list[Annotated[str, Query(max_length=300)]], Query(max_length=50)]
Date = Annotated[str | None, Query(max_length=60, description="EDTF: 2024, 2024-05, 2024-05-28, 2024-05-01/2024-06-30.")]


def filters(
    who: Annotated[Words, Query(description="Who says, does or is bound: a name, an alias or an id. May be repeated.")] = [],  # noqa: B006
    to: Annotated[Words, Query(description="To whom: addressee, recipient, beneficiary.")] = [],  # noqa: B006
    about: Annotated[Words, Query(description="Whom it is about.")] = [],  # noqa: B006
    holder: Annotated[Words, Query(description="Who vouches for it.")] = [],  # noqa: B006
    actor: Annotated[Words, Query(description="In any part.")] = [],  # noqa: B006
    doc: Annotated[Words, Query(description="Only in this document: id or its beginning, source, file name, glob.")] = [],  # noqa: B006
    when: Annotated[Date, Query(description="When it happened (EDTF).")] = None,
    published: Annotated[Date, Query(description="When it was published (EDTF).")] = None,
    voice: Annotated[list[Literal["outlet", "direct", "mixed", "indirect", "attributed"]], Query(description="Whose voice.")] = [],  # noqa: B006
    factuality: Annotated[list[Literal["actual", "future", "hypothetical", "negated"]], Query(description="Whether it is told as having happened.")] = [],  # noqa: B006
    text: Annotated[str | None, Query(max_length=500, description="Only where the evidence holds these words.")] = None,
    copies: Annotated[bool | None, Query(description="With documents that copy another; without them unless said, or unless `doc` names documents.")] = None,
    superseded: Annotated[bool, Query(description="Earlier versions of changed sources too.")] = False,
) -> dict[str, Any]:
    """What was given, as `Record.items` takes it."""
    given = {"who": who, "to": to, "about": about, "holder": holder, "actor": actor, "doc": doc, "when": when, "published": published,
             "voice": voice, "factuality": factuality, "text": text, "superseded": superseded}  # fmt: skip
    return {name: value for name, value in given.items() if value} | {"copies": bool(doc) if copies is None else copies}


Filters = Annotated[dict[str, Any], Depends(filters)]

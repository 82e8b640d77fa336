"""Electronic mail: the message's text; From, Date and Subject are its facts; quoted replies stay, as part of what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from onrecord.ingest.archives import member_name
from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Extracted, Facts, Layout, headed
from onrecord.ingest.html import fragment
from onrecord.ingest.identify import MAIL
from onrecord.ingest.published import edtf_date
from onrecord.records import Fact

_REPLY = re.compile(r"^(?:\s*(?:re|aw|fwd?|wg|tr)\s*(?:\[\d+\])?\s*:)+\s*", re.I)
_ROOM = re.compile(
    r"\b(?:press|news|media|office|service|ministry|department|team|desk|agency|newsletter|alerts?|no-?reply|info|letter|times|post|herald|courier|journal|wire)\b|^The\s",
    re.I,
)


def message(data: bytes) -> EmailMessage:
    if data.startswith(b"From "):  # an mbox's separator line; in its messages lines that begin so are quoted with ">"
        data = re.sub(rb"^>(>*From )", rb"\1", re.sub(rb"\AFrom [^\n]*\n", b"", data), flags=re.M)
    return message_from_bytes(data, policy=policy.default)


def extract(data: bytes) -> Extracted:
    """A message's bytes -> subject and text; plain text is preferred to HTML."""
    mail = message(data)
    facts = _facts(mail)
    body, layout = _body(mail)
    return Extracted(headed(facts.title, body.strip("\r\n")), MAIL, facts, layout=layout)


def attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each attached file, the names made unique in their order."""
    seen: dict[str, int] = {}
    for number, part in enumerate(message(data).iter_attachments(), start=1):
        name = member_name(part.get_filename() or f"part{number}")
        seen[name] = seen.get(name, 0) + 1
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield name if seen[name] == 1 else f"{seen[name]}-{name}", content


def _body(mail: EmailMessage) -> tuple[str, Layout]:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return "", "plain"
    content = part.get_payload(decode=True)
    text = decoded(content if isinstance(content, bytes) else b"", part.get_content_charset())
    return (fragment(text), "clean") if part.get_content_type() == "text/html" else (text, "plain")


def _facts(mail: EmailMessage) -> Facts:
    """From is a person's or a press office's name; the day is the sender's, in the sender's zone."""
    facts = Facts()
    subject = _REPLY.sub("", _header(mail, "Subject"))
    if subject:
        facts = facts.over(Facts(title=subject, title_evidence=Fact("metadata", f"Subject: {subject}")))
    sender = _header(mail, "From")
    name = parseaddr(sender)[0].strip("\"' ")
    if name and _ROOM.search(name):
        facts = facts.over(Facts(outlet=name, outlet_evidence=Fact("metadata", f"From: {sender}")))
    elif name and "@" not in name:
        facts = facts.over(Facts(authors=(name,), authors_evidence=Fact("metadata", f"From: {sender}")))
    date = _header(mail, "Date")
    if day := edtf_date(re.sub(r"\s*\(.*?\)\s*$", "", date)):
        facts = facts.over(Facts(published=day, published_evidence=Fact("metadata", f"Date: {date}")))
    return facts


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(mail.get(name) or "").split())

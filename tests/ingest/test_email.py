from __future__ import annotations

from email.message import EmailMessage

import pytest

from onrecord.ingest import Source, documents, sources
from onrecord.records import Document


def mail(sender: str = "Anna Kowalska <anna@example.org>") -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "list@example.org"
    message["Date"] = "Tue, 28 May 2024 23:30:00 -0500"
    message["Subject"] = "Re: Fwd: Talks — without a deal"
    message.set_content(
        "Dear all,\n\nthe talks ended without a deal on Monday.\nThey may “go on” in June.\n", cte="quoted-printable"
    )
    return message


def read(data: bytes) -> Document:
    (document,) = documents(Source("letter.eml", data=data))
    return document


def test_headers_are_the_facts() -> None:
    letter = read(mail().as_bytes())
    assert (letter.title, letter.authors, letter.published) == ("Talks — without a deal", ("Anna Kowalska",), "2024-05-28")
    assert letter.text.startswith("Talks — without a deal\n\nDear all,")
    assert "They may “go on” in June." in letter.text
    assert letter.media_type == "message/rfc822"
    assert letter.published_evidence is not None
    assert letter.published_evidence.text == "Date: Tue, 28 May 2024 23:30:00 -0500"


def test_a_press_office_is_an_outlet() -> None:
    letter = read(mail('"Ministry Press Office" <press@example.org>').as_bytes())
    assert (letter.outlet, letter.authors) == ("Ministry Press Office", ())


@pytest.mark.parametrize("name", ["The Harbour Letter", "Harbour Courier", "News desk"])
def test_a_newsletter_is_an_outlet(name: str) -> None:
    assert read(mail(f"{name} <a@example.org>").as_bytes()).outlet == name


def test_html_only() -> None:
    message = mail()
    message.set_content("<style>p{}</style><p>The talks ended.</p><script>x()</script><p>They may go on.</p>", subtype="html")
    assert read(message.as_bytes()).text == "Talks — without a deal\n\nThe talks ended.\n\nThey may go on."


def test_attachments_are_sources_of_their_own(tmp_path) -> None:  # type: ignore[no-untyped-def]
    message = mail()
    message.add_attachment(b"The note says more.", maintype="text", subtype="plain", filename="../../note.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    (tmp_path / "letter.eml").write_bytes(message.as_bytes())
    found = list(sources([str(tmp_path / "letter.eml")]))
    assert [s.name for s in found] == ["letter.eml", "letter.eml/note.txt"]
    assert documents(found[1])[0].text == "The note says more."

"""Every selector of every annotation leads to the span it was made from."""

import io
import json

from onrecord.export import write_web_annotations
from onrecord.store import Record


def test_read_back(record: Record) -> None:
    file = io.StringIO()
    count = write_web_annotations(record, file)
    page = json.loads(file.getvalue())
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert len(page["items"]) == count == 4 * 8
    assert len({made["id"] for made in page["items"]}) == count
    items = {item.id: item for kind in ("actor", None) for item in record.items(kind)}
    for made in page["items"]:
        item = items[made["body"]["id"].rpartition("urn:onrecord:item:")[2]]
        assert made["type"] == "Annotation"
        assert made["body"]["type"] == f"onrecord:{item.kind.capitalize()}"
        if item.kind != "actor":
            assert len(made["target"]) == len(item.evidence)
        for target in made["target"]:
            if "selector" not in target:
                continue
            text = record.document(target["source"].rpartition(":")[2]).text
            position, quote = target["selector"]
            start, end = position["start"], position["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote["prefix"])
            assert text[end:].startswith(quote["suffix"])
            assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
            assert target["onrecord:sourceStart"] == start


def test_fields_are_named_and_nothing_is_null(record: Record) -> None:
    file = io.StringIO()
    write_web_annotations(record, file, doc="00001.txt")
    page = json.loads(file.getvalue())
    figure = next(made["body"] for made in page["items"] if made["body"]["onrecord:kind"] == "figure")
    assert figure["onrecord:value"] == {"onrecord:low": 107, "onrecord:high": 107, "onrecord:best": 107, "onrecord:approximate": False}
    assert "null" not in file.getvalue()


def test_an_empty_record_is_an_empty_page(record: Record) -> None:
    for document in list(record.documents()):
        record.delete(document.id)
    file = io.StringIO()
    assert write_web_annotations(record, file) == 0
    assert json.loads(file.getvalue())["items"] == []

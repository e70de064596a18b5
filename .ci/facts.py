"""Checks an answer of ListFacts: restrictions that name China, each with words that its document really holds.

usage: facts.py SAMPLES < ANSWER.json
"""

import json
import pathlib
import re
import sys


def main():
    samples = {path.stem: path for path in pathlib.Path(sys.argv[1]).glob("*.*")}
    answer = json.load(sys.stdin, object_pairs_hook=camel_case)
    facts = answer.get("facts", [])
    if not facts:
        sys.exit("error: no fact came back")
    if not int(answer.get("position", 0)):
        sys.exit("error: the answer does not say at which position of the log it was read")
    quotes = sum(check(fact, samples) for fact in facts)
    timed = sum("time" in fact for fact in facts)
    if not timed:
        sys.exit("error: no fact has a time")
    if not quotes:
        sys.exit("error: no quote is from a text sample: nothing was compared")
    print(f"{len(facts)} restrictions, {timed} with a time; {quotes} quotes found in the samples")


def camel_case(pairs):
    """Clients differ in how they write the names of fields: document_id, documentId."""
    return {re.sub(r"_([a-z])", lambda found: found[1].upper(), key): value for key, value in pairs}


def check(fact, samples):
    """Returns how many quotes were compared with the text of a sample."""
    name = fact.get("id") or "a fact without id"
    body = fact.get("restriction") or sys.exit(f"error: {name}: is no restriction")
    actors = [actor.get("id") for role in ("imposer", "target") for actor in body.get(role, [])]
    actors += [actor.get("id") for actor in fact.get("via", [])]
    if "CHN" not in actors:
        sys.exit(f"error: {name}: does not name CHN")
    for field in ("id", "documentId", "factuality", "evidence", "confidence", "relationId"):
        if not fact.get(field):
            sys.exit(f"error: {name}: lacks {field}")
    compared = 0
    for evidence in fact["evidence"]:
        quote = evidence.get("quote", "")
        if not quote.strip() or evidence.get("documentId") != fact["documentId"]:
            sys.exit(f"error: {name}: evidence without words or from elsewhere: {evidence}")
        start, end = int(evidence.get("startByte", 0)), int(evidence["endByte"])
        if end - start != len(quote.encode()):
            sys.exit(f"error: {name}: the span is not as long as its quote: {evidence}")
        path = samples.get(fact["documentId"])
        if path and path.suffix in (".txt", ".md"):
            if quote not in path.read_text(encoding="utf-8"):
                sys.exit(f"error: {name}: not in {path}: {quote!r}")
            compared += 1
    return compared


main()

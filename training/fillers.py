"""Which ids a mention puts into a role: people speak and meet for themselves, elsewhere whom they act for does."""

PERSONAL = {("statement", "speaker"), ("meeting", "participant")}


def _is_person(reference):
    return reference["form"] == "Person" or (reference["form"] == "StandIn" and reference["for"])


def _acting(reference):
    if reference["for"]:
        return reference["for"]
    return None if reference["form"] == "Person" else reference["id"]


def filler(kind, role, reference):
    """The id that a reference puts into a role, or None."""
    if (kind, role) == ("office", "holder"):
        return reference["id"] if _is_person(reference) else None
    if (kind, role) == ("office", "of"):
        own = None if _is_person(reference) else reference["id"]
        return reference.get("of") or reference["for"] or own
    if (kind, role) in PERSONAL and _is_person(reference):
        return reference["id"]
    return _acting(reference)


def filler_ids(mention, kind, role, canon):
    """The ids that a mention puts into a role, each once. `canon` makes ids one as the scorer does."""
    sense = mention["sense"]
    if role == "topic":
        return [sense["id"]] if sense["sort"] == "topic" else []
    if sense["sort"] != "actors":
        return []
    found = []
    for reference in sense["refs"]:
        identity = filler(kind, role, reference)
        if identity and canon(identity) not in found:
            found.append(canon(identity))
    return found

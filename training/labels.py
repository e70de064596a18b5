"""What the heads predict, and what they are told of a candidate.

The columns of the role head are pairs of kind and role, then of kind and value, then of kind and `time`. The columns of the
attribute head are groups of classes. `export` writes both lists beside the weights; the product reads them from there.
"""

#: Kinds in the order of the fact model, with the roles that tell one fact from another.
KEY_ROLES = {
    "partnership": ["party"],
    "cooperation": ["party", "topic"],
    "agreement": ["party"],
    "joint_body": ["party"],
    "project": ["party", "topic"],
    "dependence": ["dependent", "supplier", "topic"],
    "production": ["producer", "topic"],
    "restriction": ["imposer", "target", "topic"],
    "derisking": ["actor", "topic"],
    "supply": ["supplier", "recipient", "topic"],
    "investment": ["investor", "recipient"],
    "meeting": ["participant"],
    "statement": ["speaker", "about"],
    "dispute": ["party", "initiator", "target"],
    "membership": ["member", "organisation"],
    "office": ["holder", "of"],
}
KINDS = list(KEY_ROLES)
KIND_INDEX = {kind: index for index, kind in enumerate(KINDS)}

ROLES = {
    "partnership": ["party"],
    "cooperation": ["party", "topic"],
    "agreement": ["party", "topic"],
    "joint_body": ["party", "topic"],
    "project": ["party", "topic"],
    "dependence": ["dependent", "supplier", "topic"],
    "production": ["producer", "topic"],
    "restriction": ["imposer", "target", "topic"],
    "derisking": ["actor", "topic", "away_from", "toward"],
    "supply": ["supplier", "recipient", "topic"],
    "investment": ["investor", "recipient", "topic"],
    "meeting": ["participant", "host"],
    "statement": ["speaker", "about", "topic"],
    "dispute": ["party", "initiator", "target"],
    "membership": ["member", "organisation"],
    "office": ["holder", "of"],
}

#: Values that stand in the text as mentions.
VALUES = {
    "partnership": ["level", "previous_level"],
    "dependence": ["share_pct"],
    "production": ["share_pct", "quantity"],
    "restriction": ["rate_pct"],
    "supply": ["quantity", "share_pct"],
    "investment": ["amount"],
    "project": ["amount", "due"],
    "office": ["since", "until"],
    "agreement": ["name"],
}

#: Which sort of mention gives a value.
VALUE_SORTS = {
    "share_pct": "percent",
    "rate_pct": "percent",
    "amount": "money",
    "quantity": "quantity",
    "level": "level",
    "previous_level": "level",
    "due": "time",
    "since": "time",
    "until": "time",
    "name": "instrument",
    "time": "time",
}

LABELS = (
    [(kind, role) for kind in KINDS for role in ROLES[kind]]
    + [(kind, value) for kind in KINDS for value in VALUES.get(kind, [])]
    + [(kind, "time") for kind in KINDS]
)
LABEL_INDEX = {label: index for index, label in enumerate(LABELS)}
ROLE_COUNT = sum(len(roles) for roles in ROLES.values())

#: Classes of the attributes; `-` is none of them.
CLASSES = {
    ("partnership", "change"): "- establish upgrade downgrade suspend end reaffirm",
    ("cooperation", "change"): "- start deepen continue reduce end",
    ("restriction", "change"): "- impose tighten extend ease suspend lift threaten uphold",
    ("supply", "change"): "- start resume continue increase reduce halt",
    ("dispute", "change"): "- start escalate continue de-escalate resolve",
    ("membership", "change"): "member join apply leave suspend",
    ("agreement", "instrument"): "treaty trade-agreement mou joint-statement framework declaration contract plan other",
    ("agreement", "stage"): (
        "- proposed negotiating concluded signed ratified in-force suspended rejected withdrawn expired"
    ),
    ("joint_body", "body"): "advisory-group dialogue committee working-group council forum institution",
    ("joint_body", "stage"): "planned established met dissolved",
    ("project", "stage"): "planned under-way completed cancelled",
    ("dependence", "measure"): "- imports supply processing consumption",
    ("dependence", "degree"): "- total majority significant some",
    ("production", "stage"): "- mining refining manufacturing exports reserves imports",
    ("restriction", "measure"): (
        "export-control export-ban import-ban tariff sanction embargo quota licensing investment-screening "
        "entity-listing other"
    ),
    ("derisking", "method"): "diversify stockpile reshore recycle invest reduce",
    ("investment", "stage"): "planned committed completed withdrawn",
    ("meeting", "form"): "summit talks visit call ministerial conference",
    ("statement", "stance"): "concern criticism condemnation support call warning praise denial apology",
    ("dispute", "form"): "diplomatic trade territorial military legal",
    **{(kind, "factuality"): "actual planned possible negated" for kind in KINDS},
}


def _groups():
    groups, start = [], 0
    for (kind, attribute), classes in CLASSES.items():
        groups.append((kind, attribute, start, classes.split()))
        start += len(classes.split())
    return groups


#: Kind, attribute, first column, classes.
GROUPS = _groups()
ATTRIBUTE_COUNT = GROUPS[-1][2] + len(GROUPS[-1][3])

# Features of a candidate: its sort, flags, how many sentences back it stands, the roles that the patterns gave it, and
# the kinds that they found in its sentence.
SORTS = [
    "Country", "Demonym", "Seat", "Organisation", "Body", "Company", "Person", "PersonOf", "Unlisted", "StandIn",
    "StandIns", "topic", "level", "instrument", "money", "quantity", "percent", "time", "general",
]  # fmt: skip
FLAGS = ["titled", "former", "many", "ambiguous", "heading", "item"]
DISTANCES = 4
FIRST_FLAG = len(SORTS)
FIRST_DISTANCE = FIRST_FLAG + len(FLAGS)
FIRST_PATTERN = FIRST_DISTANCE + DISTANCES
FIRST_PATTERN_KIND = FIRST_PATTERN + ROLE_COUNT
FEATURE_COUNT = FIRST_PATTERN_KIND + len(KINDS)

"""Fails where slot F1 is below its floor.

usage: floor.py NAME FLOOR < SCORE.json
"""

import json
import sys

name, floor = sys.argv[1], float(sys.argv[2])
report = json.load(sys.stdin)
if report["missing_documents"]:
    sys.exit(f"error: {name}: {report['missing_documents']} documents were not read")
score = report["kinds"]["total"]["slot_f1"]
print(f"{name}: {report['documents']} documents, slot F1 {score:.3f}, floor {floor:.2f}")
if score < floor:
    sys.exit(f"error: {name}: slot F1 {score:.3f} is below {floor:.2f}")

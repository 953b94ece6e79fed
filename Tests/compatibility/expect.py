"""Holds what came against what was expected, and says what differs: python3 expect.py WHAT FILE [RULE…]

A rule is PATH=TEXT (the member is that text or number), PATH>NUMBER, PATH<=NUMBER, PATH:text (a text that is not empty),
PATH:none (null or absent), PATH~TEXT|TEXT (one of these). A path is members and places with points between. FILE is one
JSON document; of a stream of server-sent events, named WHAT "events", the texts are joined into {"text", "events"}; of a job's
events file, named WHAT "told", the partial text since the last restart, without blanks around it, into {"text", "partials"}.
Ends with 1 when a rule does not hold.
"""

import json
import re
import sys


def read(what, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if what == "told":
        return told([json.loads(line) for line in text.split("\n") if line])
    if what != "events":
        return json.loads(text)
    lines = [line[6:] for line in text.split("\n") if line.startswith("data: ")]
    if not lines or lines[-1] != "[DONE]":
        raise ValueError("the stream has no [DONE] at its end")
    events = [json.loads(line) for line in lines[:-1]]
    choices = [choice for event in events for choice in event["choices"]]
    return {"text": "".join(choice["delta"].get("content") or "" for choice in choices), "events": len(events)}


def told(events):
    pieces = []
    for event in events:
        if event.get("restart"):
            pieces = []
        if "partial" in event:
            pieces.append(event["partial"])
    return {"text": "".join(pieces).strip(), "partials": len(pieces)}


def member(value, path):
    for part in path.split("."):
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            return None
    return value


def holds(value, sign, wanted):
    if sign == ":":
        return value is None if wanted == "none" else isinstance(value, str) and value.strip() != ""
    if sign == "~":
        return str(value) in wanted.split("|")
    if sign == "=":
        return value is not None and str(value) == wanted
    if not isinstance(value, (int, float)):
        return False
    return value > float(wanted) if sign == ">" else value <= float(wanted)


def main():
    what, path, rules = sys.argv[1], sys.argv[2], sys.argv[3:]
    try:
        document = read(what, path)
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"    {what}: {error}")
    failed = False
    for rule in rules:
        name, sign, wanted = re.match(r"([\w.]+)(<=|[=>:~])(.*)", rule, re.S).groups()
        value = member(document, name)
        if not holds(value, sign, wanted):
            print(f"    {what}: {name} is {json.dumps(value, ensure_ascii=False)}, but expected was {rule}", file=sys.stderr)
            failed = True
    if failed:
        print(f"    all of it: {json.dumps(document, ensure_ascii=False)[:1500]}", file=sys.stderr)
    sys.exit(failed)


main()

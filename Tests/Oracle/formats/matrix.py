"""Reads Matrix rooms: Element's export, and plain events in an array or one a line. Standard library only.

Written from the Matrix specification, not from the program's own parser.
`python3 matrix.py ZONE PATH…` prints the events of every file below the paths, one JSON object a line.
"""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402

KINDS = {
    "m.text": "text", "m.emote": "text", "m.notice": "notice", "m.image": "picture", "m.audio": "voice",
    "m.video": "video", "m.file": "file", "m.location": "card"}


class Room:
    def __init__(self):
        self.names, self.members, self.inviters = {}, {}, {}

    def named(self, person):
        return self.names.get(person) or person[1:].split(":")[0]

    def event(self, record, kind, sender, text="", target="", reply="", mentions=()):
        moment = record["origin_server_ts"]
        return Event(
            kind, moment // 1000, self.named(sender), target=self.named(target) if target else "", text=text or "",
            instant_ms=moment, sender_id=sender, target_id=target, id=record.get("event_id", ""), reply_to=reply,
            mentions=list(mentions))

    def take(self, record):
        kind, sender, content = record["type"], record["sender"], record["content"]
        relation = content.get("m.relates_to", {})
        if kind == "m.room.member":
            return self.membership(record)
        if kind == "m.room.message":
            return self.message(record, relation)
        if kind in ("m.room.encrypted", "m.sticker"):
            return self.event(record, "sticker" if kind == "m.sticker" else "text", sender, reply=answered(relation))
        if kind == "m.reaction":
            return self.event(record, "reaction", sender, relation["key"], reply=relation["event_id"])
        if kind == "m.room.redaction":
            return self.event(record, "recall", sender, reply=record.get("redacts") or content.get("redacts", ""))
        if kind in ("m.room.name", "m.room.topic"):
            return self.event(record, "topic", sender, content[kind.split(".")[-1]])
        if kind == "m.room.pinned_events":
            before = record.get("unsigned", {}).get("prev_content", {}).get("pinned", [])
            new = [one for one in content["pinned"] if one not in before]
            return self.event(record, "pin", sender, reply=new[-1]) if new else None
        return None

    def message(self, record, relation):
        content, sender = record["content"], record["sender"]
        if relation.get("rel_type") == "m.replace":
            return self.event(record, "edit", sender, content["m.new_content"]["body"], reply=relation["event_id"])
        kind = KINDS.get(content.get("msgtype"), "text")
        body = content.get("body", "")
        if "m.in_reply_to" in relation:
            body = re.sub(r"^(?:>[^\n]*\n)+\n?", "", body) if body.startswith("> ") else body
        if kind in ("picture", "voice", "video"):
            body = body if content.get("filename", body) != body else ""
        if "m.mentions" in content:
            mentioned = content["m.mentions"].get("user_ids", [])
        else:
            formatted = content.get("formatted_body", "").rpartition("</mx-reply>")[2]
            mentioned = re.findall(r"matrix\.to/#/(@[^\"'?<> ]+:[^\"'?<> ]+)", formatted)
        return self.event(record, kind, sender, body, reply=answered(relation), mentions=dict.fromkeys(mentioned))

    def membership(self, record):
        content, sender, person = record["content"], record["sender"], record["state_key"]
        said = record.get("unsigned", {}).get("prev_content", {}).get("membership")
        before = said or self.members.get(person)
        if content.get("displayname"):
            self.names[person] = content["displayname"]
        now = self.members[person] = content["membership"]
        if now == "invite":
            self.inviters[person] = sender
        elif now == "join" and before != "join":
            return self.event(record, "join", person, target=self.inviters.pop(person, ""))
        elif now in ("leave", "ban") and before in ("join", None):
            if sender == person:
                return self.event(record, "leave", person)
            return self.event(record, "removal", sender, target=person)
        return None


def answered(relation):
    direct = relation.get("m.in_reply_to", {}).get("event_id", "")
    if relation.get("rel_type") == "m.thread" and (relation.get("is_falling_back") or not direct):
        return relation["event_id"]
    return direct


def read(paths, zone_name):
    """{room: [event]}"""
    groups = {}
    for root in paths:
        for path in dialects.files_below(root):
            with open(path, encoding="utf-8-sig") as file:
                text = file.read()
            name = None
            try:
                whole = json.loads(text)
            except ValueError:
                whole = [json.loads(line) for line in text.splitlines() if line.strip()]
            if isinstance(whole, dict):
                name, whole = whole["room_name"], whole["messages"]
            rooms, called = {}, {}
            for record in whole:
                key = name or record["room_id"]
                if record["type"] == "m.room.name" and not name:
                    called[key] = record["content"]["name"]
                event = rooms.setdefault(key, (Room(), []))[0].take(record)
                if event:
                    rooms[key][1].append(event)
            for key, (_, events) in rooms.items():
                groups.setdefault(called.get(key, key), []).extend(events)
    return groups


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))

"""Reads Slack's own exports: folders of days, or the archive of them. Standard library only.

Written from Slack's description of its export and of its markup, not from the program's own parsers.
`python3 slack.py ZONE PATH…` prints the events of every export below the paths, one JSON object a line.
"""

import html
import json
import os
import re
import sys
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402


SPOKEN = {None, "thread_broadcast", "me_message", "file_share", "file_comment", "file_mention"}
PROGRAM = {"bot_message", "slackbot_response"}
CHANGES = {"topic": "topic", "purpose": "purpose", "name": "name"}


def read(paths, zone_name):
    """{channel: [event]}; all times of an export are exact, so the zone is of no account."""
    groups = {}
    for root in paths:
        for folder, files in days(root).items():
            people = users(files.pop("users", []))
            for name in sorted(files):
                for record in files[name]:
                    groups.setdefault(os.path.basename(folder), []).extend(read_record(record, people))
    return groups


def days(root):
    """{channel's folder: {day: records}}, with the people of the workspace under `users`."""
    found, lists = {}, {}
    for path, text in documents(root):
        folder, name = os.path.split(path)
        if name == "users.json":
            lists[folder] = json.loads(text)
        elif re.fullmatch(r"\d{4}-\d\d-\d\d\.json", name):
            found.setdefault(folder, {})[name] = json.loads(text)
    for folder, files in found.items():
        files["users"] = lists.get(os.path.dirname(folder), [])
    return found


def documents(root):
    if root.endswith(".zip"):
        with zipfile.ZipFile(root) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield os.path.join(root, name), archive.read(name).decode("utf-8", "replace")
        return
    for path in dialects.files_below(root):
        if path.endswith(".json"):
            with open(path, encoding="utf-8", errors="replace") as file:
                yield path, file.read()


def users(rows):
    return {row["id"]: (shown(row.get("profile")) or shown(row) or row["id"], bool(row.get("is_bot"))) for row in rows}


def shown(profile):
    names = [(profile or {}).get(key) for key in ("display_name", "real_name", "name")]
    return next((name for name in names if name and name.strip(" \t")), None)


def milliseconds(stamp):
    seconds, _, fraction = stamp.partition(".")
    return int(seconds) * 1000 + int(fraction[:3] if len(fraction) >= 3 else 0)


def read_record(record, people):
    if record.get("type") != "message":
        return
    subtype, stamp = record.get("subtype"), record["ts"]
    event = Event("text", 0, "", id=stamp, instant_ms=milliseconds(stamp))

    def person(user, otherwise=None):
        return people[user][0] if user in people else otherwise or user

    def by(user):
        event.sender, event.sender_id = person(user, shown(record.get("user_profile"))), user

    if subtype in SPOKEN or subtype in PROGRAM:
        user = record.get("user") or (record.get("comment") or {}).get("user")
        if user:
            by(user)
        else:
            event.sender_id = record.get("bot_id") or ""
            event.sender = (
                record.get("username") or (record.get("bot_profile") or {}).get("name") or event.sender_id)
        is_program = (
            subtype in PROGRAM or bool(record.get("bot_profile"))
            or (user == "USLACKBOT" or people.get(user, ("", False))[1] if record.get("user")
                else bool(record.get("bot_id"))))
        event.text, event.mentions = plain(words(record), person)
        event.kind = "notice" if is_program else kind(record, event.text)
        if record.get("thread_ts") not in (None, stamp):
            event.reply_to = record["thread_ts"]
        yield event
        for reaction in record.get("reactions", []):
            for user in reaction.get("users", []):
                yield Event(
                    "reaction", 0, person(user), text=f":{reaction['name']}:", instant_ms=event.instant_ms,
                    sender_id=user, reply_to=stamp, id=f"{stamp}/{user}/{reaction['name']}")
    elif subtype in ("channel_join", "group_join"):
        by(record["user"])
        event.kind = "join"
        if record.get("inviter"):
            event.target, event.target_id = person(record["inviter"]), record["inviter"]
        yield event
    elif subtype in ("channel_leave", "group_leave"):
        by(record["user"])
        event.kind = "leave"
        yield event
    elif re.fullmatch(r"(?:channel|group)_(topic|purpose|name)", subtype) and record.get(subtype.split("_")[1]) is not None:
        by(record["user"])
        event.kind, (event.text, _) = "topic", plain(record[subtype.split("_")[1]], person)
        yield event
    elif subtype == "pinned_item":
        by(record["user"])
        item = record.get("item") or (record.get("attachments") or [{}])[0]
        event.kind, event.reply_to = "pin", item.get("ts") or ""
        yield event
    elif subtype in ("message_deleted", "message_changed"):
        old = record.get("previous_message" if subtype == "message_deleted" else "message") or {}
        stamp = record.get("deleted_ts") if subtype == "message_deleted" else old.get("ts")
        user = record.get("user") or old.get("user")
        if user and stamp:
            event.sender, event.sender_id, event.reply_to = person(user), user, stamp
            event.kind = "recall" if subtype == "message_deleted" else "edit"
            if event.kind == "edit":
                event.text, event.mentions = plain(old.get("text"), person)
            yield event


def words(record):
    if record.get("comment"):
        return record["comment"].get("comment")
    upload, text = record.get("file"), record.get("text") or ""
    if not upload:
        return text
    comment = (upload.get("initial_comment") or {}).get("comment")
    if comment is not None:
        return comment
    if not text.startswith("<@"):
        return text
    return text.partition(" and commented: ")[2]


def kind(record, text):
    if record.get("comment"):
        return "text"
    files = record.get("files") or ([record["file"]] if record.get("file") else [])
    kinds = [file_kind(file.get("mimetype") or "") for file in files]
    if kinds:
        return "file" if "file" in kinds else kinds[0]
    return "card" if not text and record.get("attachments") else "text"


def file_kind(mimetype):
    return {"image": "picture", "audio": "voice", "video": "video"}.get(mimetype.split("/")[0], "file")


def plain(text, person):
    """What a person sees of Slack's markup, and the ids that are named in it."""
    named = []

    def bracket(match):
        address, _, label = match.group(1).partition("|")
        if address.startswith("@"):
            user = address[1:]
            if user not in named:
                named.append(user)
            return "@" + person(user, label.removeprefix("@") or None)
        if address.startswith("#"):
            return "#" + (label or address[1:]).removeprefix("#")
        if address.startswith("!"):
            return label or "@" + address[1:].split("^")[0]
        if not label:
            return address
        if address.startswith(("mailto:", "tel:")):
            return label
        if address.endswith(label):
            return address
        return f"{label} ({address})" if address.startswith("http") else label

    pieces = re.split(r"(<[^<>]+>)", text or "")
    out = []
    for piece in pieces:
        match = re.fullmatch(r"<([^<>]+)>", piece)
        out.append(bracket(match) if match else re.sub("&(?:amp|lt|gt);", lambda found: html.unescape(found[0]), piece))
    return "".join(out), named


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))

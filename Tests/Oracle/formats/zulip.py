"""Reads Zulip's messages: answers of the API, and an organisation's export. Standard library only.

Written from Zulip's documentation, not from the program's own parser.
`python3 zulip.py ZONE PATH…` prints the events of every file below the paths, one JSON object a line.
"""

import html.parser
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402

ENDINGS = {
    "picture": "png jpg jpeg gif webp bmp heic svg avif tif tiff", "video": "mp4 mov webm avi mkv",
    "voice": "mp3 ogg wav m4a flac opus aac"}
RANK = ["text", "picture", "voice", "video", "file"]


class Words(html.parser.HTMLParser):
    """The text of a rendered message, with what its tags say."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.mentions, self.links, self.answered = "", [], [], ""
        self.depth, self.link, self.is_fresh = 0, None, False

    def line(self):
        if self.text and not self.text.endswith("\n"):
            self.text += "\n"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "blockquote":
            self.depth += 1
            if self.answered:
                self.text = ""
        elif tag == "br":
            self.line()
        elif tag == "span" and "data-user-id" in attributes and self.depth == 0:
            if "silent" not in attributes["class"] and attributes["data-user-id"] != "*":
                self.mentions.append(attributes["data-user-id"])
        elif tag == "a" and self.depth == 0:
            self.link = attributes.get("href", "")
            self.links.append(self.link)

    def handle_endtag(self, tag):
        if tag == "blockquote":
            self.depth -= 1
        elif tag == "a":
            self.link = None
        elif tag in ("p", "li", "div", "pre", "tr"):
            self.line()

    def handle_data(self, data):
        near = re.search(r"/near/(\d+)", self.link or "")
        if near and data.startswith("said") and not self.answered:
            self.answered = near.group(1)
        if self.depth and self.answered:
            return
        if data.startswith("\n") and (not self.text or self.text.endswith("\n")):
            data = data[1:]
        self.text += data


def words(content, is_html):
    """(text, mentioned, answered, links)"""
    if is_html:
        parser = Words()
        parser.feed(content)
        return parser.text, parser.mentions, parser.answered, parser.links
    near = re.search(r"\[said\]\([^)]*/near/(\d+)\)", content)
    if near:
        content = re.sub(r"(?s)^.*?(`{3,})quote\n.*?\n\1", "", content, count=1)
    mentioned = [
        number or name for name, number in re.findall(r"@\*\*([^*|]+)(?:\|(\d+))?\*\*", content)
        if name not in ("all", "everyone", "channel", "stream", "topic")]
    links = re.findall(r"\[[^]]*\]\(([^)]*)\)", content)
    content = re.sub(r"@_?\*\*([^*|]+)(?:\|\d+)?\*\*", lambda m: ("" if m.group(0)[1] == "_" else "@") + m.group(1), content)
    content = re.sub(r"\[([^]]*)\]\(([^)]*)\)", r"\1", content).replace("**", "")
    return content, mentioned, near.group(1) if near else "", links


def kind_of(links):
    best = "text"
    for link in links:
        if "/user_uploads/" not in link:
            continue
        ending = link.rpartition(".")[2].lower()
        kind = next((kind for kind, endings in ENDINGS.items() if ending in endings.split()), "file")
        best = max(best, kind, key=RANK.index)
    return best


def emoji(reaction):
    if reaction.get("reaction_type", "unicode_emoji") != "unicode_emoji" or "emoji_code" not in reaction:
        return f":{reaction['emoji_name']}:"
    return "".join(chr(int(code, 16)) for code in reaction["emoji_code"].split("-"))


def events_of(record, name, is_bot, sender_id):
    rendered = record.get("rendered_content")
    content = rendered or record["content"]
    is_html = bool(rendered) or record.get("content_type") == "text/html"
    text, mentioned, answered, links = words(content, is_html)
    text = re.sub("^/me ", "", text.strip())
    moment = round(float(record.get("timestamp", record.get("date_sent"))) * 1000)
    id = str(record["id"])
    yield Event(
        "notice" if is_bot else kind_of(links), moment // 1000, name, text=text, instant_ms=moment, sender_id=sender_id,
        id=id, reply_to=answered, mentions=mentioned)
    for reaction in record.get("reactions", []):
        user = str(reaction["user_id"])
        sign = emoji(reaction)
        yield Event(
            "reaction", moment // 1000, reaction.get("user", {}).get("full_name", user), text=sign, instant_ms=moment,
            sender_id=user, id=f"{id}#{sign}#{user}", reply_to=id)


def read(paths, zone_name):
    """{stream: [event]}"""
    groups = {}
    for root in paths:
        for path in dialects.files_below(root):
            with open(path, encoding="utf-8-sig") as file:
                whole = json.load(file)
            if "zerver_message" in whole or "zerver_stream" in whole:
                with open(os.path.join(os.path.dirname(path), "realm.json"), encoding="utf-8-sig") as file:
                    read_export(whole, json.load(file), groups)
                continue
            for record in whole["messages"] if isinstance(whole, dict) else whole:
                if record["type"] != "stream":
                    continue
                is_bot = record.get("is_bot", "-bot@" in record["sender_email"])
                groups.setdefault(record["display_recipient"], []).extend(
                    events_of(record, record["sender_full_name"], is_bot, str(record["sender_id"])))
    return groups


def read_export(whole, realm, groups):
    people = {p["id"]: p for p in realm["zerver_userprofile"]}
    streams = {s["id"]: s["name"] for s in realm["zerver_stream"]}
    recipients = {r["id"]: streams[r["type_id"]] for r in realm["zerver_recipient"] if r["type"] == 2}
    for record in whole.get("zerver_message", []):
        if record["recipient"] in recipients:
            person = people[record["sender"]]
            groups.setdefault(recipients[record["recipient"]], []).extend(
                events_of(record, person["full_name"], person["is_bot"], str(record["sender"])))
    for entry in whole.get("zerver_realmauditlog", []):
        if entry["event_type"] not in (301, 302, 303):
            continue
        who, by = entry["modified_user"], entry["acting_user"]
        moment = round(entry["event_time"] * 1000)
        other = None if by in (None, who) else by
        kind = "join" if entry["event_type"] != 303 else "removal" if other else "leave"
        first, second = (other, who) if kind == "removal" else (who, other)
        groups.setdefault(streams[entry["modified_stream"]], []).append(Event(
            kind, moment // 1000, people[first]["full_name"], target=people[second]["full_name"] if second else "",
            instant_ms=moment, sender_id=str(first), target_id=str(second) if second else "", id=f"audit#{entry['id']}"))


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))

"""Reads Telegram as web pages: those of tg-archive and those of Telegram Desktop. Standard library only.

Written from the pages and from what writes them, not from the program's own parsers.
`python3 telegram_html.py ZONE PATH…` prints the events of every page below the paths, one JSON object a line.
"""

import datetime
import os
import re
import sys
import zoneinfo
from html.parser import HTMLParser

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402
from discord import EXTENSIONS  # noqa: E402


VOID = {"br", "img", "input", "meta", "link", "hr"}


class Element:
    def __init__(self, name, attributes):
        self.name, self.attributes = name, dict(attributes)
        self.classes = (self.attributes.get("class") or "").split()
        self.children = []

    def all(self, name=None, *classes):
        for child in self.children:
            if isinstance(child, Element):
                if (name is None or child.name == name) and all(word in child.classes for word in classes):
                    yield child
                yield from child.all(name, *classes)

    def first(self, name=None, *classes):
        return next(self.all(name, *classes), None)

    def words(self):
        parts = []
        for child in self.children:
            parts.append(child if isinstance(child, str) else "\0" if child.name == "br" else child.words())
        return "".join(parts)


class Tree(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("root", [])
        self.open = [self.root]

    def handle_starttag(self, tag, attributes):
        element = Element(tag, attributes)
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.open[-1].children.append(Element(tag, attributes))

    def handle_endtag(self, tag):
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].name == tag:
                del self.open[index:]
                return

    def handle_data(self, data):
        self.open[-1].children.append(data)


def text_of(element):
    if element is None:
        return ""
    words = element.words().replace("\n\0", "\n").replace("\0", "\n")
    return words.strip(" \t\r\n\v\f")


def kind_of(name):
    ending = re.split(r"[?#]", name.lower())[0].rpartition(".")[2]
    return next((kind for kind, endings in EXTENSIONS.items() if ending in endings), "file")


def read(paths, zone_name):
    """{group: [event]}, the pages of a group in the order of their names."""
    zone = zoneinfo.ZoneInfo(zone_name)
    groups = {}
    for root in paths:
        for path in dialects.files_below(root):
            if not path.endswith(".html"):
                continue
            tree = Tree()
            with open(path, encoding="utf-8", newline="") as file:
                tree.feed(file.read())
            header = tree.root.first("div", "page_header")
            if header:
                if tree.root.first("div", "history"):
                    events = read_desktop(tree.root, zone)
                    groups.setdefault(text_of(header.first("div", "text", "bold")), []).extend(events)
                continue
            home = next((link for link in tree.root.all("a") if link.attributes.get("href") == "./"), None)
            groups.setdefault(text_of(home).lstrip("@"), []).extend(read_archive(tree.root, zone))
    return groups


def read_archive(root, zone):
    for item in root.all("li", "message"):
        kind = next(word for word in item.classes if word.startswith("type-"))[5:]
        date = datetime.datetime.strptime(text_of(item.first("span", "date")), "%I:%M %p, %d %b %Y")
        user = item.first("a", "username")
        event = Event("", 0, text_of(user).lstrip("@"))
        event.instant_ms = int(date.replace(tzinfo=zone).timestamp()) * 1000
        event.sender_id, event.id = user.attributes["href"].rpartition("/")[2], item.attributes["id"]
        if kind in ("user_joined", "user_left"):
            event.kind = "join" if kind == "user_joined" else "leave"
        elif kind == "message":
            reply = item.first("a", "reply")
            event.reply_to = reply.attributes["href"].rpartition("#")[2] if reply else ""
            event.text = text_of(item.first("div", "text"))
            event.kind = archive_kind(item, event)
        else:
            continue
        yield event


def archive_kind(item, event):
    media = item.first("div", "media")
    if "".join(text_of(tag) for tag in item.all("span", "tags")) == "bot":
        return "notice"
    if media is None:
        return "text"
    poll = media.first("div", "poll")
    if poll:
        event.text = event.text or text_of(poll.first("h4", "title"))
        return "card"
    link = media.first("a").attributes["href"]
    if "://" in link:
        return "text" if event.text else "link"
    return kind_of(text_of(media.first("span", "filename")) or link.rpartition("/")[2])


WRAPS = [
    ("photo_wrap", "picture"), ("sticker_wrap", "sticker"), ("animated_wrap", "picture"),
    ("video_file_wrap", "video"), ("media_voice_message", "voice"), ("media_photo", "picture"),
    ("media_video", "video"), ("media_audio_file", "file"), ("media_file", "file"), ("media_contact", "card"),
    ("media_location", "card"), ("media_live_location", "card"), ("media_venue", "card"), ("media_game", "card"),
    ("media_invoice", "card"), ("media_poll", "card")]


def read_desktop(root, zone):
    speaker, last, day = "", None, None
    for item in root.all("div", "message"):
        number = item.attributes["id"][len("message"):]
        if "service" in item.classes:
            words = text_of(item.first("div", "body", "details"))
            try:
                day = datetime.datetime.strptime(words, "%d %B %Y")
                continue
            except ValueError:
                pass
            moment = last if last and (day is None or last.date() >= day.date()) else day.replace(
                tzinfo=last.tzinfo if last else zone)
            yield from read_service(item, words, number, milliseconds(moment))
            continue
        title = item.first("div", "pull_right", "date", "details").attributes["title"]
        written, _, offset = title.partition(" UTC")
        last = datetime.datetime.strptime(written, "%d.%m.%Y %H:%M:%S").replace(tzinfo=zone)
        if offset:
            last = datetime.datetime.strptime(written + offset, "%d.%m.%Y %H:%M:%S%z")
        body = item.first("div", "body")
        name = next((text_of(child) for child in body.children
                     if isinstance(child, Element) and "from_name" in child.classes), "")
        speaker = re.sub(r" via @\S+$", "", name) or speaker
        reply = re.search(r"#go_to_message(\d+)", str([link.attributes.get("href") for link in item.all("a")]))
        event = Event("text", 0, speaker, text=text_of(item.first("div", "text") or item.first("div", "question")))
        event.instant_ms, event.id, event.reply_to = milliseconds(last), number, reply.group(1) if reply else ""
        words = {word for element in item.all() for word in element.classes}
        event.kind = next((kind for wrap, kind in WRAPS if wrap in words), "text")
        heading = text_of(item.first("div", "title", "bold"))
        if heading in ("Sticker", "Animation"):
            event.kind = {"Sticker": "sticker", "Animation": "picture"}[heading]
        yield event


def milliseconds(moment):
    return int(moment.timestamp()) * 1000


def service(kind, sender, number, instant, target="", text="", reply=""):
    event = Event(kind, 0, sender, target=target, text=text)
    event.instant_ms, event.id, event.reply_to = instant, number, reply
    return event


def read_service(item, words, number, instant):
    match = re.fullmatch(
        r"(.+?) joined group by (?:link from (.+)|request|link)|(.+?) joined group via invite link", words)
    if match:
        yield service("join", match.group(1) or match.group(3), number, instant, match.group(2) or "")
        return
    match = re.fullmatch(r"(.+?) pinned (?:this|a) message", words)
    if match:
        link = re.search(r"#go_to_message(\d+)", str([link.attributes.get("href") for link in item.all("a")]))
        yield service("pin", match.group(1), number, instant, reply=link.group(1) if link else "")
        return
    match = re.fullmatch(r"(.+?) changed group title to «(.+)»", words)
    if match:
        yield service("topic", match.group(1), number, instant, text=match.group(2))
        return
    match = re.fullmatch(r"(.+?) removed (?!group photo)(.+)", words)
    if match:
        alone = match.group(1) == match.group(2)
        yield service("leave" if alone else "removal", match.group(1), number, instant, "" if alone else match.group(2))
        return
    created = re.fullmatch(r"(.+?) created group «.+?»(?: with members (.+))?", words)
    match = created or re.fullmatch(r"(.+?) invited (?!.* to the voice chat$)(.+)", words)
    if not match:
        return
    if created:
        yield service("join", match.group(1), number, instant)
    people = [name for name in re.split(r", | and ", match.group(2) or "") if name]
    for index, name in enumerate(people, 1):
        key = number if len(people) == 1 and not created else f"{number}#{index}"
        yield service("join", name, key, instant, "" if name == match.group(1) else match.group(1))


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))

"""Reads IRC logs in their dialects. Standard library only; written from the definitions, not from the program's own parsers.

plain   [HH:MM] <nick> text           *** nick joined | left | is now known as X | was kicked by X (why)
znc     [HH:MM:SS] <nick> text        *** Joins: nick (host)   *** Quits: nick (host) (why)   *** Parts: nick (host) (why)
mirc    the same in HTML: one <span class="irc-COLOUR"> a line; plain lines may stand between them
pidgin  (H:MM:SS AM) in HTML: <b>nick:</b></font> text   <b>***nick</b></font> does   nick entered | left the room

The date stands in the file's name only.
"""

import datetime
import html
import os
import re
import zoneinfo
from dataclasses import dataclass, field

TEXT, NOTICE, ARRIVAL, DEPARTURE, RENAME, TOPIC, REMOVAL = (
    "text", "notice", "arrival", "departure", "rename", "topic", "removal")


@dataclass
class Event:
    kind: str
    instant: int  # seconds since the epoch
    sender: str
    target: str = ""
    text: str = ""
    day: datetime.date = None
    hour: int = 0
    place: int = 0
    opens: bool = False  # of the very first instant of its file


@dataclass
class Reading:
    events: list = field(default_factory=list)
    lines: int = 0
    bad: list = field(default_factory=list)

    @property
    def is_refused(self):
        """Over 5 % bad lines: nothing of the file is kept."""
        return self.lines > 0 and len(self.bad) * 20 > self.lines


def files_below(path):
    """Every file of a folder but README*, LICENSE* and hidden ones, in the order of their paths."""
    if os.path.isfile(path):
        return [path]
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith((".", "README", "LICENSE")):
                found.append(os.path.join(folder, name))
    return sorted(found)


def date_of(path):
    match = re.search(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)", os.path.basename(path))
    if not match:
        raise ValueError(f"no date in the name of {path}")
    return datetime.date(*map(int, match.groups()))


def read_file(path, zone_name):
    """One file's events in its own order, each with its place among those of its instant."""
    with open(path, "rb") as file:
        text = file.read().decode("utf-8-sig", "replace")
    zone = zoneinfo.ZoneInfo(zone_name)
    date = date_of(path)
    if '<span class="irc-' in text:
        line_reader = read_mirc_line
    else:
        line_reader = read_pidgin_line if '<font size="' in text else read_plain_line
    reading = Reading()
    places = {}
    opening = None
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        reading.lines += 1
        parsed = line_reader(line)
        if parsed is None:
            reading.bad.append((number, line))
            continue
        time, event = parsed
        if event is None:
            continue
        wall = datetime.datetime.combine(date, time, tzinfo=zone)  # fold = 0
        event.instant = int(wall.timestamp())
        shown = datetime.datetime.fromtimestamp(event.instant, zone)
        event.day, event.hour = shown.date(), shown.hour
        if opening is None:
            opening = event.instant
        event.opens = event.instant == opening
        event.place = places.get(event.instant, 0)
        places[event.instant] = event.place + 1
        reading.events.append(event)
    return reading


def clock(text):
    parts = [int(part) for part in text.split(":")]
    try:
        return datetime.time(*parts)
    except ValueError:
        return None


def timed(time_text, event):
    time = clock(time_text)
    if time is None:
        return None
    return time, event


def read_plain_line(line):
    """None for a bad line; (time, None) for a line that is recognised and skipped."""
    match = re.match(r"\[(\d\d:\d\d(?::\d\d)?)\] (.*)$", line)
    if not match:
        return None
    time, body = match.groups()
    said = re.match(r"<([^>]+)>(?: (.*))?$", body)
    if said:
        return timed(time, Event(TEXT, 0, said.group(1), text=said.group(2) or ""))
    if body.startswith("*** "):
        return announced(time, body[4:])
    if body.startswith("== "):
        return read_equals_line(time, body[3:])
    did = re.match(r"\* (\S+)(?: (.*))?$", body)
    if did:
        return timed(time, Event(TEXT, 0, did.group(1), text=did.group(2) or ""))
    return noticed(time, body)


def noticed(time, body):
    match = re.match(r"-(\S+)- (.*)$", body)
    if not match:
        return None
    if "." in match.group(1):
        return timed(time, None)  # a server speaks
    return timed(time, Event(NOTICE, 0, match.group(1), text=match.group(2)))


def read_equals_line(time, body):
    """What some clients write behind `== `."""
    match = re.match(r"(\S+) \[[^]]*\] has (joined|quit|left)\b", body)
    if match:
        return timed(time, Event(ARRIVAL if match.group(2) == "joined" else DEPARTURE, 0, match.group(1)))
    match = re.match(r"(\S+) has changed nick to (\S+)$", body)
    return timed(time, Event(RENAME, 0, match.group(1), target=match.group(2))) if match else None


def announced(time, body):
    """What stands behind `*** `, or in a mIRC line behind `* ` where the colour says that it is no action."""
    match = re.match(r"(Joins|Quits|Parts): (\S+) \(", body)
    if match:
        kind = ARRIVAL if match.group(1) == "Joins" else DEPARTURE
        return timed(time, Event(kind, 0, match.group(2)))
    match = re.match(r"(\S+) (joined|left)$", body)
    if match:
        return timed(time, Event(ARRIVAL if match.group(2) == "joined" else DEPARTURE, 0, match.group(1)))
    return common(time, body)


def common(time, body):
    match = re.match(r"(\S+) is now known as (\S+)$", body)
    if match:
        return timed(time, Event(RENAME, 0, match.group(1), target=match.group(2)))
    match = re.match(r"(\S+) was kicked by (\S+)(?: .*)?$", body)
    if match:
        return timed(time, Event(REMOVAL, 0, match.group(2), target=match.group(1)))
    match = re.match(r"(\S+) changes topic to:? ?(.*)$", body)
    if match:
        return timed(time, Event(TOPIC, 0, match.group(1), text=match.group(2)))
    if re.match(r"\S+ sets mode:? ", body):
        return timed(time, None)
    return None


MIRC_LINE = re.compile(
    r'<span class="irc-date">\[(\d\d?:\d\d)\]</span> <span class="irc-(\w+)">(.*)</span><br ?/?>$')


def read_pidgin_line(line):
    match = re.match(r'(?:<font[^>]*>)*\((\d\d?):(\d\d):(\d\d) ([AP])M\)</font> ?(.*)<br ?/?>$', line)
    if not match:
        return None
    hour, minute, second, half, body = match.groups()
    time = f"{int(hour) % 12 + (12 if half == 'P' else 0)}:{minute}:{second}"
    come_or_gone = re.match(r"<b> (\S+) (?:\[<em>.*</em>\] )?(entered|left) the room\b.*</b>$", body)
    if come_or_gone:
        kind = ARRIVAL if come_or_gone.group(2) == "entered" else DEPARTURE
        return timed(time, Event(kind, 0, come_or_gone.group(1)))
    said = re.match(r"<b>(?:\*\*\*([^<]+)|([^<]+):)</b></font> ?(.*)$", body)
    if not said:
        return None
    did, name, words = said.groups()
    words = html.unescape(re.sub(r"<[^>]*>", "", words))
    return timed(time, Event(TEXT, 0, html.unescape(did or name), text=words))


def read_mirc_line(line):
    match = MIRC_LINE.match(line)
    if not match:
        return read_plain_line(line)
    time, colour, body = match.groups()
    body = html.unescape(re.sub(r"<[^>]*>", "", body))
    if colour == "black":
        said = re.match(r"<([^>]+)>(?: (.*))?$", body)
        if said:
            return timed(time, Event(TEXT, 0, said.group(1), text=said.group(2) or ""))
        return timed(time, None) if body.startswith("<- *") else None  # said to the logger alone
    if colour == "brick":
        did = re.match(r"\* (\S+)(?: (.*))?$", body)
        return timed(time, Event(TEXT, 0, did.group(1), text=did.group(2) or "")) if did else None
    if colour == "brown":
        return noticed(time, body)
    if colour == "red":
        return timed(time, None)  # CTCP
    if not body.startswith("* "):
        return None
    body = body[2:]
    if body == "Disconnected." or body.startswith(("Topic is ", "Set by ")):
        return timed(time, None)
    match = re.match(r"(\S+) \(.*?\) (has joined|has left|Quit)\b", body)
    if match:
        return timed(time, Event(ARRIVAL if match.group(2) == "has joined" else DEPARTURE, 0, match.group(1)))
    return common(time, body)


def read_history(paths, zone_name, since=None, until=None):
    """The events of many files in canonical order, each once; and the readings of the files, by path."""
    readings = {}
    unique = {}
    for root in paths:
        for path in files_below(root):
            reading = readings[path] = read_file(path, zone_name)
            if reading.is_refused:
                continue
            ordinals = {}
            for event in reading.events:
                content = (event.instant, event.kind, event.sender, event.target, event.text)
                ordinal = ordinals[content] = ordinals.get(content, -1) + 1
                known = unique.setdefault((content, ordinal), event)
                if known is not event:
                    keep_more_telling_place(known, event)
    events = [
        event for event in unique.values()
        if (since is None or event.day >= since) and (until is None or event.day <= until)]
    events.sort(key=lambda event: (event.instant, event.opens, event.place))  # stable: then file order
    return events, readings


def keep_more_telling_place(known, again):
    if known.opens != again.opens:
        if known.opens:
            known.opens, known.place = False, again.place
    else:
        known.place = max(known.place, again.place)

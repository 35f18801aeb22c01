"""Reads WhatsApp's "Export chat". Standard library only.

Written from the format as phones write it, not from the program's own parser. Sentences of the client are looked for
with regular expressions of their own, in English, German and Spanish.
`python3 whatsapp.py ZONE PATH…` prints the events of every .txt below the paths, one JSON object a line.
"""

import datetime
import itertools
import os
import re
import sys
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402

MARKS = "\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u061c"
HEAD = re.compile(
    r"^(\[?)(\d{1,4})([/.-]) ?(\d{1,2})\3 ?(\d{1,4})\.?,?\s+(?:(上午|下午|오전|오후|午前|午後)\s?)?"
    r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:\s?([ap]\.?\s?m\.?))?(?:\]\s?|\s+-\s+)(.*)$", re.IGNORECASE | re.DOTALL)
MEDIA = [
    (r"<media omitted>|(image|gif|photo) omitted|<medien ausgeschlossen>|bild weggelassen|<multimedia omitido>", "picture"),
    (r"video omitted|video weggelassen|video omitido", "video"), (r"audio omitted|audio weggelassen", "voice"),
    (r"sticker (omitted|weggelassen|omitido)", "sticker"), (r"(.* )?document omitted|dokument weggelassen", "file"),
    (r"contact card omitted|kontaktkarte weggelassen", "card")]
ENDINGS = {
    "picture": "jpg jpeg png gif heic bmp", "sticker": "webp", "video": "mp4 mov 3gp mkv avi webm",
    "voice": "opus ogg m4a mp3 aac amr wav", "card": "vcf"}
DELETED = r"(this message was deleted|you deleted this message|diese nachricht wurde gelöscht|se eliminó este mensaje)"
SENTENCES = [
    (r'(.+) (?:created (?:the )?group) "(.+)"', "created"), (r'(.+) hat die Gruppe "(.+)" erstellt', "created"),
    (r"(.+) joined using (?:this group's|a group|an) .*link", "join"),
    (r"(.+) added (.+)", "added"), (r"(.+) hat (.+) hinzugefügt", "added"), (r"(.+) añadió a (.+)", "added"),
    (r"(You|.+) (?:was|were) added", "join"), (r"(.+) left", "leave"), (r"(.+) hat die Gruppe verlassen", "leave"),
    (r"(.+) removed (?!this group's)(.+)", "removal"), (r'(.+) changed the subject (?:from ".*" )?to "(.+)"', "topic"),
    (r'(.+) changed the group name (?:from ".*" )?to "(.+)"', "topic"), (r"(.+) pinned a message", "pin")]


def bare(text):
    """Without marks and spaces at the ends."""
    return text.strip(MARKS + " \t\u00a0\u202f\u2007\u2009")


def person(text):
    text = re.sub("[" + MARKS.replace("\u200c", "") + "]", "", bare(text))
    return re.sub(r"^~ ?", "~ ", re.sub("[\u00a0\u202f\u2007\u2009]", " ", text))


def day(order, numbers):
    year, month, date = (numbers[order.index(part)] for part in "ymd")
    if len(year) not in (2, 4) or (len(year) == 2 and order[0] == "y" and len(numbers[0]) != 2):
        return None
    try:
        return datetime.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(date))
    except ValueError:
        return None


def order_of(heads):
    """The order by which most dates are days, the days rise, lie together, or by habit."""
    def judge(order):
        days = [found for found in (day(order, numbers) for numbers, _, _ in heads) if found]
        different = [key for key, _ in itertools.groupby(days)]
        steps = [(after - before).days for before, after in zip(different, different[1:])]
        return len(days), sum(step < 0 for step in steps), sum(map(abs, steps)), len(different)
    judged = {order: judge(order) for order in ("dmy", "mdy", "ymd")}
    left = [order for order in judged if judged[order][0] == max(value[0] for value in judged.values())]
    left = [order for order in left if judged[order][1] == min(judged[other][1] for other in left)]
    if any(judged[order][3] >= 3 for order in left):
        closest = min(judged[order][2] for order in left)
        left = [order for order in left if judged[order][2] <= closest * 10]
    _, separator, half = heads[0]
    preferred = ["mdy", "dmy"] if separator == "/" and half else ["dmy", "mdy"]
    return next((order for order in preferred if order in left), left[0])


def read_file(path, zone_name):
    with open(path, "rb") as file:
        lines = file.read().decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
    records = []
    for line in lines:
        match = HEAD.match(line.lstrip(MARKS).replace("\u202f", " ").replace("\u00a0", " "))
        if match:
            # The words themselves, with the spaces that they have.
            words = line[len(line) - len(match.group(11)):] if match.group(11) else ""
            records.append([match, words])
        elif records:
            records[-1][1] += "\n" + line
    heads = [(m.group(2, 4, 5), m.group(3), m.group(6) or m.group(10)) for m, _ in records]
    order, zone, events = order_of(heads), zoneinfo.ZoneInfo(zone_name), []
    for match, words in records:
        date = day(order, match.group(2, 4, 5))
        if date is None:
            continue
        hour, half = int(match.group(7)), (match.group(6) or match.group(10) or "").lower()
        if half:
            hour = hour % 12 + (12 if half[0] == "p" or half in ("下午", "오후", "午後") else 0)
        time = datetime.time(hour, int(match.group(8)), int(match.group(9) or 0))
        instant = int(datetime.datetime.combine(date, time, tzinfo=zone).timestamp() * 1000)
        events += [Event(kind, instant // 1000, sender, target, text, instant_ms=instant)
                   for kind, sender, target, text in meaning(words)]
    return events


def meaning(words):
    words = words.lstrip(MARKS).rstrip("\n")
    name, colon, text = words.partition(": ")
    if not colon and words.endswith(":"):
        name, colon, text = words[:-1], ":", ""
    if colon and not (re.search('["“„«]', name) and sentence(words)):
        if text[:1] in MARKS and text[:1]:
            told = sentence(text)
            if told:
                return told
        return spoken(person(name), bare(text))
    return sentence(words)


def sentence(text):
    plain = re.sub("[" + MARKS + "]", "", text).translate(
        str.maketrans("“”„«»’\u00a0\u202f", "\"\"\"\"\"'  ")).strip().rstrip(".")
    for pattern, kind in SENTENCES:
        match = re.fullmatch(pattern, plain)
        if not match:
            continue
        who, what = person(match.group(1)), person(match.group(2)) if match.re.groups > 1 else ""
        if kind == "created":
            return [("join", who, "", ""), ("topic", who, "", what)]
        if kind == "added":
            return [("join", other, who, "") for other in re.split(", and | and |, ", what)]
        if kind == "topic":
            return [("topic", who, "", what)]
        return [(kind, who, what, "")]
    return []


def spoken(name, text):
    plain = re.sub("[" + MARKS + "]", "", text).rstrip(".")
    for pattern, kind in MEDIA:
        if re.fullmatch(pattern, plain, re.IGNORECASE):
            return [(kind, name, "", "")]
    if re.fullmatch(DELETED, plain, re.IGNORECASE):
        return [("text", name, "", ""), ("recall", name, "", "")]
    first, _, rest = text.partition("\n")
    match = re.fullmatch(r"(\S.*\.\w{1,8}) \((?:file attached|datei angehängt|archivo adjunto)\)", bare(first), re.IGNORECASE)
    if match:
        return [(by_ending(match.group(1)), name, "", bare(rest))]
    match = re.fullmatch(r"(.*)<(?:attached|anhang|adjunto): (.+)>", text, re.DOTALL | re.IGNORECASE)
    if match:
        return [(by_ending(match.group(2)), name, "", bare(match.group(1)))]
    edited = re.fullmatch(r"(.*)<This message was edited\.?>", text, re.DOTALL)
    kind = "card" if re.match(r"POLL:|[Ll]ocation: http", text) else "text"
    said = [(kind, name, "", bare(edited.group(1)) if edited else re.sub("[\u2068\u2069]", "", text))]
    return said + ([("edit", name, "", "")] if edited else [])


def by_ending(file):
    ending = file.rpartition(".")[2].lower()
    if "-GIF-" in file:
        return "picture"
    if "-STICKER-" in file:
        return "sticker"
    return next((kind for kind, endings in ENDINGS.items() if ending in endings.split()), "file")


def read(paths, zone_name):
    """The events of every file, by the file's name without its ending."""
    groups = {}
    for path in sorted(itertools.chain.from_iterable(map(dialects.files_below, paths))):
        if path.endswith(".txt"):
            groups[os.path.basename(path)[:-4]] = read_file(path, zone_name)
    return groups


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))

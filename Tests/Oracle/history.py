"""Folds events in canonical order into who is who, who was a member when, who spoke to whom, and what was asked and answered."""

import datetime
import re
import zoneinfo
from collections import Counter, defaultdict, deque

import words
from dialects import ARRIVAL, NOTICE, REMOVAL, RENAME

MESSAGES = {"text", "picture", "voice", "video", "file", "link", "card", "sticker"}
DAY = datetime.timedelta(days=1)
WAIT = 24 * 60 * 60 * 1000  # milliseconds that a question is open
SILENCE = 7  # days

# `@bobby` is not bob: a name that ends in one of these marks does not end before another.
WORD_GOES_ON = re.compile(r"[A-Za-z0-9_-]{2}")


class Question:
    def __init__(self, event, asker, instant):
        self.event, self.asker, self.instant, self.day = event, asker, instant, event.day
        self.answers = 0
        self.answered_at = self.answerer = None


class History:
    """Events of `dialects`, or of a reader in `formats`, which know ids, replies, mentions and milliseconds besides."""

    def __init__(self, events, bots=(), bridges=(), is_presence=True, zone=None):
        self.is_presence = is_presence
        self.events = list(complete(events, zone))
        self.bridge_names = {name.lower() for name in bridges}
        self.bot_names = {name.lower() for name in bots} | self.bridge_names
        self.first_day = min((event.day for event in self.events), default=None)
        self.last_day = max((event.day for event in self.events), default=None)
        # Whoever has a name of a list is a bot or a bridge, with all names and from the beginning; what a bridge says
        # brings up names in turn, so all is read again until no name is added.
        while True:
            self.resolve_all()
            bridge_names = self.bridge_names | self.all_names_of(self.bridge_names)
            if bridge_names == self.bridge_names:
                break
            self.bridge_names = bridge_names
        self.bots = {self.person_of[name] for name in self.bot_names if name in self.person_of}
        self.tally()
        self.people = set(self.first_joined)

    def resolve_all(self):
        self.person_of = {}  # name in small letters, or # and an id → person
        self.names = defaultdict(list)  # person → names as first written
        self.count = 0
        self.longest = 0
        self.speaker_of = {}  # event id → who spoke
        self.trace = []  # what each event meant: (event, sender, target, mentioned people, who is answered, text)
        for event in self.events:
            self.resolve(event)

    def all_names_of(self, names):
        people = {self.person_of[name] for name in names if name in self.person_of}
        return {name for name, person in self.person_of.items() if person in people}

    # Who is who

    def person(self, name, identity=""):
        """The person of an id or else of a name; one never met becomes somebody new."""
        key = "#" + identity if identity else name.lower()
        if key not in self.person_of:
            self.count += 1
            self.person_of[key] = self.count
            if not identity:
                self.learn(name, self.count)
        person = self.person_of[key]
        if identity and name and name.lower() not in self.person_of:
            self.learn(name, person)
        return person

    def learn(self, name, person):
        self.person_of[name.lower()] = person
        self.names[person].append(name)
        self.longest = max(self.longest, len(name.lower()))

    def resolve(self, event):
        sender = self.person(event.sender, event.sender_id)
        target = None
        mentioned = set()
        text = event.text
        if event.kind == RENAME:
            if event.target.lower() not in self.person_of:
                self.learn(event.target, sender)
        elif event.kind == REMOVAL:
            target = self.target(event) or sender
        elif event.kind == "join" and not self.is_presence:
            target = self.target(event)
        elif event.kind in MESSAGES:
            if self.is_bridge(event):
                match = re.match(r"<([^>]+)>(?: (.*))?$", text, re.DOTALL)
                if match:
                    sender, text = self.person(match.group(1)), match.group(2) or ""
            mentioned = {self.person("", identity) for identity in event.mentions}
            mentioned = (mentioned | self.mentioned(text)) - {sender}
        answered = self.speaker_of.get(event.reply_to) if event.reply_to else None
        if event.id:
            self.speaker_of[event.id] = sender
        self.trace.append((event, sender, target, mentioned, answered, text))

    def target(self, event):
        if not event.target and not event.target_id:
            return None
        # Of somebody done to only the id counts, not the name they are shown with.
        return self.person("" if event.target_id else event.target, event.target_id)

    def is_bridge(self, event):
        key = "#" + event.sender_id if event.sender_id else event.sender.lower()
        return key in self.bridge_names or event.sender.lower() in self.bridge_names and not event.sender_id

    def mentioned(self, text):
        """The people whose known names stand at the start before `:` or `,`, or anywhere behind `@`."""
        text = text.lower()
        people = set()
        for end in range(min(self.longest, len(text) - 1), 0, -1):
            if text[end] in ":," and text[:end] in self.person_of and text[0] != "#":
                people.add(self.person_of[text[:end]])
                break
        at = text.find("@")
        while at >= 0:
            for length in range(min(self.longest, len(text) - at - 1), 0, -1):
                name = text[at + 1:at + 1 + length]
                if name in self.person_of and not WORD_GOES_ON.match(text[at + length:at + length + 2]):
                    people.add(self.person_of[name])
                    break
            at = text.find("@", at + 1)
        return people

    # What happened when

    def tally(self):
        self.messages = defaultdict(Counter)  # day → person → messages
        self.seen = defaultdict(set)  # day → people with an event of any kind
        self.reacted = defaultdict(Counter)  # day → person → reactions
        self.hours = defaultdict(Counter)  # day → hour → messages
        self.bot_messages = Counter()  # by day, as all below
        self.arrivals = Counter()
        self.rename_days = Counter()
        self.implied = Counter()
        self.joins = Counter()
        self.joins_of_present = Counter()
        self.leaves = Counter()
        self.leaves_of_absent = Counter()
        self.answers = Counter()
        self.carrying = Counter()
        self.edges = defaultdict(Counter)  # day → (from, to) → weight
        self.first_joined = {}
        self.stays = defaultdict(list)  # person → [[joined, left or None]]
        self.spoken = Counter()
        self.speeches = []  # (day, person), in order
        self.questions = []
        self.open = deque()
        for event, sender, target, mentioned, answered, text in self.trace:
            if event.kind in MESSAGES and sender not in self.bots:
                self.place(event.day, sender)
                self.speak(event, sender, mentioned - self.bots, answered, text)
            elif event.kind in MESSAGES or event.kind == NOTICE:
                # The words of a program make nobody a member.
                self.bot_messages[event.day] += 1
            else:
                self.move(event, sender, target)

    def move(self, event, sender, target):
        day = event.day
        if event.kind == REMOVAL:
            # Who removes oneself leaves: where absent, that is a leave of an absent one and no coming back.
            if target != sender:
                self.place(day, sender)
            self.leave(day, target)
        elif event.kind == "join" and not self.is_presence:
            self.join(day, sender)
        elif event.kind == "leave" and not self.is_presence:
            self.leave(day, sender)
        else:
            self.place(day, sender)
            self.arrivals[day] += event.kind in (ARRIVAL, "join")
            self.rename_days[day] += event.kind == RENAME
            if event.kind == "reaction" and sender not in self.bots:
                self.reacted[day][sender] += 1

    def speak(self, event, sender, mentioned, answered, text):
        day = event.day
        self.messages[day][sender] += 1
        self.hours[day][event.hour] += 1
        self.spoken[sender] += 1
        self.speeches.append((day, sender))
        for person in mentioned | ({answered} - self.bots - {None, sender}):
            self.edges[day][sender, person] += 1
        asks = words.is_question(text)
        is_answer = self.answer(event, sender, mentioned)
        self.answers[day] += is_answer
        carries = (
            event.kind in ("link", "card", "file") or asks or is_answer or words.is_long(text) or words.has_link(text)
            or (event.kind in ("picture", "video") and bool(text.strip(words.SPACES))))
        self.carrying[day] += carries
        if asks:
            question = Question(event, sender, event.instant_ms)
            self.questions.append(question)
            self.open.append(question)

    def answer(self, event, sender, mentioned):
        while self.open and event.instant_ms - self.open[0].instant > WAIT:
            self.open.popleft()
        met = [
            question for question in self.open
            if question.asker != sender
            and (question.asker in mentioned or (event.reply_to and question.event.id == event.reply_to))]
        for question in met:
            question.answers += 1
            if question.answered_at is None:
                question.answered_at, question.answerer = event.instant_ms, sender
        return bool(met)

    def place(self, day, person):
        """Somebody is seen: a member from here on, if not yet one. Joining is implied."""
        if person in self.bots:
            return
        self.seen[day].add(person)
        if not self.is_present(person):
            self.begin(day, person)
            self.implied[day] += 1

    def is_present(self, person):
        stays = self.stays[person]
        return bool(stays) and stays[-1][1] is None

    def begin(self, day, person):
        self.stays[person].append([day, None])
        self.first_joined.setdefault(person, day)

    def join(self, day, person):
        if person in self.bots:
            return
        self.seen[day].add(person)
        if self.is_present(person):
            self.joins_of_present[day] += 1
            return
        self.begin(day, person)
        self.joins[day] += 1

    def leave(self, day, person):
        if person in self.bots:
            return
        self.seen[day].add(person)
        if not self.stays[person]:
            self.begin(day, person)
            self.implied[day] += 1
        if not self.is_present(person):
            self.leaves_of_absent[day] += 1
            return
        self.stays[person][-1][1] = day
        self.leaves[day] += 1

    def death(self):
        """(day, whether talk was resumed) of the first silence of seven whole days; None where there is none. The last day of
        the data need not be whole."""
        speakers = defaultdict(set)
        for day, person in self.speeches:
            speakers[day].add(person)
        day = self.first_day
        while day is not None and day + SILENCE * DAY <= self.last_day:
            if len(set().union(*(speakers[day + number * DAY] for number in range(SILENCE)))) < 2:
                resumed = any(
                    after[0] >= day + SILENCE * DAY and before[1] != after[1]
                    for before, after in zip(self.speeches, self.speeches[1:]))
                return day, resumed
            day += DAY
        return None

    def day_range(self, first, last):
        for number in range((last - first).days + 1):
            yield first + number * DAY


def complete(events, zone_name):
    """The same events with all that only some readers know; of events with one id the first."""
    zone = zoneinfo.ZoneInfo(zone_name) if zone_name else None
    met = set()
    for event in events:
        for name, value in (("sender_id", ""), ("target_id", ""), ("id", ""), ("reply_to", ""), ("mentions", ())):
            if getattr(event, name, None) is None:
                setattr(event, name, value)
        if not getattr(event, "instant_ms", 0):
            event.instant_ms = event.instant * 1000
        if event.day is None:
            shown = datetime.datetime.fromtimestamp(event.instant_ms / 1000, zone)
            event.day, event.hour = shown.date(), shown.hour
        if event.id and event.id in met:
            continue
        met.add(event.id)
        yield event

"""Folds events in canonical order into who is who, who was a member when, and who spoke to whom."""

import datetime
import re
from collections import Counter, defaultdict

from dialects import ARRIVAL, NOTICE, REMOVAL, RENAME, TEXT


# `@bobby` is not bob: a name that ends in one of these marks does not end before another.
WORD_GOES_ON = re.compile(r"[A-Za-z0-9_-]{2}")


class History:
    def __init__(self, events, bots=(), bridges=()):
        self.events = events
        self.bridge_names = {name.lower() for name in bridges}
        self.bot_names = {name.lower() for name in bots} | self.bridge_names
        self.first_day = min((event.day for event in events), default=None)
        self.last_day = max((event.day for event in events), default=None)
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
        self.person_of = {}  # name in small letters → person
        self.names = defaultdict(list)  # person → names as first written
        self.longest = 0
        self.trace = []  # what each event meant: (event, sender, target or None, set of mentioned people)
        for event in self.events:
            self.resolve(event)

    def all_names_of(self, names):
        people = {self.person_of[name] for name in names if name in self.person_of}
        return {name for name, person in self.person_of.items() if person in people}

    # Who is who

    def person(self, name):
        """The person of a name; a name never met becomes somebody new."""
        key = name.lower()
        if key not in self.person_of:
            self.learn(name, len(self.names))
        return self.person_of[key]

    def learn(self, name, person):
        self.person_of[name.lower()] = person
        self.names[person].append(name)
        self.longest = max(self.longest, len(name.lower()))

    def resolve(self, event):
        sender = self.person(event.sender)
        target = None
        mentioned = set()
        if event.kind == RENAME:
            if event.target.lower() not in self.person_of:
                self.learn(event.target, sender)
        elif event.kind == REMOVAL:
            target = self.person(event.target)
        elif event.kind == TEXT:
            text = event.text
            if event.sender.lower() in self.bridge_names:
                match = re.match(r"<([^>]+)>(?: (.*))?$", text, re.DOTALL)
                if match:
                    sender, text = self.person(match.group(1)), match.group(2) or ""
            mentioned = self.mentioned(text) - {sender}
        self.trace.append((event, sender, target, mentioned))

    def mentioned(self, text):
        """The people whose known names stand at the start before `:` or `,`, or anywhere behind `@`."""
        text = text.lower()
        people = set()
        for end in range(min(self.longest, len(text) - 1), 0, -1):
            if text[end] in ":," and text[:end] in self.person_of:
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
        self.hours = defaultdict(Counter)  # day → hour → messages
        self.bot_messages = Counter()  # by day, as all below
        self.arrivals = Counter()
        self.rename_days = Counter()
        self.implied = Counter()
        self.leaves = Counter()
        self.leaves_of_absent = Counter()
        self.edges = defaultdict(Counter)  # day → (from, to) → weight
        self.first_joined = {}
        self.stays = defaultdict(list)  # person → [[joined, left or None]]
        self.spoken = Counter()
        for event, sender, target, mentioned in self.trace:
            # The words of a program make nobody a member. Who removes oneself leaves: where absent, that is a leave of
            # an absent one and no coming back.
            if event.kind != NOTICE and target != sender:
                self.place(event.day, sender)
            if event.kind == REMOVAL:
                self.remove(event.day, target)
            elif event.kind == ARRIVAL:
                self.arrivals[event.day] += 1
            elif event.kind == RENAME:
                self.rename_days[event.day] += 1
            elif event.kind == NOTICE or (event.kind == TEXT and sender in self.bots):
                self.bot_messages[event.day] += 1
            elif event.kind == TEXT:
                self.messages[event.day][sender] += 1
                self.hours[event.day][event.hour] += 1
                self.spoken[sender] += 1
                for person in mentioned - self.bots:
                    self.edges[event.day][sender, person] += 1

    def place(self, day, person):
        """Somebody is seen: a member from here on, if not yet one. Joining is implied: presence is no joining."""
        if person in self.bots:
            return
        self.seen[day].add(person)
        stays = self.stays[person]
        if not stays or stays[-1][1] is not None:
            stays.append([day, None])
            self.implied[day] += 1
            self.first_joined.setdefault(person, day)

    def remove(self, day, person):
        if person in self.bots:
            return
        self.seen[day].add(person)
        if not self.stays[person]:
            self.stays[person].append([day, None])
            self.implied[day] += 1
            self.first_joined[person] = day
        if self.stays[person][-1][1] is not None:
            self.leaves_of_absent[day] += 1
            return
        self.stays[person][-1][1] = day
        self.leaves[day] += 1

    def day_range(self, first, last):
        for number in range((last - first).days + 1):
            yield first + datetime.timedelta(days=number)

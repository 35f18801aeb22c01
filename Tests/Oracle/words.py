"""What a message's text tells: a question, a link, a long text. Reads the program's lists of question words, and nothing else of it.

A question has `?` or `？` at the end of a sentence, or a listed word where it asks. Nothing within a URL counts, nor does a mark
before which no word stands, or behind which one goes on (`a?b:c`).
"""

import functools
import glob
import json
import os
import re

LISTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Sources", "Record", "Questions")
SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
LONG = 30
WORD = re.compile(r"[A-Za-z0-9_']")
BEFORE_MARK = re.compile(r"""[A-Za-z0-9_)\]}"'`*%+.!?~>]""")
BEHIND_MARK = re.compile(r"""[?!.~)\]}"'*_`>]*(?:$|[\t-\r \u0080-\U0010ffff])""")
URL = re.compile(r'://[^\x00- <>"\u0080-\U0010ffff]*')
IN_URL, IN_URL_NO_MARK = "\ue000", "\ue001"  # what stands in a text for a URL


@functools.cache
def questions():
    """(word, places where it asks), in small letters."""
    words = {}
    for path in glob.glob(os.path.join(LISTS, "*.json")):
        with open(path, encoding="utf-8") as file:
            for place, listed in json.load(file).items():
                for word in listed:
                    words.setdefault(word.lower(), set()).add(place)
    return sorted(words.items())


def is_long(text):
    return len(text.strip(SPACES)) >= LONG


def has_link(text):
    for match in URL.finditer(text):
        rest = match.group()[3:].rstrip(".,;:!?'\")]}>*")
        if rest and text[:match.start()].endswith(("http", "https")):
            return True
    return False


def is_question(text):
    text = text.strip(SPACES)
    small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text).replace("\u2019", "'")
    met = [(word, places) for word, places in questions() if word in small]
    if not met and "?" not in text and "？" not in text:
        return False
    sentence = Sentence(text)
    return sentence.has_mark() or any(sentence.asks(small, word, places) for word, places in met)


def is_wide_mark(letter):
    code = ord(letter)
    return (0x2000 <= code <= 0x2BFF or 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF0F
            or 0xFF1A <= code <= 0xFF20 or 0xFF5B <= code <= 0xFF65 or code >= 0x10000)


def in_spaced_script(letter):
    return letter.isalpha() and ord(letter) < 0x1100


class Sentence:
    """A text with its URLs masked, and what is known at each place of it."""

    def __init__(self, text):
        self.opening = address_end(text)
        self.text = mask_urls(text)
        self.starts, self.in_word, self.solid, self.has_words = [], [], [], []
        start, inside, solid, words = False, False, "", False
        for index, letter in enumerate(self.text):
            if index == self.opening:
                start = True
            self.starts.append(start)
            self.in_word.append(inside)
            self.solid.append(solid)
            self.has_words.append(words)
            if letter in SPACES:
                if letter == "\n" or (letter < "\x80" and solid and solid in ".!?"):
                    start = True
                inside = False
                continue
            if letter in (IN_URL, IN_URL_NO_MARK):
                start, inside = False, True
            elif letter < "\x80":
                inside = bool(WORD.match(letter))
                words = words or inside
                start = start and letter in '"([*>-'
            else:
                inside = not is_wide_mark(letter)
                words = words or inside
                start = letter in "？！；。…"
            solid = letter

    def has_mark(self):
        for index, letter in enumerate(self.text):
            if letter == "？" and self.has_words[index]:
                return True
            if letter == "?" and self.has_words[index] and may_ask(self.solid[index]):
                if BEHIND_MARK.match(self.text, index + 1):
                    return True
        return False

    def asks(self, small, word, places):
        index = small.find(word)
        while index >= 0:
            if self.asks_at(index, word, places):
                return True
            index = small.find(word, index + 1)
        return False

    def asks_at(self, index, word, places):
        end = index + len(word)
        if any(letter in (IN_URL, IN_URL_NO_MARK) for letter in self.text[index:end]):
            return False
        if self.in_word[index] and (ord(self.text[index]) < 0x800 or in_spaced_script(word[0])):
            return False
        closes = in_spaced_script(word[-1])
        if closes and end < len(self.text):
            follows = self.text[end]
            if WORD.match(follows) or "\xc0" <= follows <= "\u07ff":
                return False
        if "anywhere" in places or ("atStart" in places and self.starts[index]):
            return True
        return "atEnd" in places and self.ends(end, not closes)

    def ends(self, end, space_ends):
        following = end
        while self.text[following:following + 1] == " ":
            following += 1
        if following == len(self.text) or (following > end and space_ends):
            return True
        letter = self.text[following]
        return letter in ".,!?~;\n\r\t)]}\"'[@" if letter < "\x80" else is_wide_mark(letter) or letter in SPACES


def may_ask(letter):
    return letter == IN_URL or (letter >= "\x80" and letter != IN_URL_NO_MARK) or bool(BEFORE_MARK.match(letter))


def mask_urls(text):
    masked = ""
    rest = 0
    for match in URL.finditer(text):
        if match.start() < rest or not match.start() or not goes_on(text[match.start() - 1]):
            continue
        url = match.group()
        url = url[:3] + url[3:].rstrip(".,;:!?'\")]}>*")
        fill = IN_URL if BEFORE_MARK.match(url[-1]) else IN_URL_NO_MARK
        masked += text[rest:match.start()] + fill * len(url)
        rest = match.start() + len(url)
    return masked + text[rest:]


def goes_on(letter):
    """Whether a letter belongs to a word."""
    if letter < "\x80":
        return bool(WORD.match(letter))
    return letter not in SPACES and not is_wide_mark(letter)


def address_end(text):
    """Where the text proper begins, behind `@name`, and behind a first `name:` or `name,`."""
    start = 0
    while True:
        end = start
        while end < len(text) and text[end] not in SPACES:
            end += 1
        if end == start or not (text[start] == "@" or text[end - 1] in ":,：，"):
            return start
        behind = end
        while behind < len(text) and text[behind] in SPACES:
            behind += 1
        if text[start] != "@":
            return behind
        start = behind

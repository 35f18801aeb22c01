#!/usr/bin/env python3
"""A second, independent reading of IRC histories: prints the report that Banyan must print, as JSON with sorted keys.

    oracle.py PATH… --zone Asia/Shanghai [--bot NAME]… [--bridge NAME]… [--since DAY] [--until DAY]
              [--from DAY --to DAY] [--people]
"""

import argparse
import datetime
import json
import sys

from dialects import Reading, files_below, read_history
from formats import banyan
from history import History
from measures import Report, check_with_libraries


LIFE = ("messages", "messages_bot", "joins", "leaves", "sessions", "renames", "people", "active", "members")
# Sums of the rows of days, as they are stored.
SUMS = ("questions", "answers", "carrying", "reactions")


def day(text):
    return datetime.date.fromisoformat(text)


def read(paths, zone, bots=(), bridges=(), since=None, until=None):
    files = [file for path in paths for file in files_below(path)]
    if files and all(file.endswith(".jsonl") for file in files):
        (events,) = banyan.read(paths, zone).values()
        return History(events, bots, bridges, is_presence=False, zone=zone), {file: Reading() for file in files}
    events, readings = read_history(paths, zone, since, until)
    return History(events, bots, bridges), readings


def report_of(history, first, last, name, zone, network="irc"):
    report = Report(history, first, last)
    check_with_libraries(report)
    return report.document({"name": name, "network": network, "zone": zone})


def whole_life(history):
    """The counts of a group's whole life: the keys of `LIFE`."""
    return {
        "messages": sum(history.spoken.values()),
        "messages_bot": sum(history.bot_messages.values()),
        "joins": sum(history.joins.values()),
        "leaves": sum(history.leaves.values()),
        "sessions": sum(history.arrivals.values()),
        "renames": sum(history.rename_days.values()),
        "people": len(history.people),
        "active": len(history.spoken),
        "members": sum(1 for stays in history.stays.values() if stays and stays[-1][1] is None),
    }


def day_sums(history):
    """The sums of `SUMS` over all days."""
    return {
        "questions": len(history.questions),
        "answers": sum(history.answers.values()),
        "carrying": sum(history.carrying.values()),
        "reactions": sum(sum(reacted.values()) for reacted in history.reacted.values()),
    }


def people_of(history):
    """Who spoke how often, under which names."""
    rows = [
        {"names": history.names[person], "messages": history.spoken[person], "is_bot": person in history.bots}
        for person in history.names]
    return sorted(rows, key=lambda row: (-row["messages"], row["names"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--zone", default="UTC")
    parser.add_argument("--group", default="group")
    parser.add_argument("--bot", action="append", default=[])
    parser.add_argument("--bridge", action="append", default=[])
    parser.add_argument("--since", type=day)
    parser.add_argument("--until", type=day)
    parser.add_argument("--from", dest="first", type=day)
    parser.add_argument("--to", dest="last", type=day)
    parser.add_argument("--people", action="store_true", help="also who spoke how often, and under which names")
    options = parser.parse_args()
    history, readings = read(
        options.paths, options.zone, options.bot, options.bridge, options.since, options.until)
    for path, reading in readings.items():
        for number, line in reading.bad[:3]:
            print(f"{path}:{number}: bad line: {line[:100]}", file=sys.stderr)
        if reading.is_refused:
            print(f"{path}: {len(reading.bad)} of {reading.lines} lines are bad: refused", file=sys.stderr)
    if not history.events:
        sys.exit("no events")
    first, last = options.first or history.first_day, options.last or history.last_day
    document = report_of(history, first, last, options.group, options.zone)
    document["life"] = whole_life(history)
    if options.people:
        document["people"] = people_of(history)
    json.dump(document, sys.stdout, ensure_ascii=False, sort_keys=True, indent=1)
    print()


if __name__ == "__main__":
    main()

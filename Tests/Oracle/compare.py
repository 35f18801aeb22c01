#!/usr/bin/env python3
"""Compares every figure of Banyan with the second reading: over made histories, or over a folder of real ones.

    compare.py --program .build/debug/banyan --made 6          six seeds, three dialects each
    compare.py --program .build/debug/banyan --real FOLDER     FOLDER/irc-raku/logs/*, irc-duraspace/original-logs, irc-qtox

On a fresh SQLite file and, where BANYAN_TEST_POSTGRES is set, on a fresh PostgreSQL database. Whole numbers must be
equal, ratios equal to 1e-9. Every difference is printed with its path in the document; any makes the exit status 1.
"""

import argparse
import collections
import contextlib
import datetime
import glob
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from dataclasses import dataclass, field

import oracle
from life import check_survival_with_lifelines, group_subject, points
from made import Made
from told import Told

DAY = datetime.timedelta(days=1)
MOST_PRINTED = 40  # differences of one group on one engine
REFUSED = 65  # the exit status of an import that met a file with too many bad lines


@dataclass
class Case:
    name: str
    path: str
    zone: str
    bots: list = field(default_factory=list)
    bridges: list = field(default_factory=list)
    pieces: int = 1
    network: str = "irc"


class Comparison:
    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.figures = 0
        self.differences = []
        self.printed = collections.Counter()

    # Running the program

    def run(self, *arguments, expected=(0,)):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, check=False)
        if done.returncode not in expected:
            self.differ(f"banyan {arguments[0]}", f"exit status {expected}", f"{done.returncode}: {done.stderr.strip()[-800:]}")
        return done.stdout

    def differ(self, path, oracle_value, program_value):
        self.differences.append(path)
        place = path.split("…")[0][:-10]  # engine and group
        self.printed[place] += 1
        if self.printed[place] <= MOST_PRINTED:
            print(f"DIFFERENT {path}: oracle {oracle_value}, banyan {program_value}", flush=True)

    # Comparing documents

    def compare(self, path, expected, found):
        if isinstance(expected, dict):
            if not isinstance(found, dict):
                return self.differ(path, "an object", json.dumps(found)[:80])
            for key, value in expected.items():
                if key in found:
                    self.compare(f"{path}.{key}", value, found[key])
                else:
                    self.differ(f"{path}.{key}", value, "nothing")
        elif isinstance(expected, list):
            if not isinstance(found, list) or len(found) != len(expected):
                size = len(found) if isinstance(found, list) else "no list"
                return self.differ(f"{path}.count", len(expected), size)
            for index, value in enumerate(expected):
                self.compare(f"{path}[{index}]", value, found[index])
        else:
            self.figures += 1
            if not same(expected, found):
                self.differ(path, json.dumps(expected), json.dumps(found))
        return None

    # One database with many groups

    def group_of(self, case, database):
        options = ["--database", database, "--group", case.name, "--timezone", case.zone]
        for bot in case.bots:
            options += ["--bot", bot]
        for bridge in case.bridges:
            options += ["--bridge", bridge]
        history, readings = oracle.read([case.path], case.zone, case.bots, case.bridges)
        kept = [path for path, reading in readings.items() if not reading.is_refused]
        for piece in pieces_of(kept, case.pieces, random.Random(case.name)):
            self.run("import", *piece, *options)
        for path in (path for path, reading in readings.items() if reading.is_refused):
            self.run("import", path, *options, expected=(REFUSED,))
        return history

    def windows(self, case, history):
        first, last = history.first_day, history.last_day
        chance = random.Random(f"windows of {case.name}")
        yield None
        yield max(first, last - 27 * DAY), last
        yield first, first
        yield last + 3 * DAY - 40 * DAY, last + 3 * DAY  # past the end of the data
        for length in (1, 7, 28, 100):
            start = first + chance.randrange((last - first).days + 1) * DAY
            yield start, start + (length - 1) * DAY

    def reports(self, case, history, database, engine):
        for window in self.windows(case, history):
            if window is None:
                first, last, options = history.first_day, history.last_day, ["--all"]
            else:
                first, last = window
                options = ["--from", str(first), "--to", str(last)]
            text = self.run("report", case.name, "--database", database, *options, "--format", "json")
            expected = oracle.report_of(history, first, last, case.name, case.zone, case.network)
            path = f"{engine} {case.name} {first}…{last} "
            try:
                found = json.loads(text)
            except ValueError:
                self.differ(path, "JSON", text[:80])
                continue
            self.compare(path, expected, found)

    def groups(self, lives, sums, histories, database, engine):
        """The totals of whole lives: as `banyan groups` prints them, and all of them as they are stored; and survival."""
        lines = {}
        deaths = {}
        for name, history in histories.items():
            day, revived = history.death() or (None, None)
            deaths[name] = {"died": day and str(day), "revived": revived}
        subjects = [group_subject(history) for history in histories.values()]
        check_survival_with_lifelines(subjects)
        *listed, survival = self.run("groups", "--database", database, "--format", "json").splitlines()
        for line in map(json.loads, listed):
            lines[line["group"]["name"]] = line["totals"]
            self.compare(f"{engine} groups {line['group']['name']} ", deaths[line["group"]["name"]], line)
        self.compare(f"{engine} survival_groups ", points(subjects), json.loads(survival)["survival_groups"])
        stored = stored_numbers(database, engine, STORED_TOTALS, oracle.LIFE)
        stored_sums = stored_numbers(database, engine, STORED_SUMS, oracle.SUMS)
        for name, life in lives.items():
            printed = lines.get(name, {})
            shown = life | {"people_seen": life["people"]}
            self.compare(f"{engine} groups {name}", {key: shown[key] for key in shown if key in printed}, printed)
            self.compare(f"{engine} stored totals {name}", life, stored.get(name, {}))
            self.compare(f"{engine} stored days {name}", sums[name], stored_sums.get(name, {}))

    def database(self, cases, database, engine):
        started = time.monotonic()
        lives, sums, histories = {}, {}, {}
        for case in cases:
            history = histories[case.name] = self.group_of(case, database)
            lives[case.name], sums[case.name] = oracle.whole_life(history), oracle.day_sums(history)
            self.reports(case, history, database, engine)
        self.groups(lives, sums, histories, database, engine)
        self.run("verify", "--database", database)
        messages = sum(life["messages"] for life in lives.values())
        print(f"{engine}: {len(cases)} groups, {messages} messages, {time.monotonic() - started:.0f} s", flush=True)

    def both_engines(self, cases):
        with tempfile.TemporaryDirectory(prefix="banyan-oracle.") as folder:
            self.database(cases, os.path.join(folder, "banyan.sqlite"), "sqlite")
        server = os.environ.get("BANYAN_TEST_POSTGRES")
        if not server:
            print("SKIPPED: PostgreSQL (BANYAN_TEST_POSTGRES is not set)")
            return
        name = f"oracle_{os.getpid()}_{time.monotonic_ns()}"
        query(server, f"CREATE DATABASE {name}")
        try:
            address = urllib.parse.urlsplit(server)._replace(path=f"/{name}")
            self.database(cases, urllib.parse.urlunsplit(address), "postgres")
        finally:
            query(server, f"DROP DATABASE {name} WITH (FORCE)")


def same(expected, found):
    if expected is None or found is None:
        return expected is found
    if isinstance(expected, float):
        is_number = isinstance(found, (int, float)) and not isinstance(found, bool)
        return is_number and abs(expected - found) <= 1e-9 * max(1.0, abs(expected))
    return type(expected) is type(found) and expected == found


def pieces_of(paths, count, chance):
    """The files in as many pieces, out of order and overlapping, that together are the whole."""
    if count == 1 or len(paths) < count:
        return [paths]
    size = -(-len(paths) // count)
    pieces = [paths[max(0, start - 2):start + size] for start in range(0, len(paths), size)]
    chance.shuffle(pieces)
    return pieces


STORED_TOTALS = f"SELECT name, {', '.join(oracle.LIFE)} FROM group_totals JOIN groups ON groups.id = group_id"
STORED_SUMS = (
    "SELECT name, " + ", ".join(f"SUM(group_days.{key})" for key in oracle.SUMS)
    + " FROM group_days JOIN groups ON groups.id = group_id GROUP BY name")


def stored_numbers(database, engine, statement, keys):
    """By group the numbers that a statement selects."""
    if engine == "sqlite":
        with contextlib.closing(sqlite3.connect(database)) as connection:
            rows = connection.execute(statement).fetchall()
    else:
        command = ["psql", "-q", "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rows = [line.split("\t") for line in text.splitlines()]
    return {row[0]: dict(zip(keys, map(int, row[1:]))) for row in rows}


def query(server, statement):
    subprocess.run(["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", server, "-c", statement], check=True)


def made_cases(seed, folder):
    for dialect in ("plain", "mirc", "znc"):
        made = Made(seed, dialect)
        path = os.path.join(folder, f"{seed}-{dialect}")
        made.write(path)
        yield Case(f"made {seed} {dialect}", path, made.zone, made.bots, made.bridges, pieces=1 + seed % 3)


def told_cases(seed, folder):
    """Histories of a network with ids, joins, replies and reactions, in our own format."""
    told = Told(seed)
    path = os.path.join(folder, f"{seed}-told.jsonl")
    told.write(path)
    yield Case(f"told {seed}", path, told.zone, told.bots, network="made")


def real_cases(folder):
    for path in sorted(glob.glob(os.path.join(folder, "irc-raku", "logs", "*"))):
        yield Case(os.path.basename(path), path, "UTC", ["camelia", "Geth"],
                   ["discord-raku-bot", *(f"disbot{number}" for number in range(1, 10))])
    for name, zone, bots in (
        ("irc-duraspace/original-logs", "America/New_York", ["DuraLogBot", "kompewter"]),
        ("irc-qtox", "Europe/Berlin", ["qTox-syncbot", "qtox-git-spam"]),
    ):
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            yield Case(name.split("/", maxsplit=1)[0], path, zone, bots)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--made", type=int, default=0, metavar="SEEDS")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--real", metavar="FOLDER")
    options = parser.parse_args()
    comparison = Comparison(options.program)
    for seed in range(options.first_seed, options.first_seed + options.made):
        with tempfile.TemporaryDirectory(prefix="banyan-made.") as folder:
            comparison.both_engines([*made_cases(seed, folder), *told_cases(seed, folder)])
    if options.real:
        cases = list(real_cases(options.real))
        if not cases:
            sys.exit(f"no IRC histories in {options.real}")
        comparison.both_engines(cases)
    for place, count in comparison.printed.items():
        if count > MOST_PRINTED:
            print(f"{place}: {count - MOST_PRINTED} more differences")
    print(f"{comparison.figures} figures compared, {len(comparison.differences)} different")
    sys.exit(1 if comparison.differences else 0)


if __name__ == "__main__":
    main()

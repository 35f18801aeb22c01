#!/usr/bin/env python3
"""Holds the running API against its own document with Schemathesis, and runs the examples of docs/api.md against it.

    schema.py --program .build/debug/banyan [--seconds 20]
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCES = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCES / "Tests" / "Browser"))
from harness import PASSWORD, Server  # noqa: E402
from visitor import Visitor  # noqa: E402

SCOPES = [f"{verb}:{area}" for area in ("groups", "people", "events", "reports", "imports", "staff", "webhooks")
          for verb in ("read", "write")] + ["read:audit", "write:settings", "write:data", "write:today"]


def history(folder):
    """A small group of one week."""
    path = pathlib.Path(folder) / "tea.csv"
    lines = ["time,kind,sender,text,id,reply_to"]
    for day in range(1, 8):
        for number in range(6):
            name = ["Mei", "Zoe", "Tom"][number % 3]
            answers = f"{day}-{number - 1}" if number % 2 else ""
            lines.append(f"2026-11-{day:02} 1{number}:00:00,text,{name},does number {number} help?,{day}-{number},{answers}")
    path.write_text("\n".join(lines) + "\n")
    return path


def token_of(server):
    owner = Visitor(server)
    reply = owner.post(server.first_link(), {"name": "Mira", "sign-in-name": "mira", "password": PASSWORD})
    name, value = re.match(r"([^=]+)=([^;]*)", reply.headers["set-cookie"]).groups()
    owner.cookies = {name: value}
    page = owner.post("/settings/tokens", {"name": "schema", "scope": SCOPES, "days": "30"})
    return re.search(r"banyan_[A-Za-z0-9_-]{43}", page.text)[0]


def hold(server, token, seconds):
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    run = subprocess.run(
        [program, "--config-file", str(pathlib.Path(__file__).with_name("schemathesis.toml")), "run", server.base + "/api/v1/openapi.json", "--header", "Authorization: Bearer " + token,
         "--max-time", str(seconds), "--rate-limit", "18/s", "--seed", "1", "--continue-on-failure", "--no-color",
         # The stream never ends, by design.
         "--exclude-path", "/events/stream", "--warnings", "off", "--report-dir", tempfile.mkdtemp()],
        capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def examples(server, token):
    """What each example prints; both must tell of the same groups."""
    environment = {**os.environ, "BANYAN_URL": server.base, "BANYAN_TOKEN": token}
    told = {}
    for name, program in [("groups.py", [sys.executable]), ("groups.sh", ["bash"])]:
        run = subprocess.run([*program, SOURCES / "docs/examples" / name], capture_output=True, text=True, env=environment)
        if run.returncode != 0:
            sys.exit(f"{name} failed: {run.stderr}")
        told[name] = [line.split("\t")[:2] for line in run.stdout.splitlines()]
    return told


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Server(options.program, folder) as server:
        server.banyan("import", str(history(folder)), "--group", "tea", "--timezone", "Asia/Shanghai")
        token = token_of(server)
        told = examples(server, token)
        if told["groups.py"] != told["groups.sh"]:
            sys.exit(f"the examples disagree: {json.dumps(told)}")
        status, words = hold(server, token, options.seconds)
        print(words[-6000:] if status else words.strip().splitlines()[-1])
        if not server.is_alive:
            sys.exit("the server ended")
        sys.exit(status)


if __name__ == "__main__":
    main()

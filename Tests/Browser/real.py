"""A real history brought in by the page shows what the command says of it; only where there is one."""
import os
import pathlib

from harness import Browser, Server, take_up
from importing import begin, bring, finish, same_figures


def history(root):
    """The largest month of a real group, else the largest file of a real channel."""
    files = list((pathlib.Path(root) / "telegram-hyperdbg-html").glob("*.html"))
    files = files or [file for file in pathlib.Path(root).glob("irc-*/**/*") if file.suffix in (".txt", ".log")]
    return max(files, key=lambda file: file.stat().st_size) if files else None


def run(chromium, checks, program, folder):
    root = os.environ.get("BANYAN_REAL_DATA")
    if not root:
        print("SKIPPED: a real history in the browser (BANYAN_REAL_DATA is not set)", flush=True)
        return
    file = history(root)
    if file is None:
        return checks.expect(False, f"no history was found in {root}")
    other = Server(program, folder / "real-command")
    other.banyan("import", str(file), "--group", "Real", "--timezone", "Europe/Berlin")
    with Server(program, folder / "real-page") as server:
        page = Browser(chromium, checks, server).window(accept="en", name="real")
        take_up(page, server.first_link(), "Mira", "mira")
        bring(page, str(file))
        page.fill("#f-into", "Real")
        page.fill("#f-read-zone", "Europe/Berlin")
        begin(page)
        checks.expect(finish(page, 120), f"{file.name} is imported")
        same_figures(checks, server, page, "Real", other, "real history")
        page.context.close()

"""Histories brought in by the page: dropped, chosen, zipped, wrong, with bad lines, stopped and gone on with; what the
pages then show is what the command says of the same file."""
import json
import pathlib
import re

from playwright.sync_api import Error

import looks
from harness import Browser, Server, take_up, until
from histories import talk, zipped
from visitor import Visitor

DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "application/octet-stream" }));
  const drop = document.getElementById("drop");
  for (const kind of ["dragenter", "dragover", "drop"])
    drop.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def bring(page, file):
    """Chooses a file and waits for the page that says how it will be read."""
    page.goto("/import")
    page.set_input_files("#f-files", file)
    page.wait_for_url(re.compile(r"/import/\d+$"))


def begin(page):
    with page.expect_navigation():
        page.locator("button[name=go][value=start]").click()


def finish(page, seconds=60):
    """Waits until the import is over; whether something came of it."""
    over = "document.readyState === 'complete' && !document.getElementById('import') && !!document.querySelector('main a.btn[href=\"/import\"]')"

    def is_over():
        try:
            return page.evaluate(over)
        except Error:  # The page is just giving way to the next.
            return False

    until(is_over, seconds, 0.1)
    return page.locator("main .tablebox tbody tr").count() > 0


def how_far(page):
    """Thousandths of an import under way; -1 where it is over."""
    try:
        return page.evaluate("""document.readyState !== "complete" ? 0
            : (document.getElementById("import-bar") || { value: -1 }).value""")
    except Error:  # The page is just giving way to the next.
        return 0


def nameless(report):
    """A report without the numbers that a database gives to people: those differ from one to the next."""
    if isinstance(report, dict):
        return {key: nameless(value) for key, value in report.items() if key != "id"}
    return [nameless(one) for one in report] if isinstance(report, list) else report


def same_figures(checks, server, page, group, other, what):
    """The report of the imported group beside the command's of the same file in another database."""
    told = nameless(json.loads(other.banyan("report", group, "--all", "--format", "json")))
    link = page.locator("main .tablebox tbody a[href^='/groups/']").first.get_attribute("href")
    shown = nameless(json.loads(Visitor.of(server, page).get(link.replace("/groups/", "/reports/") + "/json?w=all").text))
    checks.expect(shown == told, f"{what}: the page's figures are those of the command: " + "; ".join(
        f"{key} is {str(shown.get(key))[:300]}, not {str(told[key])[:300]}" for key in told if shown.get(key) != told[key]))
    page.goto(link + "?w=all")
    text = page.locator("#figures").inner_text()
    days = told["activity"]["days"]
    checks.expect(days != [], f"{what}: has days")
    for key, value in [("messages", sum(day["messages"] for day in days)), ("members", days[-1]["members"])]:
        checks.expect(f"{value:,}" in text.split(), f"{what}: {key} {value} stands on the page")


def run(chromium, checks, program, folder):
    here = folder / "importing"
    with Server(program, here / "page") as server:
        browser = Browser(chromium, checks, server)
        page = browser.window(accept="en", name="import")
        take_up(page, server.first_link(), "Mira", "mira")
        dropped(checks, server, page, program, here)
        zip_and_folders(checks, server, page, here)
        wrong(checks, page, here)
        bad_lines(checks, page, here)
        stopped(checks, server, page, program, here)
        page.context.close()


def command_line(program, folder, name, text):
    """Another database, into which the command brings the same file."""
    other = Server(program, folder / f"command-{name}")
    file = folder / f"{name}.jsonl"
    file.write_text(text)
    other.banyan("import", str(file))
    return other


def dropped(checks, server, page, program, folder):
    text = talk("Rye & Oats")
    other = command_line(program, folder, "rye", text)
    page.goto("/import")
    page.evaluate(DROP, ["rye.jsonl", text])
    page.wait_for_url(re.compile(r"/import/\d+$"))
    checks.expect(page.locator("table.events tbody tr").count() == 10, "the first ten events are shown as they will be read")
    looks.here(page, checks, "how a file will be read")
    checks.equal(page.input_value("#f-into"), "Rye & Oats", "the group is named as in the file")
    page.fill("#f-read-zone", "Mars/Olympus")
    page.allows.add(422)
    begin(page)
    checks.expect(page.locator("#e-read-zone, [role=alert]").first.is_visible(), "a zone that is none is told of in place")
    checks.equal(page.input_value("#f-read-zone"), "Mars/Olympus", "what was typed is kept")
    page.allows.discard(422)
    page.fill("#f-read-zone", "Asia/Shanghai")
    begin(page)
    checks.expect(finish(page), "a dropped file is imported")
    looks.here(page, checks, "what came of an import")
    same_figures(checks, server, page, "Rye & Oats", other, "dropped file")
    # Once more: nothing counts twice.
    page.goto("/import")
    page.evaluate(DROP, ["rye.jsonl", text])
    page.wait_for_url(re.compile(r"/import/\d+$"))
    begin(page)
    finish(page)
    checks.equal(page.locator("main .tablebox tbody td").first.inner_text(), "0", "what is there already adds nothing")


def zip_and_folders(checks, server, page, folder):
    file = folder / "two.zip"
    file.write_bytes(zipped({"a/one.jsonl": talk("Zip One", seed=5, days=9), "b/two.jsonl": talk("Zip Two", seed=6, days=9),
                             "readme.txt": "", "photo.png": "\x89PNG"}))
    bring(page, str(file))
    checks.equal(page.locator("section.found").count(), 2, "a zip of two histories is two groups")
    begin(page)
    checks.expect(finish(page), "a zip is imported")
    checks.equal(page.locator("main .tablebox tbody tr").count(), 2, "both groups of the zip are named")
    uploads = [one for one in pathlib.Path(server.folder).rglob("*.jsonl")]
    checks.equal(uploads, [], "nothing of the uploads is kept")


def wrong(checks, page, folder):
    file = folder / "picture.jpg"
    file.write_bytes(bytes(range(256)) * 64)
    bring(page, str(file))
    checks.expect(page.locator(".advice").is_visible() and page.locator(".empty").is_visible(),
                  "a file that is no history is told of, with what was looked for")
    looks.here(page, checks, "a file that is no history")
    checks.equal(page.locator("button[name=go][value=start]").count(), 0, "and cannot be begun with")
    page.goto("/import")
    page.allows.add(400)
    with page.expect_navigation():
        page.evaluate("document.getElementById('upload').submit()")
    checks.expect(page.locator("form#upload [role=alert]").is_visible(), "an upload of nothing is told of in place")
    page.allows.discard(400)


def bad_lines(checks, page, folder):
    lines = talk("Bad Lines", seed=8, days=30).splitlines()
    for place in (40, 80, 120):
        lines[place] = '{"time": "not a time", "sender": 5'
    file = folder / "bad.jsonl"
    file.write_text("\n".join(lines) + "\n")
    bring(page, str(file))
    begin(page)
    checks.expect(finish(page), "a file with a few bad lines is imported")
    with page.expect_download() as coming:
        page.locator("a[href$='/bad-lines']").click()
    table = pathlib.Path(coming.value.path()).read_text().splitlines()
    places = [line.split("\t")[0].rpartition(":")[2] for line in table]
    checks.expect([one for one in places if one in ("41", "81", "121")] == ["41", "81", "121"],
                  f"the bad lines to download name their lines: {table[:4]}")


def stopped(checks, server, page, program, folder):
    text = talk("A long one", people=200, days=900, each_day=220, seed=9, start="2025-01-01")
    other = command_line(program, folder, "long", text)
    bring(page, str(folder / "long.jsonl"))
    begin(page)
    moved = until(lambda: how_far(page) > 0, 30, 0.02)
    checks.expect(moved, "an import shows how far it is")
    stop = page.locator("form[action$='/stop'] button")
    if checks.expect(stop.count() == 1, "an import under way can be stopped"):
        stop.click()
    until(lambda: page.locator("form[action$='/continue'] button").count() == 1, 30, 0.1)
    go_on = page.locator("form[action$='/continue'] button")
    if checks.expect(go_on.count() == 1, "a stopped import offers to go on"):
        go_on.click()
        page.wait_for_load_state()
    checks.expect(finish(page, 90), "and is done then")
    same_figures(checks, server, page, "A long one", other, "stopped and gone on with")

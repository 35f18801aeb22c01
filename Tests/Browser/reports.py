"""Opens made reports in a browser and looks at them as a reader would; see README.md."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import sync_playwright

LANGUAGES = ["zh-Hans", "zh-Hant", "en"]
HOSTILE = ['<script>document.title="taken"</script>', '"onload="document.title=1', "'><img src=http://x.invalid/a.png>",
           "\u202egnp.exe", "名" * 120, "x" * 300, "</style></script></svg>", "=1+1", "{names}"]

# Every text on the page with the colour under it: WCAG 2's contrast, at least 4.5 for text of this size.
CONTRAST = """() => {
  const parse = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const over = (top, under) => under.map((c, i) => i < 3 ? top[i] * top[3] + c * (1 - top[3]) : 1);
  const light = c => { const l = c.slice(0, 3).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("script, style, .unseen")) continue;
    if (!element.getClientRects().length) continue;
    const isDrawn = element.closest("svg") !== null;
    const style = getComputedStyle(element);
    let ground = [255, 255, 255, 1];
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.unshift(parse(getComputedStyle(e).backgroundColor));
    for (const layer of layers) ground = over(layer, ground);
    const ink = over(parse(isDrawn ? style.fill : style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) found.push(walker.currentNode.data.trim().slice(0, 30) + " " + contrast.toFixed(2));
  }
  return found.slice(0, 10);
}"""


class Checks:
    def __init__(self):
        self.passed, self.failed = 0, []

    def expect(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failed.append(what)
            print("FAILED:", what, file=sys.stderr)


def banyan(program, database, *words):
    run = subprocess.run([program, *words, "--database", database], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"banyan {' '.join(words)} ended with {run.returncode}: {run.stderr}")


def hostile_history(path):
    """A month of talk between people whose names and words mean harm."""
    lines = [json.dumps({"banyan": 1, "group": HOSTILE[0], "network": "wechat", "zone": "Asia/Shanghai"})]
    for number, name in enumerate(HOSTILE):
        lines.append(json.dumps({"time": "2026-01-01T08:00:00", "kind": "join", "sender": name, "sender_id": f"u{number}",
                                 "scene": HOSTILE[number % 3]}))
    for day in range(1, 29):
        for number, name in enumerate(HOSTILE):
            other = HOSTILE[(number + day) % len(HOSTILE)]
            lines.append(json.dumps({"time": f"2026-01-{day:02}T{8 + number:02}:{day:02}:00", "id": f"m{day}-{number}",
                                     "sender": name, "sender_id": f"u{number}", "text": f"{other}? http://x.invalid/{other}",
                                     "reply_to": f"m{day - 1}-{(number + day) % len(HOSTILE)}"}))
    path.write_text("\n".join(lines) + "\n")


def open_page(browser, checks, file, *, width, theme="light", script=True):
    """A page in a context of its own; what it asks of the network and says to the console fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=script)
    page = context.new_page()
    name = f"{file.parent.name}/{file.name[:30]} {width} {theme}{'' if script else ' without script'}"
    page.on("console", lambda message: checks.expect(False, f"{name}: console: {message.text}"))
    page.on("pageerror", lambda error: checks.expect(False, f"{name}: {error}"))
    page.on("request", lambda request: checks.expect(
        request.url.startswith("file:" + "//" + str(file.parent)) or request.url == file.as_uri(),
        f"{name}: asks for {request.url}"))
    page.goto(file.as_uri())
    return page, name


def look(browser, checks, file, *, width, theme):
    page, name = open_page(browser, checks, file, width=width, theme=theme)
    charts = page.locator("figure[data-chart]")
    for index in range(charts.count()):
        figure = charts.nth(index)
        drawn = figure.locator(".canvas svg path").count()
        which = figure.get_attribute("data-chart")
        checks.expect(drawn > 5, f"{name}: chart {which} has {drawn} strokes")
        checks.expect(figure.locator("details[open]").count() == 0, f"{name}: the table of {which} is not folded away")
        size = figure.locator(".canvas").bounding_box()
        checks.expect(size["width"] > 250 and size["height"] > 150, f"{name}: chart {which} is {size}")
    checks.expect(page.title() != "taken", f"{name}: a script of a name ran")
    wide = page.evaluate("document.documentElement.scrollWidth")
    checks.expect(wide <= width, f"{name}: {wide} wide")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    faint = page.evaluate(CONTRAST)
    checks.expect(faint == [], f"{name}: too faint: {faint}")
    broken = page.evaluate("""() => [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href'))
        .filter(href => !document.getElementById(href.slice(1)))""")
    checks.expect(broken == [], f"{name}: links to nowhere: {broken}")
    page.context.close()
    return charts


def read_without_script(browser, checks, file):
    page, name = open_page(browser, checks, file, width=390, script=False)
    checks.expect(page.locator("h2, tbody tr").count() > 3, f"{name}: has too few parts")
    charts = page.locator("figure[data-chart]").count()
    tables = page.locator("figure[data-chart] details[open] tbody tr:visible").count()
    checks.expect(charts == 0 or tables >= 3 * charts, f"{name}: {tables} rows stand in for {charts} charts")
    checks.expect(page.locator(".canvas:visible").count() == 0, f"{name}: shows an empty chart")
    page.context.close()


def print_page(browser, checks, file):
    """On paper a page is light, whatever the screen, and its charts are there, within the paper."""
    page, name = open_page(browser, checks, file, width=1200, theme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 700, "height": 1000})
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    checks.expect(ground == "rgb(255, 255, 255)", f"{name}: prints on {ground}")
    for box in page.locator("figure[data-chart] svg").all():
        size = box.bounding_box()
        checks.expect(size and 100 < size["height"] < 400 and size["width"] <= 700, f"{name}: a printed chart is {size}")
    checks.expect(page.locator("figure[data-chart] svg").count() > 0, f"{name}: prints no chart")
    checks.expect(page.evaluate("document.documentElement.scrollWidth") <= 700, f"{name}: is wider than the paper")
    checks.expect(len(page.pdf(format="A4", prefer_css_page_size=True)) > 20_000, f"{name}: prints nothing")
    page.context.close()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", required=True)
    program = arguments.parse_args().program
    began = time.monotonic()
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="banyan-browser.") as folder, sync_playwright() as playwright:
        folder = pathlib.Path(folder).resolve()
        database = str(folder / "made.sqlite")
        banyan(program, database, "welcome", "--lang", "en")
        hostile_history(folder / "hostile.jsonl")
        banyan(program, database, "import", str(folder / "hostile.jsonl"), "--timezone", "Asia/Shanghai")
        for language in LANGUAGES:
            banyan(program, database, "report", "--all-groups", "--format", "html", "--output", str(folder / language),
                   "--lang", language)
        alone = folder / "alone"
        alone.mkdir()
        banyan(program, database, "report", HOSTILE[0], "--all", "--format", "html", "--output", str(alone / "one.html"))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for place, language in enumerate(LANGUAGES):
            for file in sorted((folder / language).glob("*.html")):
                theme = ["light", "dark"][place % 2]
                look(browser, checks, file, width=390, theme=theme)
                if language != "zh-Hant":
                    look(browser, checks, file, width=1440, theme=["dark", "light"][place % 2])
                read_without_script(browser, checks, file)
        look(browser, checks, alone / "one.html", width=1440, theme="light")
        print_page(browser, checks, alone / "one.html")
        print_page(browser, checks, sorted((folder / "en").glob("demo-*.html"))[0])
        browser.close()
    print(f"browser: {time.monotonic() - began:.0f} s")
    print(f"{checks.passed} passed, {len(checks.failed)} failed")
    sys.exit(1 if checks.failed else 0)


main()

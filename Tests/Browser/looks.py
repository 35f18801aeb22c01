"""Every page on a wide screen and on a phone, light and dark: nothing wider than the screen, nothing that axe finds
serious, and nothing that ran or was refused."""
import pathlib

import axe_playwright_python

from harness import wide

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

# Only what does not follow from the colours is asked again on the same page in its other theme.
RUN = """async only => {
  const result = await axe.run(document, { resultTypes: ["violations"], ...(only ? { runOnly: { type: "rule", values: only } } : {}) });
  return result.violations.filter(one => ["serious", "critical"].includes(one.impact)).map(one =>
    `${one.id} (${one.impact}): ` + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | "));
}"""

# What of a picture of people lies beyond its edge.
CUT = """() => [...document.querySelectorAll(".network svg")].flatMap(svg => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text, path")].filter(one => {
    const at = one.getBoundingClientRect();
    return at.width > 0 && (at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1);
  }).map(one => one.textContent || one.tagName);
})"""


def walk(browser, session, paths, checks):
    for width in (1440, 390):
        page = browser.window(width=width, session=session, name=f"looks {width}")
        page.allows = {404}
        for path in [*paths, "/nowhere"]:
            page.goto(path, wait_until="load")
            here(page, checks, f"{path} {width}")
            browser.calm(page, f"{path} {width}")
        page.context.close()
        page = browser.window(width=width, name=f"door {width}")
        page.goto("/sign-in")
        here(page, checks, f"the door {width}")
        page.context.close()


def here(page, checks, where):
    """The page that is open, light and dark. axe is put there by the driver, which no policy of the page hinders."""
    width = page.viewport_size["width"]
    checks.expect(wide(page) <= width, f"{where}: {wide(page)} wide")
    checks.equal(page.evaluate(CUT), [], f"{where}: nobody of a picture is cut off")
    page.evaluate(AXE)
    checks.equal(page.evaluate(RUN, None), [], f"{where} light: axe")
    page.emulate_media(color_scheme="dark")
    checks.equal(page.evaluate(RUN, ["color-contrast"]), [], f"{where} dark: axe")
    page.emulate_media(color_scheme="light")

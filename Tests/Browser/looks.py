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


def walk(browser, session, paths, checks):
    look_at(browser, session, paths, checks)


def look_at(browser, session, paths, checks, name="looks"):
    for width in (1440, 390):
        page = browser.window(width=width, session=session, name=f"{name} {width}")
        # axe is put there by the browser itself, which no policy of the page hinders.
        page.context.add_init_script(AXE)
        for path in paths:
            page.emulate_media(color_scheme="light")
            page.goto(path, wait_until="load")
            where = f"{path} {width}"
            if page.evaluate("typeof axe") != "object":
                checks.expect(False, f"{where}: axe is not there")
                continue
            checks.expect(wide(page) <= width, f"{where}: {wide(page)} wide")
            checks.equal(page.evaluate(RUN, None), [], f"{where} light: axe")
            page.emulate_media(color_scheme="dark")
            checks.equal(page.evaluate(RUN, ["color-contrast"]), [], f"{where} dark: axe")
            browser.calm(page, where)
        page.context.close()

"""The first owner, passwords, going out and coming in, the second step."""
import base64
import hashlib
import hmac
import struct
import time

import looks
from harness import Browser, Server, sign_in, take_up


def code_of(secret, at):
    """The code of a moment (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place:place + 4])[0] & 0x7fffffff) % 1_000_000:06}"


def run(chromium, checks, program, folder):
    with Server(program, folder / "first") as server:
        browser = Browser(chromium, checks, server)
        page = browser.window(accept="en", name="first run")
        page.allows = {422}
        page.goto("/")
        checks.expect(page.url.endswith("/sign-in"), "a stranger is led to the door")
        checks.expect(page.locator("form input[type=password]").count() == 0, "before the first owner there is no form to sign in with")
        first_owner(page, server, checks)
        out_and_in(browser, page, checks)
        second_step(browser, page, checks)
        page.context.close()


def first_owner(page, server, checks):
    link = server.first_link()
    page.goto(link)
    checks.expect(page.locator("label[for=f-name]").inner_text() != "", "the first link opens a form with labels")
    looks.here(page, checks, "the first link")
    for password, why in [("short", "too short"), ("password123", "a common one"), ("mira@shed.example", "the name itself")]:
        page.fill("#f-name", "Mira Lindqvist")
        page.fill("#f-sign-in-name", "mira@shed.example")
        page.fill("#f-password", password)
        page.click("button.main")
        alert = page.locator("[role=alert], .row.wrong .error")
        checks.expect(alert.count() >= 1 and alert.first.is_visible(), f"a password that is {why} is refused in place")
        checks.equal(page.input_value("#f-name"), "Mira Lindqvist", f"{why}: the name is kept")
        checks.equal(page.input_value("#f-sign-in-name"), "mira@shed.example", f"{why}: the sign-in name is kept")
        checks.equal(page.input_value("#f-password"), "", f"{why}: the password is not sent back")
    take_up(page, link, "Mira Lindqvist", "mira@shed.example")
    looks.here(page, checks, "the first page of all")
    checks.expect(page.locator(".empty .btn.main, .empty a").count() > 0, "the first page says what to do first")
    page.allows.add(404)
    page.goto(link)
    checks.expect(page.locator("#f-password").count() == 0, "the first link opens once only")
    page.goto("/nowhere")
    checks.equal(page.locator("html").get_attribute("lang"), "en", "a page that is not there speaks the visitor's language")
    checks.expect(page.locator("nav.side").count() == 1, "a page that is not there leaves the places in reach")


def out_and_in(browser, page, checks):
    page.goto("/")
    page.locator("nav.side form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")
    page.goto("/groups")
    checks.expect(page.url.endswith("/sign-in"), "who went out is out")
    sign_in(page, "mira@shed.example", "not the password at all")
    checks.expect(page.locator("[role=alert]").is_visible(), "a wrong password is told of in place")
    checks.equal(page.input_value("#f-name"), "mira@shed.example", "a wrong password: the name is kept")
    sign_in(page, "MIRA@shed.example")
    page.wait_for_url("**/")
    other = browser.window(accept="en", name="second window")
    sign_in(other, "mira@shed.example")
    other.wait_for_url("**/")
    page.goto("/settings/account")
    checks.equal(page.locator("form[action='/settings/account/sessions/end']").count(), 2, "both windows are listed")
    page.locator("form[action='/settings/account/sessions/end-others'] button").click()
    other.goto("/groups")
    checks.expect(other.url.endswith("/sign-in"), "a session that was ended is out")
    other.context.close()


def second_step(browser, page, checks):
    page.goto("/settings/account")
    page.locator("form[action='/settings/account/second-step'] button").click()
    secret = page.locator("#secret").inner_text() if page.locator("#secret").count() else page.locator(".secret").first.inner_text()
    looks.here(page, checks, "the second step is set up")
    page.fill("#f-code", "000000")
    page.locator("form[action$='/confirm'] button").click()
    checks.expect(page.locator("[role=alert]").is_visible(), "a wrong code is told of in place")
    confirmed = time.time()
    page.fill("#f-code", code_of(secret, confirmed))
    page.locator("form[action$='/confirm'] button").click()
    codes = page.locator("#codes").inner_text().split()
    checks.expect(len(codes) >= 6, f"{len(codes)} recovery codes")
    page.locator("main a.btn.main").click()
    page.locator("nav.side form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")
    sign_in(page, "mira@shed.example")
    page.wait_for_url("**/sign-in/code")
    page.goto("/groups")
    checks.expect("/sign-in" in page.url, "half a sign-in opens no page")
    page.goto("/sign-in/code")
    page.fill("#f-code", "111111")
    page.click("button.main")
    checks.expect(page.locator("[role=alert]").is_visible(), "a wrong code at the door is told of")
    # A code is good once: the one of the next half minute is within the grace that clocks are given.
    page.fill("#f-code", code_of(secret, confirmed + 30))
    page.click("button.main")
    page.wait_for_url("**/")
    page.locator("nav.side form[action='/sign-out'] button").click()
    sign_in(page, "mira@shed.example")
    page.wait_for_url("**/sign-in/code")
    page.fill("#f-code", codes[0])
    page.click("button.main")
    page.wait_for_url("**/")
    checks.expect(page.url.endswith("/"), "a recovery code opens the door")

"""Every page in three languages: its own words only, no name of a text in place of the text."""
import json
import re

from harness import SOURCES, speak

LANGUAGES = {"zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en"}

# What of a page is ours to say: data is written in bdi, code or time, and languages are called what they call themselves.
OURS = """() => {
  const whole = document.body.cloneNode(true);
  const text = element => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("bdi, code, kbd, time, script, style, .languages, input, textarea, datalist, .secret").forEach(one => one.remove());
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  const parts = "button, label, legend, summary, th[scope=col], h1, h2, h3, nav.side a, nav.bottom a, .tabs a, .chip, .btn, .tag, dt, .help, .why, option, caption, .empty";
  return { all: document.body.innerText, parts: [...document.querySelectorAll(parts)].filter(one =>
      !one.closest(".languages, #f-language, [name=keeper], [name=tag], [name=about], [name=language], [name=a], [name=b], [name=against], [name=to], datalist, .formats, #f-read-as")).map(text).filter(Boolean),
    labels: [...document.querySelectorAll("[aria-label], [placeholder], [title]")].flatMap(one =>
      ["aria-label", "placeholder", "title"].map(name => one.getAttribute(name) || "")).filter(Boolean) };
}"""


def catalogues():
    words = {}
    for language in LANGUAGES:
        words[language] = {}
        for file in (SOURCES / "Sources/Kernel/Texts" / language).glob("*.json"):
            words[language].update(json.loads(file.read_text()))
    return words


def letters(texts):
    return {letter for text in texts.values() for letter in str(text) if "\u4e00" <= letter <= "\u9fff"}


def walk(page, visitor, paths, checks):
    words = catalogues()
    simplified, traditional = letters(words["zh-Hans"]), letters(words["zh-Hant"])
    foreign = {"zh-Hans": traditional - simplified, "zh-Hant": simplified - traditional}
    keys = set(words["en"])
    for language in LANGUAGES:
        speak(page, language)
        for path in paths:
            page.goto(path, wait_until="domcontentloaded")
            look(page, path, language, keys, foreign, checks)
    speak(page, "zh-Hans")


def look(page, path, language, keys, foreign, checks):
    where = f"{path} in {language}"
    checks.equal(page.locator("html").get_attribute("lang"), language, f"{where}: lang")
    found = page.evaluate(OURS)
    raw = [word for text in [found["all"], *found["labels"]] for word in re.findall(r"[a-z][a-z0-9-]*(?:\.[a-zA-Z0-9_-]+)+", text)
           if word in keys or word.startswith("web.")]
    checks.equal(raw, [], f"{where}: names of texts stand in place of texts")
    empty = re.findall(r"\{[a-z-]+\}", found["all"])
    checks.equal(empty, [], f"{where}: gaps that nothing filled")
    if path.startswith("/settings/audit"):
        return  # It repeats what people wrote, in whatever language that was.
    if language == "en":
        other = [text for text in found["parts"] if re.search(r"[\u4e00-\u9fff]", text)]
    else:
        other = [text for text in found["parts"] if set(text) & foreign[language] or is_english(text)]
    checks.equal(sorted(set(other))[:6], [], f"{where}: words of another language")


def is_english(text):
    """Three small words or more of it and nothing Chinese: not a name like CSV."""
    return not re.search(r"[\u4e00-\u9fff]", text) and len(re.findall(r"\b[a-z]{3,}\b", text)) >= 2

"""Cuts texts with jieba (PyPI, HMM=False) and with `banyan words`, and says how far they agree.

    segments.py --program .build/debug/banyan [FILE…]    lines of text; made ones where no file is named
    segments.py --program … --real $BANYAN_REAL_DATA     Chinese lines of the real data, as many as --lines says

Both get the text folded by us, and jieba our words of communities, so that what is compared is the cutting alone. Agreement is
the share of borders that both set, among those either sets, within runs of Chinese characters; letters and marks, where
we know links and names and jieba does not, are left out. Exits with 1 under 99.5 %.
"""

import argparse
import glob
import os
import random
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = os.path.join(HERE, "..", "..", "Sources", "Words", "Data", "CommunityWords.txt")
HAN = re.compile("[\u3400-\u9fff]+")


def made(jieba, count):
    """Sentences of words drawn as often as the dictionary says they are met, with marks and letters among them."""
    chance = random.Random(7)
    words = [(word, times) for word, times in jieba.dt.FREQ.items() if times]
    names, weights = zip(*words)
    for _ in range(count):
        drawn = chance.choices(names, weights, k=chance.randint(3, 20))
        yield "".join(word + chance.choices(["", "，", " ok ", "。"], [20, 3, 1, 1])[0] for word in drawn)


def real(folder, most):
    """Chinese lines of whatever text files a folder holds."""
    count = 0
    for path in sorted(glob.glob(os.path.join(folder, "**", "*"), recursive=True)):
        if count >= most or not os.path.isfile(path) or not path.endswith((".txt", ".csv", ".json", ".jsonl", ".tsv")):
            continue
        taken = 0
        with open(path, encoding="utf-8", errors="ignore") as file:
            for line in file:
                line = " ".join(line[:400].split())
                if HAN.search(line) and taken < most // 8:
                    taken += 1
                    count += 1
                    yield line


def run(program, arguments, lines):
    text = "\n".join(lines) + "\n"
    done = subprocess.run([program, "words", *arguments], input=text, capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[: len(lines)]


def borders(runs, words):
    """Where, within the runs of Chinese, a word ends; by place in all of them together."""
    joined = "".join(runs)
    found, place = set(), 0
    for word in words:
        for part in HAN.findall(word):
            if joined[place : place + len(part)] != part:
                return None
            place += len(part)
            found.add(place)
    return found if place == len(joined) else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--real")
    parser.add_argument("--lines", type=int, default=20000)
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    try:
        import jieba
    except ImportError:
        print("SKIPPED: jieba is not installed")
        return 0
    jieba.setLogLevel(60)
    jieba.initialize()
    if options.files:
        lines = [line.rstrip("\n") for path in options.files for line in open(path, encoding="utf-8")]
    elif options.real:
        lines = list(real(options.real, options.lines))
    else:
        lines = list(made(jieba, options.lines))
    with open(WORDS, encoding="utf-8") as file:
        for word in file.read().split("\n"):
            if word and not word.startswith("# "):
                jieba.add_word(word)
    folded = run(options.program, ["--folded"], lines)
    ours = run(options.program, [], folded)
    began = time.process_time()
    theirs = [jieba.lcut(line, HMM=False) for line in folded]
    seconds = time.process_time() - began
    both = either = same = skipped = 0
    shown = []
    for line, our, their in zip(folded, ours, theirs):
        runs = HAN.findall(line)
        left, right = borders(runs, our.split(" ")), borders(runs, their)
        if left is None or right is None:
            skipped += 1
            continue
        both += len(left & right)
        either += len(left | right)
        same += left == right
        if left != right and len(shown) < 5:
            shown.append("  ours " + our + "\n  jieba " + " ".join(their))
    size = sum(len(line.encode()) for line in folded)
    share = both / max(either, 1)
    print(f"{len(lines)} lines, {size / 1e6:.1f} MB: {share:.4%} of borders agree, {same / max(len(lines) - skipped, 1):.3%} of lines; "
          f"{skipped} lines left out (links or names in Chinese). jieba: {size / 1e6 / seconds:.2f} MB/s")
    print("\n".join(shown))
    return 0 if share >= 0.995 else 1


if __name__ == "__main__":
    sys.exit(main())

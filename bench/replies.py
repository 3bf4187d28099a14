"""How answers by letter are read: our reading beside a maintained parser, mail-parser-reply.

    python -m bench.replies

Right means: all the words that the person wrote, and at most two others (a greeting). The corpus
is tests/replies/letters; the parser gets the languages that it knows of those in it. Hostile texts
of 200 kB run in a process of their own, ended after 20 seconds.
"""

import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Callable

from romanesco.replies.reading import read_reply
from tests.replies import corpus

PATIENCE = 20.0
LANGUAGES = ["en", "nl", "de", "fr", "es", "ja"]
SIZE = 200_000
HOSTILE = {
    "greater-than signs": ">" * SIZE,
    "On On On": "On " * (SIZE // 3),
    "1. 1. 1.": "1. " * (SIZE // 3),
    "newlines": "\n" * SIZE,
    "quoted lines": ("> " + "x" * 70 + "\n") * 2_700,
}
type Read = Callable[[str], str]


def ours(text: str) -> str:
    """All that the person wrote, as we read it."""
    reading = read_reply(text, corpus.questions(), name="Theo Lindqvist")
    return "\n".join([*(answer.text for answer in reading.answers), reading.free])


def theirs(text: str) -> str:
    """The latest reply, as the parser reads it, without what it takes for a signature."""
    from mailparser_reply.parser import EmailReplyParser

    replies = EmailReplyParser(languages=list(LANGUAGES)).read(text).replies
    return str(replies[0].body) if replies else ""


def main() -> None:
    for name, read in (("ours", ours), ("mail-parser-reply", theirs)):
        print(f"\n{name}")
        for kind, is_above in (("above the quote, or without", True), ("below or between", False)):
            samples = [one for one in corpus.samples() if _is_above(one) == is_above]
            print(f"  {kind}: {sum(_is_right(one, read) for one in samples)} of {len(samples)}")
        for what, text in HOSTILE.items():
            print(f"  200 kB of {what}: {_seconds(read, text)}")


def _is_above(sample: corpus.Sample) -> bool:
    """Whether everything that was written stands before everything that is quoted."""
    first = next(iter(sample.expected.values()), "")
    return bool(first) and sample.text.lstrip("\ufeff\u00a0 \r\n").find(first[:12]) in range(40)


def _is_right(sample: corpus.Sample, read: Read) -> bool:
    wanted, found = _words(" ".join(sample.expected.values())), _words(read(sample.text))
    return not wanted - found and (found - wanted).total() <= 2


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+", text.casefold()))


def _seconds(read: Read, text: str) -> str:
    process = multiprocessing.get_context("spawn").Process(target=_try, args=(read, text))
    process.start()
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
        return f"over {PATIENCE:.0f} s"
    return "done"


def _try(read: Read, text: str) -> None:
    from romanesco.replies.quoting import ReplyTooLong

    start = time.perf_counter()
    try:
        read(text)
    except ReplyTooLong:
        print("  (refused: too long)", end="")
    print(f"  {time.perf_counter() - start:.2f} s", end="", flush=True)


if __name__ == "__main__":
    main()

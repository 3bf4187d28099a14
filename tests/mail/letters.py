"""Letters of every kind, to be looked at: ordinary, long, empty, in other scripts."""

from romanesco.mail.content import (
    Button,
    Code,
    Content,
    Listing,
    Moment,
    Paragraph,
    Question,
    Section,
)

WHY = "You get this because you meet Rosa in Romanesco."
PLAN = Button("Open the plan", "https://mentoring.example.org/plans/7")
WHEN = Moment(
    "Thursday, 26 November",
    "10:00",
    "for you in São Paulo · 14:00 for Rosa in Amsterdam",
    "https://meet.example.org/rosa-and-theo",
)
QUESTIONS = (
    "Personal check-in",
    "What has gone well in the last week?",
    "What has not gone well in the last week?",
    "What are you hoping to accomplish in the coming week?",
    "What challenges do you anticipate?",
)
RICH = (
    "<p>See <a href='https://example.org/a?b=1&amp;c=2'>the note</a>, and "
    "<code>SELECT … FOR UPDATE SKIP LOCKED</code> which is <strong>live</strong>.</p>"
    "<ul><li><p>no double sends</p></li><li><p>for five days</p></li></ul>"
    "<ol><li><p>first</p></li></ol><blockquote><p>said Priya</p></blockquote>"
    "<pre><code>def wait():\n    return averylongnameofafunction"
    "thatnobodywouldeverwrite(1)</code></pre>"
    '<ul class="ticked"><li data-checked="true"><input type="checkbox" disabled checked '
    'aria-label="Done"><div><p>ship it</p></div></li><li data-checked="false">'
    '<input type="checkbox" disabled aria-label="Open"><div><p>tell Priya</p></div></li></ul>'
)

LETTERS = {
    "with questions": Content(
        "Session 7 with Rosa",
        "Your plan for Thursday is still empty",
        (
            WHEN,
            Paragraph("Answer this letter below the numbers, and your plan is made.\nOr open it."),
            *(Question(n, prompt) for n, prompt in enumerate(QUESTIONS, 1)),
        ),
        Button("Open your plan", "https://mentoring.example.org/plans/7"),
        "It is shared with Rosa tomorrow at 10:00, as you both agreed.",
        "You get this because you prepare your sessions with Rosa.",
    ),
    "with a plan": Content(
        "Session 7 with Theo",
        "Theo’s plan is there",
        (
            WHEN,
            Section("Personal check-in", "Better week.", "<p>Better week. Slept properly.</p>"),
            Section(QUESTIONS[1], "…", RICH, "You hoped to finish the retry queue: done"),
            Section("Saying no to on-call swaps", "", "", "Theo’s topic · third time raised"),
            Listing("Still open between you", ("Send the write-up, by Thursday", "Introduce him")),
        ),
        PLAN,
        "Better week. Slept properly.",
        WHY,
    ),
    "half answered": Content(
        "Session 7 with Rosa",
        "Two questions are left",
        (
            Question(1, QUESTIONS[0], "Better week.\nSlept properly, first run since October."),
            Question(2, QUESTIONS[1]),
        ),
        PLAN,
    ),
    "with a code": Content(
        "123456 is your code",
        "Your code to sign in",
        (Code("KX2-94Q"), Paragraph("It works for three minutes, once.")),
    ),
    "empty": Content("Nothing", "", ()),
    "long": Content(
        "S" * 300,
        "Longwordwithoutanyspacewhatsoever" * 8,
        (
            Moment("Thursday", "10:00", "for you " + "x" * 200, f"https://x.example/{'y' * 300}"),
            Paragraph("word " * 600 + "z" * 400),
            Section("h" * 300, "", f"<p>{'w' * 500}</p><pre>{'c' * 300}</pre>", "n" * 300),
            Listing("Many", tuple(f"line {number} {'l' * 120}" for number in range(40))),
            Question(17, "q" * 300, "a" * 500),
        ),
        Button("A very long label that goes on and on, and on", f"https://x.example/{'u' * 900}"),
        "p" * 500,
        "f" * 300,
    ),
    "in other scripts": Content(
        "جلسة مع روزا",
        "خطتك للجلسة القادمة",
        (
            Paragraph("مرحبا، هذه رسالة."),
            Question(1, "最近怎么样？", "很好"),
            Listing("עברית", ("שלום",)),
        ),
        Button("打开", "https://x.example/"),
    ),
}

"""What people type: words that come again and again, and how long a paragraph grows."""

WORDS = (
    "What went well since we last met: the talk in March, and that I asked for help early. "
    "I would like to hear how you decide what to leave undone; my list only ever grows. "
)
LINE_LENGTH = 90

from romanesco.live.pace import BYTES_AT_ONCE, MESSAGES_AT_ONCE, Pace


def test_typing_never_meets_the_limit() -> None:
    pace = Pace(0.0)
    assert all(pace.allows(60, at / 50) for at in range(50 * 600))


def test_too_many_at_once_do() -> None:
    pace = Pace(0.0)
    allowed = sum(pace.allows(1, 0.0) for _ in range(5_000))
    assert allowed == MESSAGES_AT_ONCE
    assert pace.allows(1, 60.0)


def test_so_do_too_many_bytes() -> None:
    pace = Pace(0.0)
    assert sum(pace.allows(1_000_000, 0.0) for _ in range(20)) == BYTES_AT_ONCE // 1_000_000


def test_a_clock_that_goes_back_does_no_harm() -> None:
    pace = Pace(100.0)
    assert pace.allows(1, 50.0)

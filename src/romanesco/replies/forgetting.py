"""Forgets which letters came in, once nobody hands them over again."""

from datetime import datetime, timedelta

from romanesco.replies.models import Arrival

KNOWN_FOR = timedelta(days=90)  # servers try for five days (RFC 5321, 4.5.4.1), providers for less


def forget_arrivals(at: datetime) -> int:
    """Delete what came in more than ninety days ago; returns how many. Words are not in it."""
    return Arrival.objects.filter(arrived_at__lt=at - KNOWN_FOR).delete()[0]

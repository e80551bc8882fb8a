"""Numbers: those that people put into addresses, and shares of a hundred."""

# One more digit and the databases' largest number could be passed.
DIGITS = 18


def whole(text: str) -> int | None:
    """The number that ``text`` writes in digits; None when it is none, or one that no row can have."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def names_no_row(value: object) -> bool:
    """Whether ``value``, a part of an address, is a number that no row can have."""
    if isinstance(value, str):
        return len(value) > DIGITS and value.isdecimal()
    return isinstance(value, int) and abs(value) >= 10**DIGITS


def percentage(part: int, of: int) -> int:
    """``part`` in hundredths of ``of``, to the nearest; 0 of nothing."""
    return (200 * part + of) // (2 * of) if of else 0

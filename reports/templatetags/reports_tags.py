"""What the programme's page asks."""

from django import template

register = template.Library()

# Where each region stands on a grid that keeps the shape of the country: (column, row).
TILES = {
    "MA-01": (4, 1), "MA-02": (5, 2), "MA-03": (4, 2), "MA-04": (3, 2), "MA-05": (4, 3), "MA-06": (3, 3),
    "MA-07": (3, 4), "MA-08": (4, 4), "MA-09": (2, 5), "MA-10": (2, 6), "MA-11": (1, 6), "MA-12": (1, 7),
}  # fmt: skip


# What people call the regions, short; the order is that of their codes.
INITIALS = ["TTA", "OR", "FM", "RSK", "BMK", "CS", "MS", "DT", "SM", "GON", "LSH", "DOD"]


@register.filter
def initials_of_region(code: str) -> str:
    """The usual short name of a region: MA-04 is RSK; a code of another form stays as it is."""
    number = code.removeprefix("MA-")
    return INITIALS[int(number) - 1] if number.isdecimal() and 0 < int(number) <= len(INITIALS) else code


@register.filter
def tile(code: str) -> str:
    """The grid classes of a region."""
    column, row = TILES.get(code, (5, 7))
    return f"col-{column} row-{row}"

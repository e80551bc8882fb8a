"""What the programme's page asks."""

from django import template

register = template.Library()

# Where each region stands on a grid that keeps the shape of the country: (column, row).
TILES = {
    "MA-01": (4, 1), "MA-02": (5, 2), "MA-03": (4, 2), "MA-04": (3, 2), "MA-05": (4, 3), "MA-06": (3, 3),
    "MA-07": (3, 4), "MA-08": (4, 4), "MA-09": (2, 5), "MA-10": (2, 6), "MA-11": (1, 6), "MA-12": (1, 7),
}  # fmt: skip


@register.filter
def tile(code: str) -> str:
    """The grid classes of a region."""
    column, row = TILES.get(code, (5, 7))
    return f"col-{column} row-{row}"

"""What a trainer sees beside the fields while editing a curriculum."""

from wagtail.admin.panels import Panel


class PracticeSharePanel(Panel):
    """The practice share of the bootcamp the page belongs to, with a warning under 80 %.

    The template computes it by a tag: panels are built while the models load.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/practice_share.html"

"""What a trainer sees beside the fields while editing a curriculum."""

from wagtail.admin.panels import Panel


class PracticeSharePanel(Panel):
    """The practice share of the bootcamp the page belongs to, with a warning under 80 %; it follows the autosave.

    The template computes it by a tag: panels are built while the models load.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/practice_share.html"

        @property
        def place(self):
            """Where the page is, or will be once it is saved."""
            return self.instance if self.instance.pk else self.form.parent_page

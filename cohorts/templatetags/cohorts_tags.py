"""Life shown on curriculum pages."""

from django import template

from cohorts.announced import announced, is_upcoming

register = template.Library()


@register.simple_tag
def next_cohorts(bootcamp):
    """``{% next_cohorts bootcamp as cohorts %}``: announced cohorts with city, dates, ``seats_left``; those one
    can still join come first."""
    cohorts = list(announced().filter(bootcamp=bootcamp))
    for cohort in cohorts:
        cohort.is_upcoming = is_upcoming(cohort)
    return sorted(cohorts, key=lambda cohort: not cohort.is_upcoming)

"""Screens of cohorts: for managers, staff and learners."""

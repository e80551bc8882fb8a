"""Cohorts, their staff, their learners and their sessions."""

from cohorts.models.cohorts import (
    CLOSED,
    PRESENT,
    READING,
    SEATED,
    Cohort,
    CohortQuerySet,
    Enrolment,
    EnrolmentChange,
    StaffAssignment,
)
from cohorts.models.sessions import Presence, Session

__all__ = [
    "CLOSED",
    "PRESENT",
    "READING",
    "SEATED",
    "Cohort",
    "CohortQuerySet",
    "Enrolment",
    "EnrolmentChange",
    "Presence",
    "Session",
    "StaffAssignment",
]

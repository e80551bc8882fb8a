"""Cohorts, their staff, their learners and their sessions."""

from cohorts.models.cohorts import (
    AWAY,
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
    "AWAY",
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

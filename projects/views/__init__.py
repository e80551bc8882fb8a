"""Screens of projects: for learners, for mentors, for whoever forms the teams."""

"""Bags to reports: one road test as an HTML file and as a video."""

from vigil.review.report import report
from vigil.review.settings import ReviewSettings
from vigil.review.video import video

__all__ = ["ReviewSettings", "report", "video"]

"""Who is who over time and over cameras; where on the road, how fast, how sure, in which lane."""

from vigil.tracking.settings import TrackingSettings
from vigil.tracking.stage import Tracking

__all__ = ["Tracking", "TrackingSettings"]

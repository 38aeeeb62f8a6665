"""Who feeds whom, in one process, without ROS."""

from vigil.pipeline.as_driven import AsDriven
from vigil.pipeline.chain import Chain, Cycle
from vigil.pipeline.inputs import Inputs
from vigil.pipeline.judgement import Judgement, tracking_of, warnings_of
from vigil.pipeline.recording import cycle_records, drive_metadata
from vigil.pipeline.replay import replay
from vigil.pipeline.rerun import Rerun
from vigil.pipeline.rooms import SECTIONS, Rooms

__all__ = [
    "SECTIONS",
    "AsDriven",
    "Chain",
    "Cycle",
    "Inputs",
    "Judgement",
    "Rerun",
    "Rooms",
    "cycle_records",
    "drive_metadata",
    "replay",
    "tracking_of",
    "warnings_of",
]

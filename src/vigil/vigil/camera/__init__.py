"""Light in, frames out: videos, folders, streams and topics become `Frame`s of one size, in BGR."""

from vigil.camera.calibrate import Board, Calibrated, calibrate
from vigil.camera.check import marks
from vigil.camera.encodings import ENCODINGS, Picture, decode_compressed, to_bgr
from vigil.camera.frames import Source
from vigil.camera.rectify import Rectifier
from vigil.camera.settings import CameraRig, CameraSettings, MountingSettings, SourceSettings
from vigil.camera.snapshot import first_picture, pictures_of, write_picture
from vigil.camera.source import open_source, picture_paths, read_picture
from vigil.camera.topic import TopicDecoder

__all__ = [
    "ENCODINGS",
    "Board",
    "Calibrated",
    "CameraRig",
    "CameraSettings",
    "MountingSettings",
    "Picture",
    "Rectifier",
    "Source",
    "SourceSettings",
    "TopicDecoder",
    "calibrate",
    "decode_compressed",
    "first_picture",
    "marks",
    "open_source",
    "picture_paths",
    "pictures_of",
    "read_picture",
    "to_bgr",
    "write_picture",
]

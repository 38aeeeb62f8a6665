"""What is looked for, with which networks, and from when on it counts: section `perception`."""

from collections.abc import Mapping

from pydantic import Field

from vigil.base.settings import Settings

NONE = "none"
"""In place of a card: this is not looked for."""


class Networks(Settings):
    """The cards that look at one camera's picture.

    Three sets, with the bare CPU time of a 16:9 picture on a core with AMX:
    light (11 ms):   {detector_width_px: 640, lanes: none, road: none}
    default (53 ms): nothing to write
    heavy (105 ms):  {detector_width_px: 1248, road: road_segmentation_adas_0001}
    """

    detector: str = Field(default="yolox_nano", description="card that finds road users")
    detector_width_px: int = Field(
        default=960,
        ge=160,
        le=3840,
        description="of its input, where the card leaves it free: AP50 of vehicles on 40 KITTI"
        " frames is .65, .77, .84, .87 at 416, 640, 960, 1248; the cost grows with the square",
    )
    lanes: str = Field(default="twinlitenet", description="card that finds paint: bridges dashes")
    road: str = Field(
        default="twinlitenet", description="card that finds drivable road: excludes the bonnet"
    )


class DetectionSettings(Settings):
    """When a box counts."""

    score_min: float = Field(
        default=0.1,
        ge=0.01,
        le=0.95,
        description="low, as tracking can use doubtful boxes (ByteTrack, arXiv 2110.06864)",
    )
    overlap_max: float = Field(
        default=0.5, ge=0.1, le=0.95, description="IoU above which the weaker box goes"
    )
    bonnet_score_max: float = Field(
        default=0.6,
        ge=0.0,
        le=1.0,
        description="a surer box is kept, whatever it looks like; bonnets seen had 0.57 at most",
    )
    bonnet_width_min: float = Field(
        default=0.5,
        ge=0.2,
        le=1.0,
        description="of a bonnet, share of the picture's width: of a car that is 1 m ahead, too",
    )
    bonnet_aspect_min: float = Field(
        default=1.8, ge=1.0, le=10.0, description="its width over its height; a car's rear: 1.2"
    )
    bonnet_bottom_min: float = Field(
        default=0.9, ge=0.5, le=1.0, description="its lower edge, share of the picture's height"
    )
    height_min_m: float = Field(
        default=0.5,
        ge=0.1,
        le=1.2,
        description="a third of the height of a car: less is a reflection or a dash of paint",
    )
    near_m: float = Field(
        default=35.0,
        ge=2.0,
        le=60.0,
        description="from the camera, as far as the ground tells it: a degree of pitch or of slope"
        " makes a car of 1.5 m look 1 m high there",
    )
    edge_sd_px: float = Field(
        default=2.1,
        ge=0.1,
        le=20.0,
        description="of an edge of a small box; YOLOX-nano at 960 and 1248 on 40 KITTI frames, 217"
        " boxes 15-250 px high, 1.48 times the median error: 2.3, 2.7, 3.1, 3.1 px at 23, 39, 64,"
        " 98 px",
    )
    edge_sd_share: float = Field(
        default=0.024, ge=0.0, le=0.5, description="of a box's height, in square: as above"
    )


class LaneSettings(Settings):
    """When paint is a line."""

    range_max_m: float = Field(
        default=60.0, ge=10.0, le=150.0, description="a row is worth 3 m there (540 rows, 1.3 m)"
    )
    side_max_m: float = Field(
        default=14.0, ge=2.0, le=30.0, description="three lanes to either side"
    )
    paint_width_max_m: float = Field(
        default=0.5, ge=0.1, le=2.0, description="wider is no line; double lines are 0.5 m wide"
    )
    paint_length_min_m: float = Field(
        default=3.0, ge=0.5, le=20.0, description="a dash is 3.05 m long (MUTCD 3A.06)"
    )
    length_min_m: float = Field(
        default=6.0, ge=1.0, le=30.0, description="shorter paint is an arrow or a letter"
    )
    gap_max_m: float = Field(
        default=14.0, ge=1.0, le=40.0, description="between dashes: 9.14 m (MUTCD), 12 m (RMS-1)"
    )
    near_max_m: float = Field(
        default=20.0, ge=5.0, le=60.0, description="a line that begins farther has no place yet"
    )
    lane_width_min_m: float = Field(
        default=2.2, ge=1.5, le=3.0, description="narrowest lane of a road works (RSA: 2.6 m)"
    )
    lane_width_max_m: float = Field(
        default=5.5, ge=3.0, le=8.0, description="widest ramp; also our distance to a line of ours"
    )


class RoadSettings(Settings):
    """Where the road plane ends being trusted."""

    range_max_m: float = Field(
        default=60.0, ge=5.0, le=200.0, description="0.2 degrees of pitch are 10 m there"
    )


class PerceptionSettings(Settings):
    """Settings of perception."""

    networks: Networks = Field(default=Networks(), description="of every camera")
    cameras: Mapping[str, Networks] = Field(
        default={}, description="of single cameras, in place of `networks`"
    )
    parallel: bool = Field(
        default=True,
        description="run the networks of one picture at once: half the latency where a core is"
        " free, 5 to 8 % more CPU where none is",
    )
    detection: DetectionSettings = DetectionSettings()
    lane: LaneSettings = LaneSettings()
    road: RoadSettings = RoadSettings()

    def networks_of(self, camera: str) -> Networks:
        """Return the networks that look at a camera's picture."""
        return self.cameras.get(camera, self.networks)

"""How much a report holds: its file is to be mailed, so pictures are counted and small."""

from pydantic import Field

from vigil.base.settings import Settings


class ReviewSettings(Settings):
    """Sizes and counts; the defaults keep ten minutes below 3 MB."""

    thumbnails: int = Field(
        default=100, ge=0, le=1000, description="pictures along the timeline, 10 kB each at most"
    )
    thumbnail_width_px: int = Field(
        default=320, ge=80, le=1920, description="enough to tell a car from a truck"
    )
    pictures: int = Field(
        default=16, ge=1, le=200, description="pictures of alerts, 50 kB each; the highest first"
    )
    quiet_pictures: int = Field(
        default=6, ge=0, le=50, description="pictures across a drive that raised no alert"
    )
    picture_width_px: int = Field(default=640, ge=160, le=3840, description="labels stay readable")
    jpeg_quality: int = Field(
        default=60, ge=20, le=100, description="below, the text over the picture frays"
    )
    same_alert_s: float = Field(
        default=0.5,
        ge=0.0,
        le=10.0,
        description="an alert that is back so soon is the same one: five cycles at 10 Hz",
    )

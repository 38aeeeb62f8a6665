"""Where the page is served and when it calls its picture stale: section `view`."""

from pydantic import Field

from vigil.base.settings import Settings


class ViewSettings(Settings):
    """How scenes are shown."""

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="address to listen on; anything but this machine shows the cameras to a network"
        " without a password",
    )
    port: int = Field(default=8090, ge=0, le=65535, description="0: any free one")
    stale_after_s: float = Field(
        default=1.0,
        ge=0.2,
        le=60.0,
        description="silence after which the page greys out: ten cycles of the slowest camera we"
        " take; less flickers on a busy machine",
    )
    plot_s: float = Field(
        default=30.0, ge=5.0, le=600.0, description="how much of the past the page plots"
    )
    picture_width_px: int = Field(
        default=960, ge=160, le=3840, description="live pictures are made this wide at most"
    )
    jpeg_quality: int = Field(
        default=80, ge=20, le=100, description="25 kB at 960 x 540; less smears distant cars"
    )

"""Pictures of a moving world, with labels."""

from collections.abc import Sequence
from dataclasses import replace
from math import cos, sin, tan
from zlib import crc32

import numpy as np

from vigil.base.records import Mounting
from vigil.geometry import CameraModel
from vigil_sim.render.canvas import Canvas, canvas
from vigil_sim.render.context import Context, context
from vigil_sim.render.ground import Ground, soil_of
from vigil_sim.render.lens import Lens, lens_of
from vigil_sim.render.looks import look_of
from vigil_sim.render.picture import Picture
from vigil_sim.render.post import BLUR_MAX_PX, Exposure, develop, lens_texture
from vigil_sim.render.scene import Stage
from vigil_sim.render.scenery import Scenery
from vigil_sim.render.view import View, metres_of_depth, view_of
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import Placed, Road, Snapshot
from vigil_sim.world.pose import Floats
from vigil_sim.world.scenery import Prop

BONNET_M = 2.2
"""Where our bonnet ends, from a camera behind the windscreen."""
STILL_M = 1e-3
"""A shorter way blurs nothing."""


class Renderer:
    """Draws one scenario; all renderers of a process share its context."""

    def __init__(
        self,
        scenario: Scenario,
        road: Road,
        scenery: Sequence[Prop],
        seed: int,
        *,
        bonnet: bool = False,
    ) -> None:
        self._look, self._seed = look_of(scenario.light, scenario.weather), seed
        self._still_m = BONNET_M if bonnet else 0.0
        self._context = context()
        with self._context:
            lane_m = road.lane_middle_m(scenario.ego.lane)
            ground = Ground(road, soil_of(scenario.road, seed), lane_m)
            self._stage = Stage(self._look, ground, Scenery(scenery, road), bonnet=bonnet)
        self._lenses: dict[CameraModel, tuple[Lens, Context | None]] = {}

    def picture(
        self,
        snapshots: Sequence[Snapshot],
        model: CameraModel,
        mounting: Mounting,
        *,
        labels: bool = True,
        number: int = 0,
        exposure_s: float = 0.0,
    ) -> Picture:
        """Return what a camera on our car sees, as horizontal bands from the top, one a snapshot.

        The number of the picture decides its noise.  While it is exposed our own motion blurs it.
        """
        with self._context:
            lens, places = self._lens(model)
            drawn = canvas(lens.pinhole.size_wh_px, model.size_wh_px)
            seed = crc32(f"{self._seed}/{model.name}/{number}".encode())
            edges = np.linspace(0, model.height_px, len(snapshots) + 1).round().astype(int)
            rows = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
            bands = []
            for snapshot, band in zip(snapshots, rows, strict=True):
                view = view_of(snapshot.ego, mounting, lens.pinhole)
                if snapshot is snapshots[0]:
                    sun = self._stage.shade(snapshot, view)
                source = lens.rows_px(*band)
                self._stage.draw(drawn, _wider(source, drawn), snapshot, view, sun, labels=labels)
                earlier = _earlier(snapshot, view, mounting, exposure_s)
                develop(drawn, band, self._look, places, Exposure(earlier, seed, self._still_m))
                bands.append(_read(drawn, lens, band, source, labels=labels))
        return bands[0] if len(bands) == 1 else _stacked(bands)

    def _lens(self, model: CameraModel) -> tuple[Lens, Context | None]:
        """Return the lens of a camera, and its texture."""
        if model not in self._lenses:
            lens = lens_of(model)
            self._lenses[model] = (lens, lens_texture(lens))
        return self._lenses[model]


def _wider(rows_px: tuple[int, int], drawn: Canvas) -> tuple[int, int]:
    """Return rows with a margin that blur may look into."""
    first, last = rows_px
    return max(first - BLUR_MAX_PX, 0), min(last + BLUR_MAX_PX, drawn.scene_wh_px[1])


def _earlier(
    snapshot: Snapshot, view: View, mounting: Mounting, exposure_s: float
) -> Floats | None:
    """Return clip space of when the exposure began, from that of its end."""
    back_m = snapshot.ego.speed_mps * exposure_s
    if abs(back_m) < STILL_M:
        return None
    turned_rad = snapshot.vehicle.get("yaw_rate_radps", 0.0) * exposure_s
    before = view_of(_back(snapshot.ego, turned_rad, back_m), mounting, view.model)
    shift = np.eye(4)
    shift[:3, 3] = view.origin_m - before.origin_m
    return np.asarray(before.clip_from_drawn @ shift @ np.linalg.inv(view.clip_from_drawn))


def _back(ego: Placed, turned_rad: float, back_m: float) -> Placed:
    """Return our car as it was before it turned by an angle and drove a way."""
    yaw_rad = ego.yaw_rad - turned_rad
    return replace(
        ego,
        x_m=ego.x_m - cos(yaw_rad) * back_m,
        y_m=ego.y_m - sin(yaw_rad) * back_m,
        z_m=ego.z_m + tan(ego.pitch_rad) * back_m,
        yaw_rad=yaw_rad,
    )


def _read(
    drawn: Canvas, lens: Lens, rows_px: tuple[int, int], source_px: tuple[int, int], *, labels: bool
) -> Picture:
    """Return some rows of the picture."""
    bgr = drawn.bgr(rows_px)
    if not labels:
        return Picture(bgr, None, None, None)
    found = drawn.labels(source_px)
    depth_m = metres_of_depth(drawn.depths(source_px))
    parts = (found[..., 2], found.view("<u2")[..., 0], depth_m)
    return Picture(bgr, *(lens.nearest(part, rows_px, source_px[0]) for part in parts))


def _stacked(bands: Sequence[Picture]) -> Picture:
    """Return bands as one picture."""
    if bands[0].classes is None:
        return Picture(np.concatenate([band.bgr for band in bands]), None, None, None)
    parts = [
        np.concatenate([getattr(band, name) for band in bands])
        for name in ("bgr", "classes", "instances", "depth_m")
    ]
    return Picture(*parts)

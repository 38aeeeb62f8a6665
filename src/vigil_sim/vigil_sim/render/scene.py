"""The scene of one picture: ground, things, sky, halos, in the order that OpenGL needs."""

import numpy as np

from vigil_sim.render.bonnet import bonnet_of
from vigil_sim.render.canvas import Canvas
from vigil_sim.render.context import Context, context
from vigil_sim.render.frame import LAMPS, Frame, headlamps
from vigil_sim.render.ground import Ground
from vigil_sim.render.instances import Floats, Instances, joined
from vigil_sim.render.looks import Look
from vigil_sim.render.programs import NOISE_UNIT, Variant, program
from vigil_sim.render.scenery import Scenery
from vigil_sim.render.screen import draw_squares, screen_array
from vigil_sim.render.shadows import THROWERS_M, Sunshine, shadow_map, sunshine
from vigil_sim.render.stock import uploaded
from vigil_sim.render.textures import noise_texture
from vigil_sim.render.things import blobs_of, halos_of, instances_of
from vigil_sim.render.view import View, span_m
from vigil_sim.world.snapshot import Snapshot

BLOB_DARKNESS = {False: 0.62, True: 0.45}
"""Loss of light under the middle of a car, by day and where lamps shine."""
ROWS = ("row_x", "row_y", "row_z")


class Stage:
    """All that the pictures of one scenario are drawn from."""

    def __init__(self, look: Look, ground: Ground, scenery: Scenery, *, bonnet: bool) -> None:
        self._look, self._ground, self._scenery, self._bonnet = look, ground, scenery, bonnet
        self._variant = Variant(night=look.night > 0.0, wet=look.wet > 0.0)
        self._frame = Frame()

    def shade(self, snapshot: Snapshot, view: View) -> Sunshine:
        """Draw the shadow map of a picture; return where it lies."""
        sun = sunshine(self._look.sun, view)
        if self._look.shadows:
            self._set(snapshot, view, sun)
            every = self._instances(snapshot, view)
            off = every.world_from_mesh[:, :2, 3] - sun.middle_m[:2]
            near = np.hypot(off[:, 0], off[:, 1]) < THROWERS_M + every.radii_m
            shadow_map().draw(every[near].groups(view.origin_m))
        return sun

    def draw(
        self,
        canvas: Canvas,
        rows_px: tuple[int, int],
        snapshot: Snapshot,
        view: View,
        sun: Sunshine,
        *,
        labels: bool,
    ) -> None:
        """Draw rows of the scene on a canvas."""
        lamps = self._set(snapshot, view, sun)
        noise_texture().use(NOISE_UNIT)
        shadow_map().use()
        target = canvas.begin(rows_px, labels=labels)
        gl = context()
        gl.enable_only(gl.DEPTH_TEST | gl.CULL_FACE)
        gl.front_face = "cw"  # rows go up: the picture is a mirror image
        gl.depth_func = "<="
        every = self._instances(snapshot, view)
        for name, copies in every[_in_view(every, view)].groups(view.origin_m):
            uploaded(name).draw(copies, self._variant)
        self._ground.draw(span_m(snapshot.ego, view), view.origin_m, self._variant)
        self._darken(target, snapshot, view)
        gl.disable(gl.CULL_FACE)
        target.depth_mask = False  # the sky has no distance
        screen_array("sky", self._variant).render(gl.TRIANGLE_STRIP)
        target.depth_mask = True
        self._shine(target, snapshot, view, lamps)

    def _instances(self, snapshot: Snapshot, view: View) -> Instances:
        parts = [
            self._scenery.near(span_m(snapshot.ego, view)),
            instances_of(snapshot.things, snapshot.time_ns, view),
        ]
        return joined([*parts, bonnet_of(snapshot.ego)] if self._bonnet else parts)

    def _set(self, snapshot: Snapshot, view: View, sun: Sunshine) -> Floats:
        """Tell the shaders about the moment; return the street lamps, (n, 3), drawn world."""
        lamps = np.empty((0, 3))
        if self._variant.night:
            lamps = self._scenery.lamps(view.eye_m + view.origin_m, view.ahead, LAMPS)
        lamps = lamps - view.origin_m
        beam = headlamps(snapshot.ego, view)
        self._frame.set(view, self._look, self._ground.soil, sun, lamps, beam)
        return lamps

    def _darken(self, target: Context, snapshot: Snapshot, view: View) -> None:
        """Draw the dark ground below things: colour alone, neither depth nor labels."""
        blobs = blobs_of(snapshot.things, view.origin_m)
        if not len(blobs):
            return
        gl = context()
        program("blob")["darkness"] = BLOB_DARKNESS[self._variant.night]
        gl.blend_func = gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA
        with _ColourAlone(target):
            draw_squares("blob", blobs, "4f 4f 4f 4f/i", (*ROWS, "footprint"))

    def _shine(self, target: Context, snapshot: Snapshot, view: View, lamps: Floats) -> None:
        """Draw halos."""
        halos = halos_of(snapshot.things, view, self._look, lamps)
        if not len(halos):
            return
        gl = context()
        gl.blend_func = gl.ONE, gl.ONE
        with _ColourAlone(target):
            draw_squares("glow", halos, "4f 4f/i", ("where", "tint"))


class _ColourAlone:
    """Blends, and leaves depth and labels as they are."""

    def __init__(self, target: Context) -> None:
        self._target = target

    def __enter__(self) -> None:
        context().enable(context().BLEND)
        context().disable(context().CULL_FACE)
        self._mask(labels=False)

    def __exit__(self, *_: object) -> None:
        context().disable(context().BLEND)
        context().enable(context().CULL_FACE)
        self._mask(labels=True)

    def _mask(self, *, labels: bool) -> None:
        self._target.depth_mask = labels
        count = len(self._target.color_attachments)
        every, none = (True,) * 4, (labels,) * 4
        self._target.color_mask = every if count == 1 else (every, none)


def _in_view(every: Instances, view: View) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which spheres may be in a picture: a cone about its axis, as wide as its corners."""
    off = every.world_from_mesh[:, :, 3] - view.origin_m - view.eye_m
    ahead = off @ view.ahead
    right = np.abs(off @ view.drawn_from_optical[:3, 0])
    return np.asarray(
        (ahead > -every.radii_m)
        & (right < np.maximum(ahead, 0.0) * view.half_width + every.radii_m * 1.5)
    )

"""One square that covers the picture; also the shape of halos and of dark ground."""

from functools import cache

import numpy as np

from vigil_sim.render.context import Context, context
from vigil_sim.render.instances import Floats32
from vigil_sim.render.programs import Variant, program


@cache
def corners() -> Context:
    """Return the corners of the unit square, as a strip."""
    square = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32)
    return context().buffer(square.tobytes())


@cache
def screen_array(name: str, variant: Variant) -> Context:
    """Return the square for a program that fills the picture."""
    return context().vertex_array(
        program(name, variant), [(corners(), "2f", "corner")], skip_errors=True
    )


def draw_squares(name: str, rows: Floats32, layout: str, inputs: tuple[str, ...]) -> None:
    """Draw one square for each row of a table."""
    gl = context()
    table = gl.buffer(rows.tobytes())
    content = [(corners(), "2f", "corner"), (table, layout, *inputs)]
    array = gl.vertex_array(program(name), content, skip_errors=True)
    array.render(gl.TRIANGLE_STRIP, instances=len(rows))
    array.release()
    table.release()

"""Noise that gives surfaces their grain, and sensors theirs."""

from functools import cache

import numpy as np
import numpy.typing as npt

from vigil_sim.render.context import Context, context

Floats = npt.NDArray[np.float64]
SIDE_PX = 512
BANDS = ((0.6, 0.004, 0.5), (1.0, 0.006, 0.4), (1.6, 0.003, 0.2))
"""Fall-off, lowest and highest frequency (1/px) of fine, coarse and broad noise."""
CRACKS = (1.3, 0.006, 0.3)
SD = 0.18
"""Standard deviation of each channel about 0.5; the shader of the ground relies on it."""
GRAIN_PX = 256
GRAIN_SD = 40.0 / 127.5
"""Standard deviation of the sensor's grain in its texture, cut at three of them."""


def surface_noise() -> npt.NDArray[np.uint8]:
    """Return noise that tiles, (512, 512, 4): fine, coarse, broad, cracks."""
    random = np.random.default_rng(3)
    layers = [np.clip(_band(random, *band) * SD + 0.5, 0.0, 1.0) for band in BANDS]
    ridges = np.abs(np.clip(_band(random, *CRACKS) * SD + 0.5, 0.0, 1.0) - 0.5)
    layers.append(np.clip(1.0 - 9.0 * ridges, 0.0, 1.0))
    return np.asarray(np.stack(layers, -1) * 255, np.uint8)


def _band(random: np.random.Generator, fall: float, low: float, high: float) -> Floats:
    """Return noise of unit variance with a spectrum that falls by a power between two limits."""
    line = np.fft.fftfreq(SIDE_PX)
    frequency = np.hypot(line[:, None], line[None]) + 1e-9
    shape = frequency**-fall * ((frequency > low) & (frequency < high))
    raw = np.fft.ifft2(np.fft.fft2(random.standard_normal((SIDE_PX, SIDE_PX))) * shape).real
    return np.asarray((raw - raw.mean()) / raw.std())


@cache
def noise_texture() -> Context:
    """Return the noise on the card; anisotropic filtering would cost a software rasteriser 15x."""
    gl = context()
    texture = gl.texture((SIDE_PX, SIDE_PX), 4, surface_noise().tobytes())
    texture.build_mipmaps()
    texture.filter = (gl.LINEAR_MIPMAP_NEAREST, gl.LINEAR)
    return texture


@cache
def grain_texture() -> Context:
    """Return white noise for the sensor."""
    gl = context()
    grain = np.random.default_rng(5).standard_normal((GRAIN_PX, GRAIN_PX, 3))
    pixels = np.clip(grain * GRAIN_SD * 127.5 + 127.5, 0, 255).astype(np.uint8)
    texture = gl.texture((GRAIN_PX, GRAIN_PX), 3, pixels.tobytes(), alignment=1)
    texture.filter = (gl.NEAREST, gl.NEAREST)
    return texture

"""Light and weather as numbers: sun, sky, air, exposure, grain.

Light is linear and without a unit; sun to sky on a clear noon is about 4 to 1 (CIE 110: 100 klx of
100 to 20 klx), and exposures are such that a grey road is near 110 of 255, as a camera's automatic
keeps it; by night lamps shine and the road is darker than that.
"""

from dataclasses import dataclass, replace

from vigil_sim.scenario.settings import Light, Weather

Colour = tuple[float, float, float]
KOSCHMIEDER = 3.912
"""ln(1 / 0.02): at the visual range black differs by 2 % from the air (Koschmieder 1924)."""


@dataclass(frozen=True, slots=True)
class Look:
    """One light in one weather."""

    sun: Colour
    """Direction towards it, world frame, not normalised."""
    sun_light: Colour
    sky_light: Colour
    ground_light: Colour
    haze: Colour
    """Colour of the air at a distance."""
    visibility_m: float
    """Visual range, sets the extinction."""
    exposure: float
    clouds: float
    """Share of the sky."""
    noise_sd: float
    """Of a white pixel, 1 is full scale."""
    night: float = 0.0
    """How much lamps matter: 0 by day, 1 at night."""
    wet: float = 0.0
    """0 dry road, 1 mirror."""
    rain: bool = False
    shadows: bool = True

    @property
    def halos(self) -> bool:
        """Whether lamps that are lit shine visibly into the air."""
        return self.night > 0.0 or self.visibility_m < MURKY_M

    @property
    def extinction_pm(self) -> float:
        """Of the air, 1/m."""
        return KOSCHMIEDER / self.visibility_m


LIGHTS: dict[Light, Look] = {
    "day": Look(
        sun=(0.35, 0.45, 0.75), sun_light=(2.6, 2.45, 2.2), sky_light=(0.55, 0.72, 1.0),
        ground_light=(0.22, 0.20, 0.17), haze=(0.72, 0.78, 0.86), visibility_m=6000.0,
        exposure=0.62, clouds=0.55, noise_sd=0.012,
    ),
    "overcast": Look(
        sun=(0.1, 0.2, 0.97), sun_light=(0.35, 0.35, 0.35), sky_light=(0.95, 1.0, 1.05),
        ground_light=(0.38, 0.37, 0.35), haze=(0.85, 0.87, 0.90), visibility_m=4000.0,
        exposure=0.75, clouds=0.95, noise_sd=0.015, shadows=False,
    ),
    "low_sun": Look(
        sun=(0.9, 0.25, 0.20), sun_light=(2.6, 1.8, 1.0), sky_light=(0.38, 0.45, 0.62),
        ground_light=(0.20, 0.16, 0.12), haze=(0.95, 0.80, 0.62), visibility_m=3000.0,
        exposure=0.62, clouds=0.5, noise_sd=0.012,
    ),
    "dusk": Look(
        sun=(0.9, 0.3, 0.08), sun_light=(0.30, 0.16, 0.08), sky_light=(0.16, 0.20, 0.32),
        ground_light=(0.06, 0.06, 0.06), haze=(0.42, 0.34, 0.32), visibility_m=3000.0,
        exposure=1.4, clouds=0.6, noise_sd=0.03, night=0.35,
    ),
    "night": Look(
        sun=(0.2, 0.3, 0.9), sun_light=(0.004, 0.005, 0.008), sky_light=(0.010, 0.012, 0.020),
        ground_light=(0.006, 0.006, 0.006), haze=(0.018, 0.020, 0.030), visibility_m=3000.0,
        exposure=1.6, clouds=0.6, noise_sd=0.045, night=1.0, shadows=False,
    ),
}  # fmt: skip
"""In clear weather; sun of day 53, of low sun 12, of dusk 5 degrees high."""
RAIN_VISIBILITY_M = 1000.0
"""Heavy rain, about 25 mm/h (Atlas 1953: visual range 11.6 km / (mm/h)^0.63, 1.5 km; recalled)."""
FOG_VISIBILITY_M = 200.0
"""Thick fog: of the range in which drivers are warned, below 200 m."""


BACKSCATTER = 0.03
"""What our lamps light up of fog at night, in the light of looks; chosen by eye."""
MURKY_M = 1500.0
"""Below this visual range lamps have halos by day as well."""


def look_of(light: Light, weather: Weather) -> Look:
    """Return how a light looks in a weather."""
    look = LIGHTS[light]
    if weather == "rain":
        return _rainy(look)
    return _foggy(look) if weather == "fog" else look


def _rainy(look: Look) -> Look:
    """Clouds hide the sun; half of the sky's light is left and the camera opens up for it."""
    grey = _grey(look, 0.62)
    return replace(
        grey, sun_light=_scaled(look.sun_light, 0.05), haze=_scaled(grey.sky_light, 1.05),
        visibility_m=RAIN_VISIBILITY_M, exposure=look.exposure, clouds=0.98,
        noise_sd=look.noise_sd * 1.1, wet=1.0, rain=True, shadows=False,
    )  # fmt: skip


def _foggy(look: Look) -> Look:
    """All light comes from everywhere; the air itself is bright."""
    grey = _grey(look, 0.9)
    return replace(
        grey, sun_light=_scaled(look.sun_light, 0.05), haze=_lifted(grey.sky_light, look.night),
        visibility_m=FOG_VISIBILITY_M, exposure=look.exposure * 0.8, clouds=1.0,
        noise_sd=look.noise_sd * 1.2, wet=0.25, shadows=False,
    )  # fmt: skip


def _grey(look: Look, share: float) -> Look:
    """Return a look whose sky has lost its colour, and keeps a share of its light and the sun's."""
    level = share * (sum(look.sky_light) + 0.3 * sum(look.sun_light)) / 3.0
    return replace(
        look,
        sky_light=(0.97 * level, level, 1.04 * level),
        ground_light=(0.4 * level, 0.39 * level, 0.38 * level),
    )


def _lifted(sky: Colour, night: float) -> Colour:
    """Return the colour of fog: that of the sky and, by night, what lamps throw into it."""
    return (
        sky[0] + BACKSCATTER * night,
        sky[1] + BACKSCATTER * night,
        sky[2] + BACKSCATTER * night,
    )


def _scaled(colour: Colour, share: float) -> Colour:
    return (colour[0] * share, colour[1] * share, colour[2] * share)

"""A satellite receiver: RMC and GGA of NMEA 0183, from a plane that touches the earth at one point.

x of the world points east there and y north.  The antenna stands over the middle of the car.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import reduce
from math import cos, degrees, exp, radians, sin, sqrt
from operator import xor

from vigil.base.records import NmeaSentence, SensorEvent
from vigil_sim.scenario.sensors import GnssSettings
from vigil_sim.sensors.past import Past
from vigil_sim.sensors.timing import Timing, random_stream
from vigil_sim.world.snapshot import Snapshot

MIDNIGHT = datetime(2024, 6, 1, tzinfo=timezone.utc)
"""Date of time 0: a drive that never was has none of its own."""
CORRELATION_S = 60.0
"""Time constant of the wandering error (Gauss-Markov): ionosphere and multipath of minutes."""
EQUATOR_M = 6378137.0
ECCENTRICITY_2 = 6.69437999014e-3
"""WGS 84: semi-major axis, and first eccentricity squared."""
KNOT_MPS = 1852 / 3600
STANDING_MPS = 0.5
"""Below this a receiver gives no course: its noise would turn it."""
ALTITUDE_M, GEOID_M = 520.0, 46.0
SATELLITES, HDOP = 12, 0.8


class Gnss:
    """Errors wander and jump; place, speed and course come with a receiver's usual delay."""

    name = "gnss"

    def __init__(self, settings: GnssSettings, seed: int, start_ns: int) -> None:
        self.timing = Timing(self.name, settings, seed, start_ns)
        self._settings = settings
        self._random = random_stream(seed, "gnss/noise")
        self._wander_m = settings.drifting_sd_m * self._random.standard_normal(2)
        self._then_ns = start_ns
        self._last: tuple[NmeaSentence, ...] = ()

    def measure(self, event: SensorEvent, past: Past) -> tuple[NmeaSentence, ...]:
        """Return the sentences of one fix: RMC, GGA."""
        keeps = exp(-(event.true_ns - self._then_ns) / 1e9 / CORRELATION_S)
        self._then_ns = event.true_ns
        wander, white = self._random.standard_normal((2, 2))
        speed_noise = float(self._random.standard_normal())
        settings = self._settings
        fresh_m = settings.drifting_sd_m * sqrt(1.0 - keeps * keeps) * wander
        self._wander_m = keeps * self._wander_m + fresh_m
        now = past.at(event.true_ns)
        x_m, y_m = self._wander_m + settings.white_sd_m * white + (now.ego.x_m, now.ego.y_m)
        speed_mps = max(now.vehicle["speed_mps"] + settings.speed_sd_mps * speed_noise, 0.0)
        if event.frozen and self._last:
            said = tuple(replace(one, stamp_ns=event.stamp_ns) for one in self._last)
        else:
            said = self._sentences(event, now, float(x_m), float(y_m), speed_mps)
        self._last = said
        return said

    def _sentences(
        self, event: SensorEvent, now: Snapshot, x_m: float, y_m: float, speed_mps: float
    ) -> tuple[NmeaSentence, ...]:
        place = written_place(*self._geodetic_deg(x_m, y_m))
        course_deg = (90.0 - degrees(now.ego.yaw_rad)) % 360.0
        course = f"{course_deg:.2f}" if speed_mps > STANDING_MPS else ""
        # A fix is of satellite time, whatever the receiver's own clock shows.
        moment = MIDNIGHT + timedelta(microseconds=event.true_ns // 1000)
        clock, date = f"{moment:%H%M%S}.{moment.microsecond // 1000:03d}", f"{moment:%d%m%y}"
        altitude_m = ALTITUDE_M + now.ego.z_m
        bodies = (
            f"GNRMC,{clock},A,{place},{speed_mps / KNOT_MPS:.3f},{course},{date},,,A",
            f"GNGGA,{clock},{place},1,{SATELLITES},{HDOP},{altitude_m:.2f},M,{GEOID_M:.1f},M,,",
        )
        return tuple(NmeaSentence(event.stamp_ns, sentence(body)) for body in bodies)

    def _geodetic_deg(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return latitude and longitude of a place on the plane, by the radii of WGS 84."""
        origin_rad = radians(self._settings.latitude_deg)
        bend = 1.0 - ECCENTRICITY_2 * sin(origin_rad) ** 2
        meridian_m = EQUATOR_M * (1.0 - ECCENTRICITY_2) / bend**1.5
        parallel_m = max(EQUATOR_M / sqrt(bend) * cos(origin_rad), 1.0)
        return (
            self._settings.latitude_deg + degrees(y_m / meridian_m),
            self._settings.longitude_deg + degrees(x_m / parallel_m),
        )


def written_place(latitude_deg: float, longitude_deg: float) -> str:
    """Return a place as NMEA writes it: '4806.00000,N,01136.00000,E', 2 cm apart."""
    north, east = "N" if latitude_deg >= 0 else "S", "E" if longitude_deg >= 0 else "W"
    return f"{_minutes(latitude_deg, 2)},{north},{_minutes(longitude_deg, 3)},{east}"


def _minutes(angle_deg: float, digits: int) -> str:
    """Return degrees and minutes in one number, rounded before they are parted."""
    whole, minutes = divmod(round(abs(angle_deg) * 60e5), 60 * 10**5)
    return f"{whole:0{digits}d}{minutes / 1e5:08.5f}"


def sentence(body: str) -> str:
    """Return a body with its frame: '$', and the exclusive-or of all its bytes."""
    return f"${body}*{reduce(xor, body.encode(), 0):02X}"

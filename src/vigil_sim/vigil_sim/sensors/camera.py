"""A camera: when its rows are exposed, and where it really looks; drawing is for others."""

from dataclasses import dataclass, replace
from math import radians

from vigil.base.records import Mounting, SensorEvent
from vigil.camera import CameraSettings
from vigil.geometry import CameraModel
from vigil_sim.scenario.sensors import CameraTiming
from vigil_sim.sensors.past import Past
from vigil_sim.sensors.timing import MS_NS, Timing
from vigil_sim.world.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Exposure:
    """One picture that was taken, not drawn yet."""

    camera: str
    bands: tuple[Snapshot, ...]
    """The world at the middle of each strip of rows, top first."""
    middle: Snapshot
    """The world at the middle of the picture's exposure: what its truth speaks of."""


class Camera:
    """Exposes; its rows from first to last in `readout_ms`, each for `exposure_ms`."""

    def __init__(
        self, settings: CameraSettings, timing: CameraTiming, seed: int, start_ns: int
    ) -> None:
        self.camera = settings.name
        self.name = f"camera/{settings.name}"
        self.model: CameraModel = settings.lens()
        self.mounting: Mounting = true_mounting(settings.mounting(), timing)
        """Where it really sits: the configuration knows nothing of its errors."""
        self.exposure_s = timing.exposure_ms / 1e3
        """Of one row."""
        self._bands = timing.bands
        self._exposure_ns = timing.exposure_ms * MS_NS
        self._readout_ns = timing.readout_ms * MS_NS
        lasts_ns = round(self._exposure_ns + self._readout_ns)
        stamped_ns = {"start": 0, "mid": self._middle_ns, "end": lasts_ns}[timing.stamp]
        self.timing = Timing(
            self.name, timing, seed, start_ns, lasts_ns=lasts_ns, stamped_ns=stamped_ns
        )

    @property
    def _middle_ns(self) -> int:
        return round((self._exposure_ns + self._readout_ns) / 2)

    def measure(self, event: SensorEvent, past: Past) -> Exposure:
        """Return what was before the lens."""
        bands = tuple(
            past.at(event.true_ns + self._band_ns(number)) for number in range(self._bands)
        )
        return Exposure(self.camera, bands, past.at(event.true_ns + self._middle_ns))

    def _band_ns(self, number: int) -> int:
        """Return when the middle of a strip is half exposed, after the exposure's start."""
        return round(self._exposure_ns / 2 + self._readout_ns * (number + 0.5) / self._bands)


def true_mounting(configured: Mounting, timing: CameraTiming) -> Mounting:
    """Return where a camera really sits: as configured, and the scenario's errors of angles."""
    return replace(
        configured,
        pitch_rad=configured.pitch_rad + radians(timing.pitch_error_deg),
        yaw_rad=configured.yaw_rad + radians(timing.yaw_error_deg),
    )

"""Whether the cameras can be relied on: frames, blockage, mounting, stamps of the future."""

from collections.abc import Iterator
from math import degrees

from pydantic import Field

from vigil.base.records import CameraReport, Failsafe, HealthLevel, Moment, Scene, Verdict
from vigil.base.settings import Settings
from vigil.warning.readiness import Condition
from vigil.warning.timing import seconds

Fact = tuple[Condition, str]
"""A condition that holds, and the sentence that says so."""

POOR = (Failsafe.LOW_SUN, Failsafe.BLUR, Failsafe.BLOCKED, Failsafe.DARK)


class SightSettings(Settings):
    """How long cameras may be silent, and when a mounting is doubtful."""

    start_s: float = Field(
        default=10.0, ge=0.0, le=120.0, description="networks are loaded within 5 s; doubled"
    )
    patience_s: float = Field(
        default=0.5, ge=0.0, le=5.0, description="a lost frame or two is no failure"
    )
    ahead_yaw_rad: float = Field(
        default=1.05, ge=0.1, le=3.2, description="60°: turned further, a camera sees no lead"
    )
    pitch_sd_rad: float = Field(
        default=0.02,
        ge=0.001,
        le=0.2,
        description="a third of the distance at 20 m from a camera 1.3 m high: z/h times it",
    )
    future_s: float = Field(
        default=0.02, ge=0.0, le=1.0, description="jitter of stamps; beyond it clocks disagree"
    )


class Sight:
    """Follows each camera over time."""

    def __init__(self, settings: SightSettings) -> None:
        self._settings = settings
        self._first_ns: int | None = None
        self._seen_ns: dict[str, int] = {}

    def facts(self, scene: Scene) -> Iterator[Fact]:
        """Yield what stands in the way of seeing."""
        if self._first_ns is None:
            self._first_ns = scene.stamp_ns
        used = [report for report in scene.moment.cameras if report.verdict is Verdict.ON_TIME]
        self._seen_ns.update((report.camera, scene.stamp_ns) for report in used)
        ahead = self._ahead(scene.moment)
        yield from self._nothing(scene, ahead)
        yield from self._blind(scene.moment, [report for report in used if report.camera in ahead])
        yield from self._poor(scene, used)
        yield from _failed_parts(scene.moment)

    def _ahead(self, moment: Moment) -> set[str]:
        """Names of the cameras that look ahead; one without a mounting is taken to."""
        aside = {
            mounting.camera
            for mounting in moment.mountings
            if abs(mounting.yaw_rad) > self._settings.ahead_yaw_rad
        }
        return {report.camera for report in moment.cameras} - aside

    def _nothing(self, scene: Scene, ahead: set[str]) -> Iterator[Fact]:
        silent_s = min((self._silent_s(scene, name) for name in ahead), default=None)
        if silent_s is None:
            yield Condition.NO_FRAMES, "no camera looks ahead"
        elif not ahead & self._seen_ns.keys() and silent_s <= self._settings.start_s:
            yield Condition.START, "no camera that looks ahead has delivered yet"
        elif silent_s > self._settings.patience_s:
            yield Condition.NO_FRAMES, f"no camera that looks ahead delivers since {silent_s:.1f} s"

    def _blind(self, moment: Moment, used: list[CameraReport]) -> Iterator[Fact]:
        mounted = {mounting.camera for mounting in moment.mountings}
        names = ", ".join(report.camera for report in used)
        if used and all(report.failsafe is Failsafe.BLOCKED for report in used):
            yield Condition.BLIND, f"blocked: {names}"
        if used and not any(report.camera in mounted for report in used):
            yield Condition.NO_CALIBRATION, f"no mounting is known of {names}"

    def _poor(self, scene: Scene, used: list[CameraReport]) -> Iterator[Fact]:
        patience_s = self._settings.patience_s
        lost = [
            report
            for report in scene.moment.cameras
            if self._silent_s(scene, report.camera) > patience_s
        ]
        if lost:
            each = (f"{report.camera}: {report.reason or report.verdict.name}" for report in lost)
            yield Condition.CAMERA_LOST, "; ".join(each)
        poor = [report for report in used if report.failsafe in POOR]
        if poor:
            said = (f"{report.camera}: {report.failsafe.name.lower()}" for report in poor)
            yield Condition.CAMERA_POOR, ", ".join(said)
        if doubts := tuple(self._mounting_doubts(scene.moment, used)):
            yield Condition.CALIBRATION_DOUBTFUL, "; ".join(doubts)
        future = [report for report in used if (report.age_s or 0.0) < -self._settings.future_s]
        if future:
            said = (f"{report.camera} by {-(report.age_s or 0.0):.3f} s" for report in future)
            yield Condition.CLOCK_DOUBTFUL, f"frames are of the future: {', '.join(said)}"

    def _mounting_doubts(self, moment: Moment, used: list[CameraReport]) -> Iterator[str]:
        sds_rad = {mounting.camera: mounting.pitch_sd_rad for mounting in moment.mountings}
        limit_rad = self._settings.pitch_sd_rad
        for report in used:
            sd_rad = sds_rad.get(report.camera)
            if sd_rad is None:
                yield f"no mounting is known of {report.camera}"
            elif sd_rad > limit_rad:
                yield (
                    f"pitch of {report.camera} is known to {degrees(sd_rad):.1f}°,"
                    f" {degrees(limit_rad):.1f}° are needed"
                )

    def _silent_s(self, scene: Scene, camera: str) -> float:
        start_ns = scene.stamp_ns if self._first_ns is None else self._first_ns
        return seconds(self._seen_ns.get(camera, start_ns), scene.stamp_ns)


def _failed_parts(moment: Moment) -> Iterator[Fact]:
    """Yield errors of other rooms; cameras and vehicle signals have their own conditions."""
    failed = [
        part
        for part in moment.health
        if part.level is HealthLevel.ERROR and not part.name.startswith(("camera", "vehicle"))
    ]
    clocks = [part for part in moment.health if part.name.endswith("/clock")]
    if clocks:
        yield Condition.CLOCK_DOUBTFUL, "; ".join(part.message for part in clocks)
    if failed:
        yield Condition.PART_FAILED, "; ".join(f"{part.name}: {part.message}" for part in failed)

"""Section `warning` of the configuration: one part for each function and each doubt."""

from collections.abc import Mapping

from vigil.base.records import Function
from vigil.base.settings import Settings
from vigil.warning.braking import BrakingSettings
from vigil.warning.collision import CollisionSettings, PedestrianSettings
from vigil.warning.cut_in import CutInSettings
from vigil.warning.departure import DepartureSettings
from vigil.warning.driver import DriverSettings
from vigil.warning.ego import EgoSettings
from vigil.warning.headway import HeadwaySettings
from vigil.warning.lead import LeadSettings
from vigil.warning.memory import ExistenceSettings
from vigil.warning.paths import PathSettings
from vigil.warning.response import ResponseSettings
from vigil.warning.sight import SightSettings
from vigil.warning.timing import Timed, TimeSettings
from vigil.warning.trust import TrustSettings


class WarningSettings(Settings):
    """When the driver is warned; every number stands in the file of its function."""

    ego: EgoSettings = EgoSettings()
    response: ResponseSettings = ResponseSettings()
    collision: CollisionSettings = CollisionSettings()
    pedestrian: PedestrianSettings = PedestrianSettings()
    braking: BrakingSettings = BrakingSettings()
    cut_in: CutInSettings = CutInSettings()
    headway: HeadwaySettings = HeadwaySettings()
    departure: DepartureSettings = DepartureSettings()
    lead: LeadSettings = LeadSettings()
    paths: PathSettings = PathSettings()
    existence: ExistenceSettings = ExistenceSettings()
    trust: TrustSettings = TrustSettings()
    driver: DriverSettings = DriverSettings()
    sight: SightSettings = SightSettings()
    time: TimeSettings = TimeSettings()

    def timed(self) -> Mapping[Function, Timed]:
        """Return the rise and fall times of every function."""
        return {
            Function.FORWARD_COLLISION: self.collision,
            Function.PEDESTRIAN_COLLISION: self.pedestrian,
            Function.EMERGENCY_BRAKING: self.braking,
            Function.CUT_IN: self.cut_in,
            Function.HEADWAY: self.headway,
            Function.LANE_DEPARTURE_LEFT: self.departure,
            Function.LANE_DEPARTURE_RIGHT: self.departure,
        }

"""One camera's networks at work on one picture."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vigil.base.records import Detection, DrivableArea, Frame, LaneLine, Mounting
from vigil.geometry import CameraModel, horizon_row_px
from vigil.inference import Card, Engine, Pending
from vigil.inference.card import Surface
from vigil.perception.detector import detections
from vigil.perception.drivable import drivable_area
from vigil.perception.lanes import lane_lines
from vigil.perception.picture import Fit, Picture, Size
from vigil.perception.segmentation import Masks, masks
from vigil.perception.settings import NONE, PerceptionSettings

Open = Callable[[str, Size], tuple[Card, Engine]]
IN_WORK = 2
"""Pictures of one camera that networks may have at a time: one in work and the next."""
HORIZON_MARGIN = 0.03
"""Share of a picture's height that road may rise above the horizon, up a hill."""


@dataclass(frozen=True)
class Seen:
    """What one camera saw."""

    detections: list[Detection] = field(default_factory=list)
    lanes: tuple[LaneLine, ...] = ()
    drivable: tuple[DrivableArea, ...] = ()


class Network:
    """A network with its input, for pictures of one size."""

    def __init__(self, name: str, model: CameraModel, width_px: int, open_network: Open) -> None:
        height_px = round(width_px * model.height_px / model.width_px)
        self.card, self.engine = open_network(name, (width_px, height_px))
        self.fit = Fit.plan(self.card.input, model.size_wh_px, self.engine.size_wh_px)
        self._buffers = deque(self.fit.buffer(self.card.input.fill) for _ in range(IN_WORK))

    def submit(self, image: Picture) -> Pending:
        """Begin to work on a picture; the one before may still be in work."""
        self._buffers.rotate()
        self.fit.place(image, self._buffers[0])
        return self.engine.submit({self.card.input.name: self._buffers[0]})


@dataclass(frozen=True)
class Looking:
    """One picture that networks are working on."""

    frame: Frame
    mounting: Mounting
    pending: Mapping[str, Pending]
    """Their answers, by name of card."""


class Eye:
    """All networks that look at one camera's picture."""

    def __init__(
        self, model: CameraModel, settings: PerceptionSettings, open_network: Open
    ) -> None:
        self.model, self._settings = model, settings
        chosen = settings.networks_of(model.name)
        self._roles = {"detector": chosen.detector, "lanes": chosen.lanes, "road": chosen.road}
        roles = ("lanes", "road", "detector")  # as they are read
        names = dict.fromkeys(self._roles[role] for role in roles if self._roles[role] != NONE)
        width_px = chosen.detector_width_px
        self._networks = {name: Network(name, model, width_px, open_network) for name in names}

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The engines that work for it."""
        return tuple(network.engine for network in self._networks.values())

    def begin(self, frame: Frame, mounting: Mounting) -> Looking:
        """Hand a picture to all networks at once."""
        pending = {name: self._begin(net, frame.image) for name, net in self._networks.items()}
        return Looking(frame, mounting, pending)

    def finish(self, looking: Looking) -> Seen:
        """Wait for the networks and return what they saw."""
        pending, mounting = looking.pending, looking.mounting
        # Masks take longest to read: while the detector still runs that costs no time.
        masks_of = {
            name: self._masks(name, pending[name], mounting)
            for name in sorted({self._roles["lanes"], self._roles["road"]} - {NONE})
        }
        lanes = self._lanes(masks_of, looking.frame, mounting)
        road = self._road(masks_of, mounting)
        return Seen(self._detections(pending, mounting), lanes, road)

    def _begin(self, net: Network, image: Picture) -> Pending:
        """Hand a picture over; in parallel, the next network begins before this one is done."""
        pending = net.submit(image)
        if not self._settings.parallel:
            pending.result()
        return pending

    def _detections(self, pending: Mapping[str, Pending], mounting: Mounting) -> list[Detection]:
        name = self._roles["detector"]
        if name == NONE:
            return []
        net = self._networks[name]
        outputs = pending[name].result()
        return detections(
            outputs, net.card, net.fit, self.model, mounting, self._settings.detection
        )

    def _masks(self, name: str, pending: Pending, mounting: Mounting) -> Masks:
        net = self._networks[name]
        horizon_px = horizon_row_px(self.model, mounting)
        top = net.fit.input_row(horizon_px - HORIZON_MARGIN * self.model.height_px)
        wanted: dict[str, Surface] = {"lanes": "paint", "road": "drivable"}
        surfaces = [surface for role, surface in wanted.items() if self._roles[role] == name]
        return masks(pending.result(), net.card, net.fit, top, surfaces)

    def _lanes(
        self, masks_of: Mapping[str, Masks], frame: Frame, mounting: Mounting
    ) -> tuple[LaneLine, ...]:
        name = self._roles["lanes"]
        if name == NONE:
            return ()
        return lane_lines(frame.image, masks_of[name], self.model, mounting, self._settings.lane)

    def _road(self, masks_of: Mapping[str, Masks], mounting: Mounting) -> tuple[DrivableArea, ...]:
        name = self._roles["road"]
        if name == NONE:
            return ()
        area = drivable_area(masks_of[name], self.model, mounting, self._settings.road)
        return () if area is None else (area,)

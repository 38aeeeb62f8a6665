"""The moving road: advance it, look at it, touch its brakes."""

from math import inf
from typing import NamedTuple

from vigil.geometry import Body
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import placing, traffic
from vigil_sim.world.actor import Actor
from vigil_sim.world.ego import Ego
from vigil_sim.world.footprint import overlap, reach_m
from vigil_sim.world.idm import DECIDE_S
from vigil_sim.world.looks import ego_placed, placed
from vigil_sim.world.road import Road
from vigil_sim.world.script import Relation, said
from vigil_sim.world.snapshot import Snapshot
from vigil_sim.world.vehicle import signals

START_NS = 1_000_000_000
"""Car clock when a scenario begins; zero would mean 'never' in some fields."""
STEP_NS = 10_000_000
STEP_S = STEP_NS / 1e9
DECIDE_STEPS = round(DECIDE_S / STEP_S)


class Event(NamedTuple):
    """Something that happened: a step began, or bodies met."""

    time_ns: int
    name: str
    text: str


class Contact(NamedTuple):
    """The moment at which a thing began to touch us."""

    time_ns: int
    id: int
    name: str
    speed_mps: float
    """Ours."""
    closing_mps: float
    """Ours minus its along the road: the impact speed."""


class World:
    """A scenario that runs; the same scenario and body give the same bits.

    Bodies go through one another: a contact is told, and whoever runs the scenario decides what
    it ends.  Beyond its ends the road goes on straight.
    """

    def __init__(self, scenario: Scenario, body: Body, seed: int | None = None) -> None:
        """Place everybody; `seed` stands for the scenario's, it decides looks alone."""
        self.scenario, self.body = scenario, body
        self.seed = scenario.seed if seed is None else seed
        self.road = Road(scenario.road)
        self._ego = Ego(scenario.ego, body, self.road, scenario.friction)
        self._actors = self._placed_actors()
        self._scripted: list[Actor | Ego] = [m for m in self._movers() if m.script.waiting]
        self._followers = [a for a in self._actors if a.settings.follow]
        self._events: list[Event] = []
        self._contacts: list[Contact] = []
        self._touching: tuple[int, ...] = ()
        self._steps = 0
        self._now_ns = START_NS
        self._begin_steps(0.0)

    @property
    def time_ns(self) -> int:
        """True time, car clock: where `advance` has brought us."""
        return self._now_ns

    @property
    def touching(self) -> tuple[int, ...]:
        """Ids whose footprint overlaps ours."""
        return self._touching

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Every moment at which something began to touch us, in order."""
        return tuple(self._contacts)

    @property
    def events(self) -> tuple[Event, ...]:
        """What has happened so far."""
        return tuple(self._events)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Steps that have not begun; at the end of a drive: that never did."""
        return tuple(
            f"{mover.name}: when {said(step.when)}"
            for mover in self._movers()
            for step in mover.script.waiting
        )

    def command(
        self,
        acceleration_mps2: float | None = None,
        steering_wheel_rad: float | None = None,
        brake_pedal: float = 0.0,
    ) -> None:
        """Set what is demanded from outside until the next command; None: the driver decides.

        Speeding up goes through lag and jerk limit, and waits while a step of ours changes our
        speed.  Braking (below 0) is applied as it is, for
        its dead time and ramp are the caller's, and never weakens what the driver does; letting
        go of it is lagged again.  Friction bounds both.  `brake_pedal`, 0..1, is what the pedal's
        sensor shows of the demand: a foot presses it, a braking system does not.
        """
        self._ego.demand_mps2 = acceleration_mps2
        self._ego.demand_wheel_rad = steering_wheel_rad
        self._ego.pedal = brake_pedal

    def advance(self, until_ns: int) -> None:
        """Go on to a time of the car clock; motion is worked out in steps of `STEP_NS`."""
        if until_ns < self._now_ns:
            raise ValueError(f"time cannot go back from {self._now_ns} to {until_ns} ns")
        while START_NS + (self._steps + 1) * STEP_NS <= until_ns:
            self._step()
        self._now_ns = until_ns

    def snapshot(self) -> Snapshot:
        """Return everything that moves, now; within a step it goes on with the speed it has."""
        ahead_s = (self._now_ns - START_NS - self._steps * STEP_NS) / 1e9
        return Snapshot(
            self._now_ns,
            ego_placed(self._ego, self.road, ahead_s, self.scenario),
            tuple(placed(actor, self.road, ahead_s) for actor in self._actors),
            signals(self._ego, self.scenario.weather),
        )

    def _placed_actors(self) -> list[Actor]:
        where = f"scenario {self.scenario.name}"
        placing.refuse_ego_outside(self._ego, self.road, where)
        actors = [Actor(a, i + 1, self.seed) for i, a in enumerate(self.scenario.actors)]
        for actor in actors:
            placing.place(actor, self._ego, self.road, where)
            actor.lit = traffic.lit(actor, self.road, self.scenario)
        placing.refuse_overlaps([self._ego, *actors], self.road, where)
        return actors

    def _movers(self) -> list[Actor | Ego]:
        return [self._ego, *self._actors]

    def _step(self) -> None:
        if self._steps % DECIDE_STEPS == 0:
            traffic.decide(self._ego, self._actors, self._followers, self.road)
        self._steps += 1
        time_s = self._steps * STEP_S
        for actor in self._actors:
            actor.move(time_s, STEP_S)
        self._ego.move(time_s, STEP_S)
        self._begin_steps(time_s)
        self._meet()

    def _begin_steps(self, time_s: float) -> None:
        for mover in self._scripted:
            while time_s >= mover.script.due_s:
                step = mover.script.begin(time_s, self._relation(mover))
                if step is None:
                    break
                if isinstance(mover, Ego):
                    mover.begin(step, time_s)
                else:
                    mover.begin(step, time_s, self.road.lane_width_m, self._ego.lane_m)
                self._tell(mover.name, f"when {said(step.when)}")

    def _relation(self, mover: Actor | Ego) -> Relation:
        """Return how an actor stands to us; to our own steps, what is ahead of us does."""
        ego = self._ego
        other = traffic.ahead_of(ego, self._actors) if isinstance(mover, Ego) else mover
        if other is None:
            return Relation(inf, 0.0, inf)
        gap_m = placing.gap_m(ego, other, self.road)
        closing_mps = placing.closing_mps(ego, other, self.road)
        middle_m = gap_m + reach_m(other.length_m, other.width_m, other.heading_rad)
        eta_s = middle_m / ego.speed_mps if ego.speed_mps > 0.0 else inf
        return Relation(gap_m, closing_mps, eta_s)

    def _meet(self) -> None:
        ego = self._ego
        near = [
            actor
            for actor in self._actors
            if abs(actor.s_m - ego.s_m) < actor.reach_m + ego.reach_m
            and abs(actor.d_m - ego.d_m) < actor.reach_m + ego.reach_m
        ]
        if not near and not self._touching:
            return
        ours = placing.box(ego, self.road)
        hit = [actor for actor in near if overlap(ours, placing.box(actor, self.road))]
        for actor in hit:
            if actor.id not in self._touching:
                self._meets(actor)
        self._touching = tuple(actor.id for actor in hit)

    def _meets(self, actor: Actor) -> None:
        closing = self._ego.along_mps - actor.way * actor.speed_mps
        now_ns, name = START_NS + self._steps * STEP_NS, actor.settings.name
        self._contacts.append(Contact(now_ns, actor.id, name, self._ego.speed_mps, closing))
        self._tell(name, f"touches us, closing at {closing:.2f} m/s")

    def _tell(self, name: str, text: str) -> None:
        self._events.append(Event(START_NS + self._steps * STEP_NS, name, text))

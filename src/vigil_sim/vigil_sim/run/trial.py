"""What every run that is judged has: a world, who brakes in it, what was said, how it ends."""

from vigil.base.settings import Configuration
from vigil_sim.run.fingerprint import judgement_fingerprint
from vigil_sim.run.onsets import Onsets
from vigil_sim.run.reaction import Mode, Reaction
from vigil_sim.run.result import End, Run
from vigil_sim.run.watching import Watching
from vigil_sim.world import START_NS, World

NS_PER_S = 1e9


class Trial:
    """One drive under way, with pixels or without."""

    def __init__(self, world: World, mode: Mode) -> None:
        self.world, self._mode = world, mode
        self.reaction = Reaction(world.scenario, mode)
        self.onsets = Onsets(START_NS)
        self.watching = Watching(world.scenario, START_NS)

    @property
    def end(self) -> End | None:
        """How the drive has ended; None: it goes on."""
        if self.world.touching:
            return "contact"
        return self.watching.end(self.world.time_ns, acts=self.reaction.acts)

    def react(self) -> None:
        """Let brakes and driver do what they want by now."""
        demand_mps2, pedal = self.reaction.demand(self.world.time_ns)
        self.world.command(acceleration_mps2=demand_mps2, brake_pedal=pedal)

    def result(
        self, end: End, configuration: Configuration, level: str, noise: float, failure: str = ""
    ) -> Run:
        """Return what the drive left."""
        world, watching, first_ns = self.world, self.watching, self.reaction.first_ns
        contact = next(iter(world.contacts), None)
        return Run(
            scenario=world.scenario.name,
            seed=world.scenario.seed,
            noise=noise,
            settings=judgement_fingerprint(configuration),
            mode=self._mode,
            level=level,
            onsets=self.onsets.heard,
            end=end,
            time_s=(world.time_ns - START_NS) / NS_PER_S,
            contact=contact.name if contact else "",
            impact_mps=max(contact.closing_mps, 0.0) if contact else 0.0,
            initial_mps=watching.initial_mps,
            speed_mps=watching.speed_mps,
            smallest_gap_m=0.0 if contact else watching.smallest_gap_m,
            braked_at_s=None if first_ns is None else (first_ns - START_NS) / NS_PER_S,
            waiting=world.waiting,
            failure=failure,
        )

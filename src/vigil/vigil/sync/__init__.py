"""One clock: frames become sets with a verdict for each camera, and our vehicle's state with them.

Every input carries its arrival, and passing time is an input too, so that the same inputs give the
same sets live and in replay.  To come: IMU and GNSS samples will enter beside `offer_samples` and
leave as further signals of the vehicle state at the exposure; a clock model for each source (offset
and drift of its stamps against arrival) will sit before `Camera.judge`, which today only says that
a stamp cannot be.
"""

from vigil.sync.cameras import Account
from vigil.sync.settings import SyncSettings
from vigil.sync.sync import Sync

__all__ = ["Account", "Sync", "SyncSettings"]

"""Which settings a figure was made with: twelve hexadecimal digits on every line."""

import hashlib
import json

from vigil.base.settings import Configuration, Settings
from vigil.tracking import TrackingSettings
from vigil.warning import WarningSettings

DIGITS = 12


def fingerprint(*settings: Settings) -> str:
    """Return a digest of settings as they are resolved, defaults included."""
    content = [part.model_dump(mode="json", by_alias=True) for part in settings]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def judgement_fingerprint(configuration: Configuration) -> str:
    """Return the digest of everything that decides what is said: tracking and warning."""
    return fingerprint(
        configuration.section("tracking", TrackingSettings),
        configuration.section("warning", WarningSettings),
    )

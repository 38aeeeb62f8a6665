"""Finds the file of a network, and makes sure that it is the one its card speaks of."""

from hashlib import sha256
from pathlib import Path

from vigil.base.errors import ModelError
from vigil.inference.card import Card
from vigil.inference.settings import InferenceSettings


def find_weights(card: Card, settings: InferenceSettings) -> Path:
    """Return the file of weights of a card, its hash checked."""
    path = _located(card, settings)
    try:
        found = sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: the network cannot be read: {error.strerror}") from error
    if found != card.sha256:
        raise ModelError(
            f"{path}: is not the network that the card '{card.name}' speaks of: its sha256 is"
            f" {found}, the card says {card.sha256}; {card.origin}"
        )
    return path


def _located(card: Card, settings: InferenceSettings) -> Path:
    if card.name in settings.weights:
        path = Path(settings.weights[card.name]).expanduser()
        if not path.is_file():
            raise ModelError(_missing(card, f"inference.weights names {path}, which is no file"))
        return path
    for folder in settings.folders:
        if (folder / card.file).is_file():
            return folder / card.file
    places = ", ".join(str(folder.absolute()) for folder in settings.folders)
    raise ModelError(_missing(card, f"looked in {places or 'no folder (inference.model_path)'}"))


def _missing(card: Card, looked: str) -> str:
    return (
        f"the network '{card.name}' needs {card.file} (sha256 {card.sha256}); {looked};"
        f" {card.origin}; put it there or name it in inference.weights"
    )

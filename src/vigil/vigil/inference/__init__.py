"""Runs networks: a card says what a network is, an engine runs it, arrays in and arrays out."""

from vigil.inference.card import Card, GridHead, MaskHead, PictureInput, find_card
from vigil.inference.engine import Arrays, Engine, Engines, Pending, open_engine
from vigil.inference.settings import InferenceSettings
from vigil.inference.weights import find_weights

__all__ = [
    "Arrays",
    "Card",
    "Engine",
    "Engines",
    "GridHead",
    "InferenceSettings",
    "MaskHead",
    "Pending",
    "PictureInput",
    "find_card",
    "find_weights",
    "open_engine",
]

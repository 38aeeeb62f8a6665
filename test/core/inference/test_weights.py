"""Weights: found, missing, or not those of the card."""

from pathlib import Path

import pytest

from vigil.base.errors import ModelError
from vigil.inference import InferenceSettings, find_weights

from .conftest import card


def test_weights_are_found_under_the_search_path(network: Path) -> None:
    settings = InferenceSettings(model_path=("nowhere", str(network.parent)))
    assert find_weights(card(network), settings) == network


def test_weights_are_found_where_the_configuration_says(network: Path) -> None:
    elsewhere = network.rename(network.parent / "renamed.onnx")
    settings = InferenceSettings(model_path=(), weights={"tiny": str(elsewhere)})
    assert find_weights(card(elsewhere), settings) == elsewhere


def test_missing_weights_say_what_they_are_and_where_they_were_looked_for(network: Path) -> None:
    wanted = card(network)
    network.unlink()
    with pytest.raises(ModelError) as raised:
        find_weights(wanted, InferenceSettings(model_path=("here", "there")))
    sentence = str(raised.value)
    for part in ("tiny.onnx", wanted.sha256, "published nowhere", "/here", "/there"):
        assert part in sentence


def test_a_path_in_the_configuration_that_is_no_file_is_said(network: Path) -> None:
    settings = InferenceSettings(weights={"tiny": "/no/such.onnx"})
    with pytest.raises(ModelError, match=r"inference.weights names /no/such.onnx, which is no"):
        find_weights(card(network), settings)


def test_weights_of_another_network_are_refused_by_their_hash(network: Path) -> None:
    wanted = card(network)
    network.write_bytes(network.read_bytes() + b"\0")
    with pytest.raises(ModelError, match=f"is not the network .* the card says {wanted.sha256}"):
        find_weights(wanted, InferenceSettings(model_path=(str(network.parent),)))

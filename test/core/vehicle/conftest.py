"""A car of our own making: four messages on one bus, with all that makes decoding hard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigil.base.records import CanFrame, CanFrames
from vigil.base.settings import checked
from vigil.vehicle import VehicleSettings
from vigil.vehicle.checksum import CHECKSUMS

CAR_DBC = """VERSION ""
NS_ :
BS_:
BU_: CAR

BO_ 256 MOTION: 8 CAR
 SG_ SPEED : 7|16@0+ (0.01,0) [0|655.35] "km/h" CAR
 SG_ COUNTER : 51|4@0+ (1,0) [0|15] "" CAR
 SG_ CHECKSUM : 63|8@0+ (1,0) [0|255] "" CAR

BO_ 257 LEVER: 2 CAR
 SG_ POSITION : 0|4@1+ (1,0) [0|15] "" CAR
 SG_ TURN : 8|2@1+ (1,0) [0|3] "" CAR

BO_ 258 PEDALS: 2 CAR
 SG_ PAGE M : 0|4@1+ (1,0) [0|15] "" CAR
 SG_ GAS m0 : 8|8@1+ (0.5,0) [0|100] "%" CAR
 SG_ BRAKE m1 : 8|8@1+ (0.5,0) [0|100] "%" CAR

BO_ 259 STEER: 4 CAR
 SG_ COARSE : 3|12@0- (1.5,0) [-500|500] "deg" CAR
 SG_ FINE : 19|4@0- (0.1,0) [-0.7|0.7] "deg" CAR
 SG_ FAULT : 24|1@1+ (1,0) [0|1] "" CAR
"""

MAPPING: dict[str, Any] = {
    "messages": {
        "MOTION": {
            "bus": "can0",
            "cycle_ms": 20.0,
            "checksum": {"signal": "CHECKSUM", "algorithm": "crc8_j1850"},
            "counter": {"signal": "COUNTER", "modulo": 16},
        },
        "LEVER": {"bus": "can0", "cycle_ms": 100.0},
        "PEDALS": {"bus": "can0", "cycle_ms": 20.0},
        "STEER": {"bus": "can0", "cycle_ms": 10.0},
    },
    "fields": {
        "speed_mps": {"message": "MOTION", "signal": "SPEED", "not_available": [0xFFFF]},
        "gear": {
            "message": "LEVER",
            "signal": "POSITION",
            "values": {1: "park", 2: "reverse", 3: "neutral", 4: "drive"},
        },
        "left_indicator": {
            "message": "LEVER",
            "signal": "TURN",
            "values": {0: "off", 1: "on", 2: "off"},
        },
        "right_indicator": {
            "message": "LEVER",
            "signal": "TURN",
            "values": {0: "off", 1: "off", 2: "on"},
        },
        "accelerator": {"message": "PEDALS", "signal": "GAS", "not_available": [255]},
        "brake": {"message": "PEDALS", "signal": "BRAKE"},
        "steering_angle_rad": {
            "message": "STEER",
            "signal": ["COARSE", "FINE"],
            "faults": ["FAULT"],
        },
    },
}

MakeSettings = Callable[..., VehicleSettings]


@pytest.fixture
def car(tmp_path: Path) -> MakeSettings:
    """Return a maker of settings: the car above, some sections changed."""
    (tmp_path / "car.dbc").write_text(CAR_DBC, encoding="utf-8")

    def make(**changes: Any) -> VehicleSettings:
        values = {
            "dbc_path": [str(tmp_path)],
            "buses": {"can0": {"dbc": ["car.dbc"]}, "can1": {}},
            **MAPPING,
            **changes,
        }
        return checked(VehicleSettings, values, "test")

    return make


def _frame(can_id: int, data: bytes, t_s: float = 0.0, bus: str = "can0") -> CanFrame:
    stamp_ns = round(t_s * 1e9)
    payload = np.frombuffer(data, np.uint8)
    return CanFrame(stamp_ns, bus, can_id, extended=False, fd=False, error=False, data=payload)


@pytest.fixture
def frame() -> Callable[..., CanFrame]:
    """Return a maker of frames: id, payload, time, bus."""
    return _frame


@pytest.fixture
def motion() -> Callable[..., CanFrame]:
    """Return a maker of MOTION frames: raw speed in 0.01 km/h, counter, time."""

    def make(raw: int, counter: int, t_s: float = 0.0, *, broken: bool = False) -> CanFrame:
        data = raw.to_bytes(2, "big") + bytes(4) + bytes((counter & 0xF,))
        crc = CHECKSUMS["crc8_j1850"](0x100, data, 0) ^ broken
        return _frame(0x100, data + bytes((crc,)), t_s)

    return make


@pytest.fixture
def burst() -> Callable[..., CanFrames]:
    """Return a maker of bursts of frames."""
    return lambda *frames: CanFrames(frames[-1].arrival_ns, frames)

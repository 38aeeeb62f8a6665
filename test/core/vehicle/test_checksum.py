"""Checksums against published check values and frames of real cars."""

import pytest

from vigil.vehicle.checksum import CHECKSUMS

DIGITS = b"123456789"


@pytest.mark.parametrize(
    ("algorithm", "value"),
    [
        pytest.param("crc8_j1850", 0x4B, id="check value of CRC-8/SAE-J1850"),
        pytest.param("crc8_autosar", 0xDF, id="check value of CRC-8/AUTOSAR"),
        pytest.param("sum8", 0xDD, id="477 modulo 256"),
        pytest.param("xor8", 0x31, id="1 to 9 by exclusive or"),
    ],
)
def test_check_values(algorithm: str, value: int) -> None:
    assert CHECKSUMS[algorithm](0, DIGITS, 0) == value


def test_e2e_profile_1_of_eight_empty_bytes_is_that_of_the_specification() -> None:
    # AUTOSAR E2E protocol specification, profile 1, data id 0x123, counter 0: CC 00 00 ...
    assert CHECKSUMS["autosar_e2e_p01"](0, bytes(7), 0x123) == 0xCC


@pytest.mark.parametrize(
    ("can_id", "frame"),
    [
        pytest.param(0x0B4, "000000001D0B7A5E", id="speed"),
        pytest.param(0x025, "00001000C00000FD", id="steering"),
        pytest.param(0x260, "08FFFB0000001884", id="steering torque"),
    ],
)
def test_frames_of_a_real_toyota(can_id: int, frame: str) -> None:
    data = bytes.fromhex(frame)
    assert CHECKSUMS["toyota"](can_id, data[:-1], 0) == data[-1]


def test_honda_counts_nibbles_and_knows_long_ids() -> None:
    # 8 - (1 + 2 + 3 + 0xA + 0xB) and, for 29 bits, 3 more.
    assert CHECKSUMS["honda"](0x123, b"\xab\x00", 0) == (8 - 27) & 0xF
    assert CHECKSUMS["honda"](0x1000_0123, b"\xab\x00", 0) == (8 - 28 + 3) & 0xF

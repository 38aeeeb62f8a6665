"""Checksums that carmakers put on CAN messages: one function for all, over the payload without it.

`payload` is what the checksum covers: the bytes of the frame with the checksum's own bits taken
out (a whole byte is left out, a nibble is zeroed).
"""

from collections.abc import Callable
from typing import Literal

Algorithm = Literal[
    "none", "toyota", "honda", "sum8", "xor8", "crc8_j1850", "crc8_autosar", "autosar_e2e_p01"
]
Checksum = Callable[[int, bytes, int], int]
"""can_id, payload, data_id → checksum."""

EXTENDED_FROM = 0x800


def _table(polynomial: int) -> bytes:
    """Return the CRC-8 of each byte by itself, most significant bit first."""
    table = bytearray()
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc << 1) ^ polynomial if crc & 0x80 else crc << 1
        table.append(crc & 0xFF)
    return bytes(table)


J1850 = _table(0x1D)
"""x⁸ + x⁴ + x³ + x² + 1 of SAE J1850."""
H2F = _table(0x2F)
"""The polynomial 0x2F of AUTOSAR's Crc_CalculateCRC8H2F."""


def _crc8(table: bytes, data: bytes, start: int) -> int:
    crc = start
    for byte in data:
        crc = table[crc ^ byte]
    return crc


def _toyota(can_id: int, payload: bytes, data_id: int) -> int:
    """Sum of the length, each byte of the id and the payload (opendbc, confirmed on a RAV4)."""
    del data_id
    length = len(payload) + 1
    return (length + sum(can_id.to_bytes(4, "big")) + sum(payload)) & 0xFF


def _honda(can_id: int, payload: bytes, data_id: int) -> int:
    """Eight minus all nibbles of id and payload; plus 3 for a 29-bit id (opendbc)."""
    del data_id
    nibbles = sum((byte & 0xF) + (byte >> 4) for byte in can_id.to_bytes(4, "big") + payload)
    return (8 - nibbles + (3 if can_id >= EXTENDED_FROM else 0)) & 0xF


def _sum8(can_id: int, payload: bytes, data_id: int) -> int:
    del can_id, data_id
    return sum(payload) & 0xFF


def _xor8(can_id: int, payload: bytes, data_id: int) -> int:
    del can_id, data_id
    result = 0
    for byte in payload:
        result ^= byte
    return result


def _crc8_j1850(can_id: int, payload: bytes, data_id: int) -> int:
    """CRC-8 of SAE J1850: start and final exclusive-or 0xFF; check value 0x4B."""
    del can_id, data_id
    return _crc8(J1850, payload, 0xFF) ^ 0xFF


def _crc8_autosar(can_id: int, payload: bytes, data_id: int) -> int:
    """CRC-8 H2F of AUTOSAR: start and final exclusive-or 0xFF; check value 0xDF."""
    del can_id, data_id
    return _crc8(H2F, payload, 0xFF) ^ 0xFF


def _autosar_e2e_p01(can_id: int, payload: bytes, data_id: int) -> int:
    """AUTOSAR E2E profile 1, both bytes of the data id, low first: J1850 without start and end."""
    del can_id
    return _crc8(J1850, data_id.to_bytes(2, "little") + payload, 0x00)


CHECKSUMS: dict[str, Checksum] = {
    "toyota": _toyota,
    "honda": _honda,
    "sum8": _sum8,
    "xor8": _xor8,
    "crc8_j1850": _crc8_j1850,
    "crc8_autosar": _crc8_autosar,
    "autosar_e2e_p01": _autosar_e2e_p01,
}
"""Every algorithm but 'none'."""

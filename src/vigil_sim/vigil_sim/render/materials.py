"""What a triangle is made of; the shaders know how each of these looks."""

from enum import IntEnum


class Material(IntEnum):
    """Surface of a triangle; the number travels to the graphics card with every corner."""

    PAINT = 0  # the thing's own colour
    GLASS = 1
    BLACK = 2  # unpainted plastic, rubber, gaps
    RIM = 3
    TAIL = 4  # lit with the lamps, brighter with the brake
    INDICATOR_LEFT = 5
    INDICATOR_RIGHT = 6
    HEAD = 7
    PLATE = 8  # uv spans the number plate
    SKIN = 9
    CLOTH_TOP = 10  # the thing's own colour
    CLOTH_BOTTOM = 11  # its second colour
    HAIR = 12
    LEAF = 13
    BARK = 14
    FACADE = 15  # uv in metres
    ROOF = 16
    METAL = 17
    SIGN = 18  # uv 0 in the middle, 1 at the rim
    CONCRETE = 19
    TARP = 20  # second colour
    REVERSE = 21
    PAINT_2 = 22  # second colour
    TYRE = 23
    FRAME = 24
    LAMP = 25  # head of a street lamp
    GRASS = 26
    ROAD = 27
    KERB = 28
    STOP = 29  # third brake lamp: lit with the brake alone
    MACHINE = 30  # yellow-orange paint of works vehicles, RAL 1007 or so, whatever their colour
    BEACON = 31  # amber lamp on the roof of works vehicles
    CHEVRON = 32  # red and white slanted stripes, retro-reflecting; uv in metres
    STEEL = 33  # plate on the road: dark, worn, half rusty
    PANEL = 34  # big blue direction sign; uv spans it, so that a white rim and words fit

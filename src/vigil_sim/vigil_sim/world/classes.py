"""What the mask of classes says; road users keep the numbers of ObjectClass."""

from enum import IntEnum


class Classes(IntEnum):
    """What stands or lies about, by the numbers of the class mask."""

    NOTHING = 0  # beyond the rim of a fisheye
    ROAD = 20
    LINE = 21  # paint, worn places included
    PAVEMENT = 22
    TERRAIN = 23
    BUILDING = 24
    VEGETATION = 25
    STATIC = 26  # poles, signs, rails, gantries
    SKY = 27
    BONNET = 28

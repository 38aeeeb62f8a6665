"""Shader programs, compiled when first used, one for each variant."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from vigil_sim.render.context import context
from vigil_sim.render.materials import Material
from vigil_sim.render.surfaces import albedos, glosses
from vigil_sim.world.classes import Classes

Program: TypeAlias = Any
"""moderngl.Program."""
FRAME_BINDING = 0
NOISE_UNIT, SHADOW_UNIT, SCENE_UNIT, DEPTH_UNIT, GRAIN_UNIT, LENS_UNIT = range(6)
UNITS = {
    "noise_map": NOISE_UNIT,
    "shadow_map": SHADOW_UNIT,
    "scene": SCENE_UNIT,
    "depth": DEPTH_UNIT,
    "grain": GRAIN_UNIT,
    "lens": LENS_UNIT,
}
SOURCES = {
    "ground": (("frame", "ground_vertex"), ("frame", "light", "ground_fragment")),
    "thing": (("frame", "thing_vertex"), ("frame", "light", "thing_inputs", "thing_fragment")),
    "leaf": (("frame", "thing_vertex"), ("frame", "light", "thing_inputs", "leaf_fragment")),
    "facade": (("frame", "thing_vertex"), ("frame", "light", "thing_inputs", "facade_fragment")),
    "sky": (("screen_vertex",), ("frame", "light", "sky_fragment")),
    "glow": (("frame", "glow_vertex"), ("glow_fragment",)),
    "blob": (("frame", "blob_vertex"), ("blob_fragment",)),
    "shadow": (("frame", "shadow_vertex"), ("shadow_fragment",)),
    "post": (("screen_vertex",), ("post_fragment",)),
}
"""Vertex and fragment shader of each program, as the files that are joined."""
MATERIAL_USERS = ("thing", "leaf", "facade")


@dataclass(frozen=True, slots=True)
class Variant:
    """What is compiled into a program rather than asked for every pixel."""

    night: bool = False
    wet: bool = False
    lens: bool = False


@cache
def program(name: str, variant: Variant = Variant()) -> Program:
    """Return a program with its textures and its block bound."""
    vertex, fragment = (_source(name, parts, variant) for parts in SOURCES[name])
    made = context().program(vertex_shader=vertex, fragment_shader=fragment)
    for sampler in set(UNITS) & set(made):
        made[sampler] = UNITS[sampler]
    if "Frame" in made:
        made["Frame"].binding = FRAME_BINDING
    if name == "thing":
        made["albedos"].write(albedos().tobytes())
        made["glosses"].write(glosses().tobytes())
    return made


def _source(name: str, parts: tuple[str, ...], variant: Variant) -> str:
    """Return the text of one shader: version, variant, names of numbers, files."""
    folder = files("vigil_sim.render").joinpath("shaders")
    wanted = {"NIGHT": variant.night, "WET": variant.wet, "LENS": variant.lens}
    head = ["#version 330", *(f"#define {word}" for word, on in wanted.items() if on)]
    if name in MATERIAL_USERS:
        head += [f"#define MATERIALS {len(Material)}"]
        head += [f"const int {m.name} = {m.value};" for m in Material]
    else:
        head += [f"const uint {c.name} = {c.value}u;" for c in Classes]
    texts = [folder.joinpath(f"{part}.glsl").read_text(encoding="utf-8") for part in parts]
    return "\n".join([*head, *texts])

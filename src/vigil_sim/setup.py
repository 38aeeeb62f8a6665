"""What colcon reads; pip reads the pyproject.toml at the root, and a test keeps them equal."""

from setuptools import find_packages, setup

NAME = "vigil_sim"
setup(
    name=NAME,
    version="0.1.0",
    packages=find_packages(include=["vigil*"]),
    package_data={
        "vigil_sim": [
            "py.typed",
            "config/*",
            "scenarios/*.yaml",
            "scenarios/*/*.yaml",
            "render/shaders/*",
            "protocol/*.html",
        ]
    },
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
    ],
    extras_require={"test": ["pytest"]},
    entry_points={
        "vigil.commands": [
            "protocol = vigil_sim.commands:protocol",
            "sim = vigil_sim.commands:sim",
        ],
    },
)

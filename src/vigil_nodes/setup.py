"""What colcon reads; pip reads the pyproject.toml at the root, and a test keeps them equal."""

from glob import glob

from setuptools import find_packages, setup

NAME = "vigil_nodes"
setup(
    name=NAME,
    version="0.1.0",
    packages=find_packages(include=["vigil*"]),
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
        (f"share/{NAME}/launch", glob("launch/*")),
        (f"share/{NAME}/config", glob("config/*")),
    ],
    extras_require={"test": ["pytest"]},
    entry_points={
        "console_scripts": [
            "drive = vigil_nodes.drive:main",
            "play = vigil_nodes.play:main",
            "simulate = vigil_nodes.sim_node:main",
        ],
        "vigil.commands": [
            "demo = vigil_nodes.demo:main",
            "drive = vigil_nodes.drive:main",
            "play = vigil_nodes.play:main",
            "simulate = vigil_nodes.sim_node:main",
        ],
    },
)

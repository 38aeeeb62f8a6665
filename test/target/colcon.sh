#!/usr/bin/env bash
# Builds clones of the tree with colcon, in both layouts, with and without --symlink-install, and uses each like a user.
#   colcon.sh TREE CAR_VENV        CAR_VENV: requirements-ros.txt in the place of apt's ROS, and requirements-car.txt
set -euo pipefail
tree=$(realpath "$1") car=$(realpath "$2")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export AMENT_PREFIX_PATH=$car PATH=$car/bin:$PATH PYTHONDONTWRITEBYTECODE=1

say() { echo "colcon: $*"; }

fail() {
    say "$*" >&2
    exit 1
}

list() { # WORKSPACE: colcon must see each package with its type; a wrong manifest changes it silently
    local seen
    seen=$(cd "$1" && python -m colcon --log-base /dev/null list 2>/dev/null | awk '{print $1, $3}' | sort | tr '\n' ';')
    local wanted="vigil (ros.ament_python);vigil_msgs (ros.ament_cmake);vigil_nodes (ros.ament_python);vigil_sim (ros.ament_python);"
    [ "$seen" = "$wanted" ] || fail "packages are [$seen], not [$wanted]"
}

use() { # WORKSPACE: what a user gets after `source install/setup.bash`, from another folder
    cd /
    set +u # colcon's setup files name variables that are not set
    # shellcheck disable=SC1091
    source "$1/install/setup.bash"
    set -u
    local share=$1/install/vigil_nodes/share/vigil_nodes program options
    for path in launch/drive.launch.yaml launch/replay.launch.yaml launch/sim.launch.yaml config/sim_small.yaml config/vigil.yaml config/vigil.rviz package.xml; do
        [ -e "$share/$path" ] || fail "$share/$path is not there"
    done
    [ -e "$share/../ament_index/resource_index/packages/vigil_nodes" ] || fail "vigil_nodes is not in the index of ament"
    for program in drive play simulate; do # what `ros2 run` and launch files start
        options=$("$1/install/vigil_nodes/lib/vigil_nodes/$program" --help)
        [[ $options == *"vigil $program"* ]] || fail "$program does not say what it is"
    done
    options=$(vigil sim check following)
    [[ $options == *"following: 1 cells"* ]] || fail "a shipped scenario is not found"
    [ "$(vigil version)" = 0.1.0 ] || fail "the command vigil is not there"
    options=$(vigil --help)
    for program in demo drive play protocol sim simulate; do # the commands of another package
        [[ $options == *" $program "* ]] || fail "vigil does not know $program"
    done
    python - "$1" <<'PYTHON'
import sys
from importlib import import_module, resources
from pathlib import Path

from ament_index_python.packages import get_package_share_directory

workspace = Path(sys.argv[1])
for name in ("vigil", "vigil_nodes", "vigil_sim", "vigil_msgs.msg"):
    home = Path(import_module(name).__file__)
    assert home.is_relative_to(workspace), f"{name} is {home}"
for data in ("config/vigil.yaml", "config/vigil_alerts.dbc", "models/yolox_nano.yaml", "view/page/index.html", "review/report.html"):
    assert (resources.files("vigil") / data).read_bytes(), data
for data in ("config/noise.yaml", "scenarios/demo.yaml", "scenarios/nhtsa/stopped.yaml", "protocol/report.html"):
    assert (resources.files("vigil_sim") / data).read_bytes(), data
assert list((resources.files("vigil_sim") / "render/shaders").iterdir())
share = Path(get_package_share_directory("vigil_nodes"))
assert share.is_relative_to(workspace), share

from vigil.base.settings import Configuration
from vigil.pipeline import Rooms

Rooms(Configuration.read(share / "launch/../config/vigil.yaml")).check()
PYTHON
}

prove() { # NAME WORKSPACE CLONE FLAGS...: build there, use it, leave no litter in git
    local name=$1 workspace=$2 clone=$3 began=$SECONDS litter
    shift 3
    git clone -q "$tree" "$clone"
    list "$workspace"
    (cd "$workspace" && python -m colcon build "$@" >"$out/log.txt" 2>&1) || {
        tail -40 "$out/log.txt" >&2
        fail "$name: the build failed"
    }
    (use "$workspace") || fail "$name: cannot be used"
    litter=$(git -C "$clone" status --short)
    [ -z "$litter" ] || fail "$name: leaves $litter in git"
    say "$name: built and used in $((SECONDS - began)) s"
}

for flags in "" --symlink-install; do
    prove "tree as workspace ${flags:-plain}" "$out/tree$flags" "$out/tree$flags" ${flags:+"$flags"}
    prove "tree inside src ${flags:-plain}" "$out/ws$flags" "$out/ws$flags/src/vigil" ${flags:+"$flags"}
done
say "both layouts, plain and with links"

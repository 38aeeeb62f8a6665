"""What is really so: records of a moment, labels of pictures, files for training."""

from vigil_sim.truth.coco import CocoWriter
from vigil_sim.truth.labels import Labels, labels_of, with_views
from vigil_sim.truth.scene import truth_of

__all__ = ["CocoWriter", "Labels", "labels_of", "truth_of", "with_views"]

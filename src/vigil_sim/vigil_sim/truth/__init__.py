"""World and pictures in, exact truth out: records, masks, labels for training."""

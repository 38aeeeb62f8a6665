"""What every node of ours shares: it closes what it opened."""

from contextlib import ExitStack

from rclpy.node import Node


class RoomNode(Node):
    """A node that closes what it opened, last first, even where its making ended half way.

    From Kilted on, the end of ROS destroys whatever node is left, a half-made one too.
    """

    def __init__(self, name: str) -> None:
        self.opened = ExitStack()
        """What is to be closed with the node."""
        super().__init__(name)

    def destroy_node(self) -> None:
        """Close what was opened, then the node; twice does no harm."""
        try:
            self.opened.close()
        finally:
            super().destroy_node()

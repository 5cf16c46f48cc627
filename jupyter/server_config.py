"""Jupyter server's settings for this project, installed into the virtual environment.

Before a notebook is connected, the server asks the kernel for its info over channels that it closes a moment later. When one
closes while another is opened, evcxr 0.22 may never answer again: the kernel stays "Unknown" (9 of 67 starts of two
notebooks at once; none of 27 with a pause between). So channels are opened and closed with a pause between.
"""

import asyncio

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

PAUSE_SECONDS = 0.3


class UnhurriedConnection(ZMQChannelsWebsocketConnection):
    async def prepare(self) -> None:
        """Asks for the kernel's info, which it answers once it is ready, and lets that channel close."""
        await super().prepare()
        await asyncio.sleep(PAUSE_SECONDS)

    def nudge(self) -> asyncio.Future:
        """Lets the subscriptions arrive; asking again, over channels of its own, is what brings the kernel to a halt."""
        return asyncio.ensure_future(asyncio.sleep(PAUSE_SECONDS))


get_config().ServerApp.kernel_websocket_connection_class = UnhurriedConnection  # noqa: F821 (Jupyter defines it)

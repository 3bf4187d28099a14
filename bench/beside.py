"""Serves an application to measure against, with the settings that Romanesco serves itself with.

python -m bench.beside bench.relay:application --port 8100
"""

import argparse
import socket

import uvicorn

from bench.house import READY


class Ready(uvicorn.Server):
    """Says that it is ready in the words that `house.py` waits for."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"{READY}http://127.0.0.1:{self.config.port}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("application")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--home", help="ROMANESCO_HOME says it already")
    wanted = parser.parse_args()
    config = uvicorn.Config(
        wanted.application,
        port=wanted.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
    )
    Ready(config).run()


if __name__ == "__main__":
    main()

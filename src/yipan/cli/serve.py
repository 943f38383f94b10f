"""`yipan serve`: the workbench and the API on this machine."""

from __future__ import annotations

import socket
import threading
import webbrowser

import click

from yipan.cli.main import language
from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import LANGUAGES, Words
from yipan.web import HOST, PORT


@click.command("serve")
@click.option(
    "--board",
    "boards",
    metavar="NAME|PATH",
    multiple=True,
    default=("jingjinji",),
    show_default=True,
    help="A board; may be given again.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Port."
)
@click.option(
    "--listen",
    "--host",
    "host",
    metavar="ADDRESS",
    default=HOST,
    show_default=True,
    help="Beyond this machine it needs tokens; see yipan tokens.",
)
@click.option("--name", "names", multiple=True, help="A host name it is reached by.")
@click.option("--behind-proxy", is_flag=True, help="A proxy on this machine ends TLS before it.")
@click.option("--tokens", "guarded", is_flag=True, help="Ask for tokens on this machine, too.")
@click.option("--open", "show", is_flag=True, help="Open a browser.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
def serve(
    boards: tuple[str, ...],
    port: int,
    host: str,
    names: tuple[str, ...],
    behind_proxy: bool,
    guarded: bool,
    show: bool,
    lang: str | None,
) -> None:  # fmt: skip
    """The workbench 台: a board in the browser, and the API for programs."""
    try:
        import uvicorn

        from yipan.web.access import access_for
        from yipan.web.app import create_app
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("yipan"):
            raise
        raise MissingExtra(error.name or "fastapi", "web") from error
    spoken = lang or language([])
    access = access_for(host, names, behind_proxy=behind_proxy, guarded=guarded)
    app = create_app(boards, lang=spoken, access=access)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            proxy_headers=behind_proxy,
            forwarded_allow_ips="127.0.0.1,::1",
        )
    )
    listening = _bind(host, port)
    shown = f"[{host}]" if ":" in host else host
    base = f"http://{shown}:{listening.getsockname()[1]}"
    app.state.warm(base)
    address = f"{base}/"
    ready = Words(f"工作台: {address}  (Ctrl-C 结束)", f"workbench: {address}  (Ctrl-C ends it)")
    click.echo(ready.pick(spoken))
    if show:
        webbrowser.open(address)
    threading.Thread(target=app.state.warm_figures, daemon=True).start()
    server.run(sockets=[listening])


def _bind(host: str, port: int) -> socket.socket:
    """A socket on that port; one that is taken is told in a line."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except socket.gaierror as error:
        found.close()
        raise BadInput(
            Words(f"没有地址 {host}", f"there is no address {host!r}"),
            hint=Words(f"如 {HOST} 或 0.0.0.0", f"such as {HOST} or 0.0.0.0"),
            where="--listen",
        ) from error
    except OSError as error:
        found.close()
        reason = error.strerror or type(error).__name__
        raise BadInput(
            Words(f"端口 {port} 不能用: {reason}", f"port {port} cannot be used: {reason}"),
            hint=Words("换一个 --port, 0 为任一空闲端口", "another --port; 0 takes any free one"),
        ) from None
    return found

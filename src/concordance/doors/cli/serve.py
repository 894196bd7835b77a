"""`concordance serve`: the web application, embedded: one process, one SQLite file, nothing to set up."""

from __future__ import annotations

from pathlib import Path

import click

from concordance.doors.cli.options import corpus_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--database", default="sqlite:///concordance.sqlite", show_default=True, help="SQLAlchemy URL.")
@click.option("--https", is_flag=True, help="It is reached by HTTPS: cookies are kept to it, and browsers told so.")
@click.option("--proxy", "proxies", multiple=True, metavar="IP", help="Trust this proxy to say who asks. Repeatable.")
@corpus_option
def serve(host: str, port: int, database: str, https: bool, proxies: tuple[str, ...], folder: Path | None) -> None:
    """Serve the pages and the API.

    The registry is made in DATABASE when it is not there. Keep it behind a proxy that speaks HTTPS when others than
    you use it, and say so with --https.
    """
    import uvicorn

    from concordance.doors.web.app import make_app
    from concordance.doors.web.settings import Settings

    app = make_app(Settings(database=database, corpus=folder, secure=https))
    click.echo(f"http://{'localhost' if host == '127.0.0.1' else host}:{port}/", err=True)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        server_header=False,
    )

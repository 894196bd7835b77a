"""The application: layers around it, routers in it. Read top down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from concordance import __version__
from concordance.doors.api import assessments as assessments_api
from concordance.doors.api import declarations as declarations_api
from concordance.doors.api import evidence as evidence_api
from concordance.doors.api import incident_steps as incident_steps_api
from concordance.doors.api import incidents as incidents_api
from concordance.doors.api import inspections as inspections_api
from concordance.doors.api import law as law_api
from concordance.doors.api import registers as registers_api
from concordance.doors.api import registrations as registrations_api
from concordance.doors.api import systems as systems_api
from concordance.doors.api.described import describe
from concordance.doors.web.desk import Desk
from concordance.doors.web.language import LanguageLayer
from concordance.doors.web.layers import BodyLayer, DefectLayer, HasteLayer, HeadersLayer
from concordance.doors.web.ledger import Ledger
from concordance.doors.web.pages import ASSETS
from concordance.doors.web.publisher import Publisher, PublishLayer
from concordance.doors.web.refusals import add_handlers
from concordance.doors.web.settings import Settings
from concordance.doors.web.shared import SharedLayer
from concordance.doors.web.shelf import Shelf
from concordance.doors.web.views import (
    account,
    api,
    authority,
    concerns,
    declarations,
    documents,
    elsewhere,
    imports,
    incidents,
    inspections,
    interview,
    law,
    log,
    membership,
    moves,
    organisation,
    oversight,
    receipts,
    registers,
    report,
)
from concordance.doors.web.visitors import visitor
from concordance.doors.web.working import Working

LAYERS: tuple[Callable[..., Any], ...] = (HeadersLayer, DefectLayer, HasteLayer, BodyLayer, SharedLayer)
"""Outermost first; around them the language, inside them the routes."""
PAGES: tuple[APIRouter, ...] = (
    law.pages,
    interview.pages,
    report.pages,
    log.pages,
    receipts.pages,
    registers.pages,
    account.pages,
    elsewhere.pages,
    membership.pages,
    organisation.pages,
    documents.pages,
    incidents.pages,
    concerns.pages,
    declarations.pages,
    imports.pages,
    authority.pages,
    inspections.pages,
    moves.pages,
    oversight.pages,
    api.pages,
)
API: tuple[APIRouter, ...] = (
    law_api.api,
    registers_api.api,
    declarations_api.api,
    registrations_api.public,
    evidence_api.public,
    systems_api.api,
    assessments_api.api,
    registrations_api.api,
    incidents_api.api,
    incident_steps_api.api,
    inspections_api.api,
    evidence_api.api,
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Read what every page needs, if that is wanted before the first; do jobs for as long as the server runs."""
    if app.state.settings.ready:
        await run_in_threadpool(lambda: (app.state.desk.index, app.state.shelf.catalogue()))
    async with app.state.working.done():
        yield


def make_app(settings: Settings) -> FastAPI:
    """The application for some settings. The registry is read at the first request, the keys of a log at once."""
    app = FastAPI(
        title="Concordance",
        version=__version__,
        summary="The governance of AI as executable law: what binds a system, where, from when and why.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        separate_input_output_schemas=False,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.desk = Desk(settings.corpus)
    app.state.shelf = Shelf(settings.database)
    app.state.ledger = Ledger.open(settings.log) if settings.log else None
    app.state.working = Working(settings, app.state.shelf, app.state.ledger)
    app.mount("/assets", StaticFiles(directory=str(ASSETS)), name="assets")
    for router in PAGES:
        app.include_router(router, dependencies=[Depends(visitor)])
    for router in (*API, log.files):
        app.include_router(router)
    add_handlers(app)
    describe(app)
    if app.state.ledger:
        app.add_middleware(PublishLayer, publisher=Publisher(app.state.ledger, app.state.shelf))
    for layer in reversed(LAYERS):
        app.add_middleware(layer, settings=settings)
    app.add_middleware(LanguageLayer)
    return app

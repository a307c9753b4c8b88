"""The application: routes, and what holds for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from ootb_events.errors import OotbEventsError, UnknownEventError, UnknownVersionError
from ootb_events.sandbox._api import Api, answer
from ootb_events.sandbox._catalogue import CataloguePages
from ootb_events.sandbox._endpoint import Endpoint
from ootb_events.sandbox._guard import HEADERS, Guard
from ootb_events.sandbox._live import Live
from ootb_events.sandbox._pages import page, page_file
from ootb_events.sandbox._replies import Reply
from ootb_events.sandbox._sending import send

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp.typedefs import Handler

    from ootb_events.sandbox._closing import Closing
    from ootb_events.sandbox._inbox import Inbox

    Respond = Callable[[web.Request], Awaitable["web.StreamResponse | None"]]

__all__ = ["application"]


def application(
    inbox: Inbox, closing: Closing, guard: Guard, respond: Respond | None = None
) -> web.Application:
    """Build the application.

    :param respond: is asked first, about every request; what it leaves goes its usual way.
    """
    path = inbox.settings.path
    api, live, pages = Api(inbox, closing), Live(inbox, closing), CataloguePages(inbox.catalog)

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await respond(request) if respond else None
            if response is None:
                response = await _guarded(request, handler, guard, path)
        except ConnectionError:
            return web.Response()  # goes nowhere: the client has gone
        return response

    app = web.Application(middlewares=[guarded], client_max_size=inbox.settings.max_body)
    app.router.add_post(path, Endpoint(inbox, closing).take)
    app.router.add_get("/", page, allow_head=True)
    app.router.add_get("/page/{file}", page_file)
    app.router.add_get("/api/events", api.events)
    app.router.add_get(r"/api/events/{number:\d+}", api.event)
    app.router.add_get("/api/summary", api.summary)
    app.router.add_post("/api/reset", api.reset)
    app.router.add_post("/api/expect", api.expect)
    app.router.add_get("/api/stream", live.stream, allow_head=False)
    app.router.add_get("/api/faults", api.faults)
    app.router.add_post("/api/faults", api.add_fault)
    app.router.add_put("/api/faults", api.replace_faults)
    app.router.add_delete("/api/faults", api.clear_faults)
    app.router.add_post("/api/validate", api.validate)
    app.router.add_get("/api/rules", api.rules)
    app.router.add_get("/api/openapi.json", api.openapi)
    app.router.add_get("/api/catalog", pages.all)
    app.router.add_get("/api/catalog/{key}", pages.one)
    app.router.add_get("/api/catalog/{key}/example", pages.example)
    return app


async def _guarded(
    request: web.Request, handler: Handler, guard: Guard, path: str
) -> web.StreamResponse:
    problem = guard.wrong_host(request.headers.get("Host"))
    if problem:
        return answer({"error": problem}, status=403)
    if request.path != path:
        return await _for_browsers(request, handler, guard, path)
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed:
        problem = "events are posted to this path; GET / shows those that arrived"
        reply = Reply(
            status=405, body={"status": "error", "message": problem}, headers={"Allow": "POST"}
        )
        return await send(request, reply)


async def _for_browsers(
    request: web.Request, handler: Handler, guard: Guard, path: str
) -> web.StreamResponse:
    """Answer for the page and the API, so that a browser does no more with it than is meant."""
    try:
        response = await _let_in(request, handler, guard)
    except web.HTTPException as error:
        response = answer({"error": _words(error, path)}, status=error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
    except (UnknownEventError, UnknownVersionError) as error:
        response = answer({"error": str(error)}, status=404)
    except web.RequestPayloadError:
        response = answer({"error": "the body ended too soon"}, status=400)
    except OotbEventsError as error:
        response = answer({"error": str(error)}, status=400)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


def _words(error: web.HTTPException, path: str) -> str:
    """Say what is wrong; the words of the router itself help nobody."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        return f"this path takes {', '.join(sorted(error.allowed_methods))} only"
    if error.text != f"{error.status}: {error.reason}":
        return error.text or error.reason
    return (
        f"there is nothing at this path; events are posted to {path}, "
        "and GET /api/openapi.json describes the API"
    )


async def _let_in(request: web.Request, handler: Handler, guard: Guard) -> web.StreamResponse:
    if request.path == "/" and guard.opens(request.query.get("token")):
        response = web.Response(status=302, headers={"Location": "/"})
        response.set_cookie(
            guard.cookie_name, guard.cookie(), httponly=True, samesite="Strict", path="/"
        )
        return response
    problem = guard.wrong_access(request.headers, request.cookies.get(guard.cookie_name))
    if problem:
        return answer({"error": problem}, status=401)
    problem = guard.wrong_change(request.method, request.headers, has_body=request.body_exists)
    if problem:
        return answer({"error": problem}, status=403)
    return await handler(request)

"""A sandbox in this process, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import secrets
import socket
import threading
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from ootb_events.errors import ConfigurationError
from ootb_events.sandbox._expectations import Expectation, Expected
from ootb_events.sandbox._faults import Faults
from ootb_events.sandbox._guard import Guard, is_loopback
from ootb_events.sandbox._inbox import Inbox
from ootb_events.sandbox._settings import Settings
from ootb_events.sandbox._store import Filter

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Coroutine, Iterable

    from typing_extensions import Self

    from ootb_events.sandbox._arrival import Arrival
    from ootb_events.sandbox._fault import Fault
    from ootb_events.sandbox._replies import Reply, Request
    from ootb_events.sandbox._serving import Serving
    from ootb_events.sandbox._watching import Outcome

__all__ = ["Sandbox"]

T = TypeVar("T")
_BACKLOG: Final = 1_024
_LOOK: Final = 0.5
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, not listened on


class Sandbox:
    """Run a sandbox in a thread of this process.

    ::

        with Sandbox() as box:
            emitter = Emitter(HttpTransport(box.url), tenant=1042)
            ...
            box.expect({"event": "ootb_deposit", "customer": "c-1"}, within=2)

    It has its port as soon as it is made; connections wait until it is started.

    :param settings: how it behaves.
    :param host: the name or address to listen on; loopback unless told otherwise.
    :param port: the port; 0 takes a free one.
    :param faults: how it misbehaves.
    :param seed: which requests these faults hit follows from it.
    :param tls: serve HTTPS with this context.
    :param respond: is asked first, about every request; it may answer with anything, or with
        ``None`` leave the request to the sandbox.
    :raises ConfigurationError: if the extra ``sandbox`` is not installed, or the port is taken.
    :raises CatalogError: when a schema of the catalogue is not usable.
    """

    def __init__(  # noqa: PLR0913  settings, all but one by keyword
        self,
        settings: Settings | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        faults: Iterable[Fault] = (),
        seed: int = 0,
        tls: ssl.SSLContext | None = None,
        respond: Callable[[Request], Awaitable[Reply | None]] | None = None,
    ) -> None:
        self._serving_class = _load_server()
        self._settings = settings or Settings()
        self.faults = Faults(faults, seed)
        self._inbox = Inbox(self._settings, self.faults)
        self._tls = tls
        self._respond = respond
        self._host = host
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        on_loopback = is_loopback(self._socket.getsockname()[0])
        self._access_token = self._settings.access_token
        if self._access_token is None and not on_loopback:
            self._access_token = secrets.token_urlsafe(18)
        self._guard = Guard(
            on_loopback=on_loopback,
            hosts=self._settings.hosts,
            access_token=self._access_token,
            port=self.port,
        )
        self._inbox.url = self.url
        self._serving: Serving | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The endpoint's address, to which events are posted."""
        return f"{self._origin}{self._settings.path}"

    @property
    def page(self) -> str:
        """The address of the page; with the access token, where one is needed."""
        query = f"?token={self._access_token}" if self._access_token else ""
        return f"{self._origin}/{query}"

    @property
    def token(self) -> str | None:
        """The real-time token with which events must be signed, if they must; can be changed."""
        return self._inbox.judge.token

    @token.setter
    def token(self, token: str | None) -> None:
        self._inbox.judge.token = attrs.evolve(self._settings, token=token).token

    @property
    def access_token(self) -> str | None:
        """What opens the page and the API, if anything has to."""
        return self._access_token

    @property
    def connections(self) -> int:
        """How many connections were accepted so far."""
        return self._serving.accepted if self._serving else 0

    @property
    def _origin(self) -> str:
        host = "127.0.0.1" if self._host in _EVERYWHERE else self._host
        host = f"[{host}]" if ":" in host else host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    def start(self) -> Self:
        """Serve from now on.

        :raises ConfigurationError: when it was started before.
        """
        if self._thread is not None:
            raise ConfigurationError("this sandbox was started before; make another")
        started: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(started,), name=f"sandbox-{self.port}", daemon=True
        )
        self._thread.start()
        started.result()
        return self

    def close(self) -> None:
        """Stop serving; requests under way are cut short. What arrived can still be asked for."""
        loop, thread = self._loop, self._thread
        if loop is not None and self._serving is not None:
            with contextlib.suppress(RuntimeError):  # it is closed already
                loop.call_soon_threadsafe(self._serving.close)
        if thread is not None:
            thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def events(
        self,
        *,
        verdict: str | None = None,
        event: str | None = None,
        customer: str | None = None,
        rule: str | None = None,
    ) -> list[Arrival]:
        """List the events that are kept, oldest first.

        :param verdict: only those that are ``good``, ``warning`` or ``bad``.
        :param event: only those with this event key.
        :param customer: only this customer's or visitor's.
        :param rule: only those that broke this rule.
        :raises ConfigurationError: when there is no such verdict or rule.
        """
        chosen = Filter(
            verdicts=() if verdict is None else (verdict,),
            events=() if event is None else (event,),
            customer=customer,
            rules=() if rule is None else (rule,),
        )
        return self._ask(lambda: [one for one in self._inbox.store if chosen.chooses(one)])

    def summary(self) -> dict[str, Any]:
        """Count everything, as ``GET /api/summary`` does."""
        return self._ask(self._inbox.summary)

    def reset(self) -> None:
        """Forget events and counts; faults stay."""
        self._ask(self._inbox.reset)

    def since(self, number: int, limit: int = 100) -> tuple[list[Arrival], int]:
        """Take the latest events after a number, oldest first, and how many were left out."""
        arrivals, left_out = self._ask(lambda: self._inbox.store.after(number, limit))
        return list(arrivals), left_out

    def expect(
        self,
        *events: Expected | dict[str, Any] | str,
        within: float = 5.0,
        in_order: bool = False,
        none_bad: bool = True,
    ) -> Outcome:
        """Wait until events arrived.

        :param events: event keys, or the JSON objects that ``POST /api/expect`` takes.
        :param within: how many seconds to wait, at most 60.
        :param in_order: whether they must arrive in this order.
        :param none_bad: whether a bad event disappoints.
        :raises AssertionError: when they did not; it says what did instead.
        :raises ConfigurationError: when the expectation is not usable.
        """
        __tracebackhide__ = True  # pytest then shows the line of the test
        wanted = Expectation.from_object({"within": within})
        wanted = Expectation(
            events=tuple(map(_expected, events)),
            within=wanted.within,
            in_order=in_order,
            none_bad=none_bad,
        )
        outcome = self._wait_for(self._running.expect(wanted))
        if not outcome.met:
            raise AssertionError(str(outcome))
        return outcome

    @property
    def _running(self) -> Serving:
        if self._serving is None or self._loop is None:
            raise ConfigurationError("this sandbox does not run; start it, or use it with `with`")
        return self._serving

    def _run(self, started: Future[None]) -> None:
        loop = asyncio.SelectorEventLoop()
        try:
            loop.run_until_complete(self._serve(started))
            loop.run_until_complete(loop.shutdown_default_executor())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)
        finally:
            loop.close()

    async def _serve(self, started: Future[None]) -> None:
        serving = self._serving_class(self._inbox, self._guard, self._respond)
        await serving.start(self._socket, self._tls)
        self._serving, self._loop = serving, asyncio.get_running_loop()
        started.set_result(None)
        await serving.until_closed()
        self._loop = None

    def _ask(self, question: Callable[[], T]) -> T:
        """Ask in the thread of the server, or here when there is none."""
        loop = self._loop
        if loop is None or threading.current_thread() is self._thread:
            return question()

        async def ask() -> T:
            return question()

        return self._wait_for(ask())

    def _wait_for(self, coroutine: Coroutine[Any, Any, T]) -> T:
        loop = self._loop
        if loop is None:
            coroutine.close()
            raise ConfigurationError("this sandbox does not run any more")
        future = asyncio.run_coroutine_threadsafe(coroutine, loop)
        while not future.done() and self._thread is not None and self._thread.is_alive():
            wait((future,), _LOOK)  # it may never be done if the server closes just now
        if not future.done():
            raise ConfigurationError("this sandbox was closed meanwhile")
        return future.result()


def _expected(event: Expected | dict[str, Any] | str) -> Expected:
    if isinstance(event, Expected):
        return event
    return Expected.from_object({"event": event} if isinstance(event, str) else event)


def _load_server() -> type[Serving]:
    try:
        from ootb_events.sandbox._serving import Serving
    except ImportError as error:
        raise ConfigurationError(
            'the sandbox needs aiohttp: pip install "ootb-events[sandbox]"'
        ) from error
    return Serving


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise ConfigurationError(_why_not(error, host, port)) from None


def _why_not(error: OSError | OverflowError, host: str, port: int) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} of {host} is taken; choose another, or 0 for one that is free"
    if number == errno.EACCES:
        return f"port {port} is not for everyone; choose one from 1024 on, or 0 for a free one"
    if isinstance(error, OverflowError):
        return "the port must be a number from 0 to 65535"
    return f"cannot listen on {host}: {error.strerror}"

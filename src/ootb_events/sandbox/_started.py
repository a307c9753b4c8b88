"""A sandbox for a test, in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ootb_events.catalog import configured_catalog
from ootb_events.sandbox._server import Sandbox
from ootb_events.sandbox._settings import PATH, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ootb_events.catalog import Catalog
    from ootb_events.sandbox._fault import Fault

__all__ = ["sandbox"]


def sandbox(  # noqa: PLR0913 - settings, all by keyword
    *,
    token: str | None = None,
    profile: str = "platform",
    strict: bool = False,
    lenient: bool = False,
    batches: bool = False,
    path: str = PATH,
    keep: int = 10_000,
    catalog: Catalog | None = None,
    faults: Iterable[Fault] = (),
    seed: int = 0,
) -> Sandbox:
    """Make a sandbox in this process, on loopback and a free port; ``with`` starts and ends it.

    ::

        @pytest.fixture
        def box():
            with sandbox(token="secret") as box:
                yield box

        def test_deposit_is_reported(box, shop):
            shop.deposit(20, endpoint=box.url)
            box.expect({"event": "ootb_deposit", "customer": "c-1"})

    :param token: the real-time token; with one, every event must be signed with it.
    :param profile: ``platform``, ``opti-x`` or ``ebi``.
    :param strict: whether every warning counts as an error.
    :param lenient: whether invalid events are answered with success, as the platform may.
    :param batches: whether a JSON array of events is taken.
    :param path: the endpoint's path.
    :param keep: how many events are kept, at most; older ones are forgotten.
    :param catalog: which events exist; by default those of this package, and those of the
        catalogues that the nearest settings file names, from the working directory upward.
    :param faults: how it misbehaves.
    :param seed: which requests these faults hit follows from it.
    :raises ConfigurationError: when a setting is not usable, or the extra ``sandbox`` is not
        installed.
    :raises CatalogError: when a schema or catalogue is not usable.
    """
    settings = Settings(
        token=token,
        profile=profile,
        strict=strict,
        lenient=lenient,
        batches=batches,
        path=path,
        keep=keep,
        catalog=configured_catalog() if catalog is None else catalog,
    )
    return Sandbox(settings, faults=faults, seed=seed)

"""What holds for the parts of a sandbox, whatever arrives: no server is needed for it."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ootb_events import _json
from ootb_events.errors import ConfigurationError
from ootb_events.sandbox import Arrival, Fault, Faults
from ootb_events.sandbox._batches import events_in
from ootb_events.sandbox._fault import KINDS
from ootb_events.sandbox._judgement import Judgement
from ootb_events.sandbox._matching import filled
from ootb_events.sandbox._store import VERDICTS, Filter, Store
from ootb_events.sandbox._text import laid_out
from ootb_events.validation import RULES, Severity

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)
KEYS = ("ootb_deposit", "ootb_login", "ootb_typo", None)
RULE_IDS = tuple(RULES)[:4]
IDS = ("c-1", "c-2", "v-1", None)


@st.composite
def judgements(draw):
    event = draw(st.sampled_from(KEYS))
    return Judgement(
        verdict=draw(st.sampled_from(VERDICTS)),
        signature="unchecked",
        event=event,
        title=event if event in KEYS[:2] else None,
        customer=draw(st.sampled_from(IDS)),
        visitor=draw(st.sampled_from(IDS)),
        rules=draw(st.dictionaries(st.sampled_from(RULE_IDS), st.sampled_from(Severity))),
    )


def arrived(judgement, number, size=0, fault=None):
    return Arrival(
        number=number,
        received=0.0,
        body=b"x" * size,
        headers=(),
        judgement=judgement,
        status=200,
        fault=fault,
    )


def filters():
    def some(*values):
        return st.lists(st.sampled_from(values), max_size=2)

    return st.builds(
        Filter,
        verdicts=some(*VERDICTS),
        events=some(*KEYS[:3], ""),
        customer=st.sampled_from(IDS),
        visitor=st.sampled_from(IDS),
        rules=some(*RULE_IDS),
    )


def is_chosen(chosen, arrival):
    """Say the same as the filter, at more length."""
    judged = arrival.judgement
    if chosen.verdicts and judged.verdict not in chosen.verdicts:
        return False
    if chosen.events:
        names = {judged.event} if judged.title else {judged.event, ""}
        if not names & set(chosen.events):
            return False
    if chosen.customer and chosen.customer not in {judged.customer, judged.visitor}:
        return False
    if chosen.visitor and chosen.visitor != judged.visitor:
        return False
    return not chosen.rules or bool(set(chosen.rules) & set(judged.rules))


def filled_store(judged, capacity, sizes=None, most_bytes=1 << 30):
    store = Store(capacity, most_bytes)
    everything = []
    for at, judgement in enumerate(judged):
        arrival = arrived(judgement, store.next_number(), sizes[at] if sizes else 0)
        everything.append(arrival)
        store.add(arrival)
    return store, everything


pages = st.fixed_dictionaries(
    {
        "after": st.integers(0, 30),
        "before": st.none() | st.integers(0, 30),
        "limit": st.integers(0, 10),
    }
)


@given(st.lists(judgements(), max_size=30), filters(), st.integers(1, 20), pages)
def test_a_filter_finds_what_a_naive_one_does(judged, chosen, capacity, page):
    store, everything = filled_store(judged, capacity)
    after, before, limit = page.values()
    kept = everything[-capacity:]
    found = store.find(chosen, **page)
    matching = [arrival for arrival in reversed(kept) if is_chosen(chosen, arrival)]
    within = [
        arrival
        for arrival in matching
        if arrival.number > after and (before is None or arrival.number < before)
    ]
    assert found.total == len(matching)
    assert list(found.arrivals) == within[:limit]


@given(st.lists(judgements(), max_size=30), st.integers(1, 10))
def test_counts_are_of_all_there_ever_were(judged, capacity):
    store, everything = filled_store(judged, capacity)
    counts = store.counts()
    verdicts = Counter(one.verdict for one in judged)
    assert counts["total"] == len(judged)
    assert counts["verdicts"] == {verdict: verdicts[verdict] for verdict in VERDICTS}
    assert counts["kept"] == min(len(judged), capacity) == len(store)
    assert store.forgotten == len(judged) - len(store)
    by_rule = Counter(itertools.chain.from_iterable(one.rules for one in judged))
    assert {row["rule"]: row["count"] for row in counts["rules"]} == by_rule
    known = Counter(one.event if one.title else None for one in judged)
    assert {
        row["event"]: row["good"] + row["warning"] + row["bad"] for row in counts["events"]
    } == known
    kept = everything[-capacity:]
    ids = {
        one for arrival in kept for one in (arrival.judgement.customer, arrival.judgement.visitor)
    }
    assert counts["customers"] == len(ids - {None})


@given(st.lists(st.tuples(judgements(), st.integers(0, 5_000)), max_size=30), st.integers(1, 20))
def test_a_store_keeps_to_its_bounds(judged, capacity):
    store, everything = filled_store(
        [one for one, _ in judged], capacity, [size for _, size in judged], most_bytes=10_000
    )
    kept = list(store)
    assert kept == everything[len(everything) - len(kept) :]
    assert len(kept) <= capacity
    assert len(kept) <= 1 or sum(arrival.size for arrival in kept) <= 10_000
    if len(kept) < min(len(everything), capacity):
        one_more = everything[len(everything) - len(kept) - 1]
        assert sum(arrival.size for arrival in (one_more, *kept)) > 10_000
    for arrival in everything:
        assert store.get(arrival.number) is (arrival if arrival in kept else None)


@given(
    st.lists(judgements(), max_size=30), st.integers(1, 10), st.integers(0, 40), st.integers(1, 9)
)
def test_what_comes_after_a_number_is_all_there_or_counted(judged, capacity, number, limit):
    store, everything = filled_store(judged, capacity)
    found, skipped = store.after(number, limit)
    newer = [arrival for arrival in everything if arrival.number > number]
    assert list(found) == newer[len(newer) - len(found) :]
    assert len(found) == min(len(newer), limit, capacity)
    assert skipped == len(newer) - len(found)


def test_numbers_go_on_after_a_reset():
    store, _ = filled_store([Judgement(verdict="bad", signature="unchecked")] * 3, 10)
    store.reset()
    assert (len(store), store.total, store.last, store.since) == (0, 0, 3, 3)
    assert store.after(1, 10) == ((), 0)
    assert store.next_number() == 4


# Faults

faults = st.builds(
    Fault,
    kind=st.sampled_from([kind for kind in KINDS if kind != "latency"]),
    share=st.floats(0, 1),
    count=st.none() | st.integers(1, 5),
    event=st.sampled_from([None, *KEYS[:2]]),
)
requests = st.lists(st.sampled_from(KEYS), max_size=60)


def befallen(faults, seed, events):
    deciding = Faults(faults, seed)
    return [deciding.befall(event) for event in events]


@given(st.lists(faults, max_size=4), st.integers(), requests)
def test_the_same_seed_befalls_the_same_requests(faults, seed, events):
    assert befallen(faults, seed, events) == befallen(faults, seed, events)


@given(st.lists(faults, min_size=1, max_size=3), faults, st.integers(), requests)
def test_one_more_fault_changes_nothing_about_the_others(faults, more, seed, events):
    without = befallen(faults, seed, events)
    for before, after in zip(without, befallen([*faults, more], seed, events), strict=True):
        assert before.fault in {None, after.fault}


@given(faults, st.integers(), requests)
def test_a_fault_keeps_to_its_count_and_event(fault, seed, events):
    hits = befallen([fault], seed, events)
    assert fault.count is None or sum(hit.fault is not None for hit in hits) <= fault.count
    for event, hit in zip(events, hits, strict=True):
        assert hit.fault is None or fault.event in {None, event}


def test_a_share_is_about_that_share():
    hits = befallen([Fault(kind="reset", share=0.1)], 1, ["ootb_login"] * 10_000)
    assert 900 < sum(hit.fault is not None for hit in hits) < 1_100


def test_other_seeds_befall_other_requests():
    fault = Fault(kind="reset", share=0.5)
    assert befallen([fault], 1, KEYS * 20) != befallen([fault], 2, KEYS * 20)


def test_delays_add_up_and_of_others_the_first_counts():
    late, first = Fault(kind="latency", seconds=0.5), Fault(kind="reset")
    hit = Faults([late, first, late, Fault(kind="error")]).befall(None)
    assert (hit.delay, hit.fault, hit.kind) == (1.0, first, "reset")
    assert Faults([late]).befall(None).kind == "latency"


@given(faults)
def test_a_fault_is_read_as_it_was_written(fault):
    written = json.loads(json.dumps(fault.as_object()))
    assert Fault.from_object(written) == fault
    words = [fault.kind, f"share={fault.share!r}"]
    words += [f"count={fault.count}"] if fault.count else []
    words += [f"event={fault.event}"] if fault.event else []
    assert Fault.parse(",".join(words)) == fault
    assert Fault.parse(str(fault)) == fault


def test_words_of_a_fault():
    assert Fault.parse("status=503,share=0.1,retry-after=2") == Fault(
        kind="status", status=503, share=0.1, retry_after=2
    )
    assert Fault.parse("latency=0.25") == Fault(kind="latency", seconds=0.25)
    for words in ("status=503,retry-after=2,share=0.1", "latency=0.25,count=2", "status"):
        assert str(Fault.parse(words)) == words
    assert Fault.parse("status") == Fault(kind="status")


@pytest.mark.parametrize(
    ("words", "said"),
    {
        "": "no such kind",
        "earthquake": "no such kind; there are status, error, latency",
        "status=abc": "'status=abc' has no number",
        "status=99": "from 200 to 599",
        "status=503.5": "from 200 to 599",
        "status=503,retry-after=-1": "retry_after is a number of seconds",
        "reset,share=2": "share is a number from 0 to 1",
        "reset,share=nan": "share is a number from 0 to 1",
        "reset,count=0": "count is a whole number",
        "reset,seconds=1": "seconds belong to latency",
        "reset,status=500": "belong to the kind status",
        "latency": "latency needs seconds",
        "latency=inf": "latency needs seconds",
        "reset=3": "reset takes no value",
        "reset,share": "'share' has no number",
        "reset,colour=1": "no such member",
    }.items(),
)
def test_words_that_are_no_fault(words, said):
    with pytest.raises(ConfigurationError, match=said):
        Fault.parse(words)


def test_there_is_a_bound_to_faults():
    many = Faults([Fault(kind="reset")] * 100)
    with pytest.raises(ConfigurationError, match="100 faults at most"):
        many.add(Fault(kind="reset"))


# Matching


def most_filled(places, arrivals):
    """Find by trying everything how many places can be filled."""
    best = 0
    slots = [kind for kind, count in enumerate(places) for _ in range(count)]
    for choice in itertools.product([None, *range(len(slots))], repeat=len(arrivals)):
        taken = [slot for slot in choice if slot is not None]
        fits = all(
            slot is None or slots[slot] in suits
            for slot, suits in zip(choice, arrivals, strict=True)
        )
        if fits and len(set(taken)) == len(taken):
            best = max(best, len(taken))
    return best


@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=3),
    st.lists(st.frozensets(st.integers(0, 2), min_size=1), max_size=4),
)
def test_as_many_places_are_filled_as_can_be(places, arrivals):
    arrivals = [suits & frozenset(range(len(places))) for suits in arrivals]
    arrivals = [suits for suits in arrivals if suits]
    got = filled(places, Counter(arrivals))
    assert sum(got) == most_filled(places, arrivals)
    assert all(count <= wanted for count, wanted in zip(got, places, strict=True))


def test_what_suits_two_places_is_left_to_the_one_that_has_nothing_else():
    either, one = frozenset({0, 1}), frozenset({0})
    assert filled([1, 1], Counter([either, one])) == [1, 1]
    assert filled([10_000, 10_000], Counter({either: 15_000, one: 5_000})) == [10_000, 10_000]


# Texts


@given(json_values)
def test_a_text_laid_out_says_the_same(value):
    text = json.dumps(value, ensure_ascii=False)
    shown = laid_out(text)
    assert json.loads(shown) == value
    assert shown == json.dumps(value, ensure_ascii=False, indent=2)


def test_values_stay_as_they_were_written():
    text = '{"a":1.50,"a":1e400,"b":"\\u00e9\\"{}[],:","c":[],"d":{}}'
    assert laid_out(text) == (
        '{\n  "a": 1.50,\n  "a": 1e400,\n  "b": "\\u00e9\\"{}[],:",\n  "c": [],\n  "d": {}\n}'
    )


def test_what_would_become_far_too_long_is_left_alone():
    text = "[" * 99 + ",".join(["1"] * 100_000) + "]" * 99
    assert laid_out(text) == text


@given(st.lists(json_values, min_size=1, max_size=5))
def test_an_array_is_taken_apart(values):
    parts = events_in(json.dumps(values).encode())
    assert [_json.read(part).value for part in parts] == values


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"[1", b"  {}", b"\xff[", b'"["'])
def test_anything_else_stays_whole(body):
    assert list(events_in(body)) == [body]


def test_bounds_are_kept_when_settings_change():
    fault = attrs.evolve(Fault(kind="reset"), share=0.5)
    with pytest.raises(ConfigurationError):
        attrs.evolve(fault, share=1.5)

"""Write down what was measured: tables as Markdown, verdicts, and everything as JSON."""

from __future__ import annotations

import os
import platform
import re
from datetime import datetime, timezone
from importlib.metadata import version
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks._measure import Comparison, Target

_SIGN: Final = "\N{MULTIPLICATION SIGN}"
_DASH: Final = "\N{EN DASH}"
_RUNS_BEGIN: Final = "<!-- runs begin: python -m benchmarks --docs writes what follows -->"
_RUNS_END: Final = "<!-- runs end -->"
_ONE_RUN: Final = re.compile(r"<!-- run of (\w+) -->\n\n(.*?)(?=\n\n<!-- run)", re.DOTALL)
_PACKAGES: Final = (
    "ootb-events",
    "aiohttp",
    "attrs",
    "cattrs",
    "check-jsonschema",
    "fastjsonschema",
    "httpx",
    "jsonschema",
    "jsonschema-rs",
    "jupyter-events",
    "litequeue",
    "openlineage-python",
    "orjson",
    "persist-queue",
    "posthog",
    "pycurl",
    "pydantic",
    "requests",
    "snowplow-tracker",
    "sourcemeta-jsonschema",
)


def machine() -> dict[str, Any]:
    """Collect what somebody else has to know to compare figures."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": _cpus(),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def load() -> float | None:
    """Return the load average of the last minute, where the system has one."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def table(comparison: Comparison) -> str:
    """Lay out one comparison: medians, and as multiples of ours, with quartiles."""
    unit, factor = comparison.unit
    ours = comparison.ours
    head = ["", *_headings(comparison.samples[ours], unit), comparison.note_title]
    rows = []
    for name, figures in comparison.samples.items():
        row = [name]
        for measure, amounts in figures.items():
            ratios = comparison.ratios(name, ours, measure)
            row += [_short(median(amounts) * factor), "1" if name == ours else _spread(ratios)]
        rows.append([*row, comparison.notes.get(name, "")])
    if not comparison.note_title:
        head, rows = head[:-1], [row[:-1] for row in rows]
    return f"### {comparison.title}\n\n{_markdown(head, rows)}"


def verdicts(comparisons: Iterable[Comparison]) -> str:
    """Say of each target whether it was reached, one line each."""
    return "\n".join(
        f"- {_verdict(_judged(comparison, target))}"
        for comparison in comparisons
        for target in comparison.targets
    )


def circumstances(facts: Mapping[str, Any]) -> str:
    """Say on what was measured, and how busy it was."""
    return (
        f"{facts['python']}, {facts['system']}, {facts['cpus']} CPUs; load average "
        f"{facts['load_before']} before and {facts['load_after']} after {facts['seconds']} s"
    )


def quote(
    page: Path,
    order: Sequence[str],
    name: str,
    facts: Mapping[str, Any],
    comparisons: Sequence[Comparison],
) -> None:
    """Replace what a page quotes of one benchmark; what it quotes of others stays.

    :param order: the names of all benchmarks, as they are to follow each other.
    """
    before, _, rest = page.read_text(encoding="utf-8").partition(_RUNS_BEGIN)
    quoted, _, after = rest.partition(_RUNS_END)
    runs = dict(_ONE_RUN.findall(f"{quoted}{_RUNS_END}"))
    measured = f"measured on {datetime.now(timezone.utc):%Y-%m-%d}: {circumstances(facts)}"
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    measured = f"<details><summary>{measured}</summary>{packages}</details>"
    runs[name] = "\n\n".join(
        part for part in (*map(table, comparisons), verdicts(comparisons), measured) if part
    )
    parts = [f"<!-- run of {each} -->\n\n{runs[each]}" for each in order if each in runs]
    text = "\n\n".join([f"{before}{_RUNS_BEGIN}", *parts, f"{_RUNS_END}{after}"])
    page.write_text(text, encoding="utf-8")


def as_json(facts: Mapping[str, Any], comparisons: Iterable[Comparison]) -> dict[str, Any]:
    """Arrange everything, each single figure included, for other programs."""
    return {
        "machine": facts,
        "comparisons": [
            {
                "title": each.title,
                "shown in": each.unit[0],
                "samples": each.samples,
                "targets": [_judged(each, target) for target in each.targets],
            }
            for each in comparisons
        ],
    }


def _judged(comparison: Comparison, target: Target) -> dict[str, Any]:
    ratios = comparison.ratios(target.ours, target.against, target.measure)
    return {
        "ours": target.ours,
        "of": target.of,
        "against": target.against,
        "measure": target.measure,
        "at_most": target.at_most,
        "median": median(ratios),
        "reached": median(ratios) <= target.at_most,
        "rounds": len(ratios),
        "rounds_reached": sum(ratio <= target.at_most for ratio in ratios),
    }


def _verdict(judged: Mapping[str, Any]) -> str:
    outcome = "reached" if judged["reached"] else "**not reached**"
    of = f", {judged['of']}," if judged["of"] else ""
    return (
        f"{outcome}: {judged['ours']}{of} costs {_times(judged['median'])} {judged['against']} "
        f"({judged['measure']}); target: at most {_times(judged['at_most']).removesuffix(' of')}; "
        f"within it in {judged['rounds_reached']} of {judged['rounds']} rounds"
    )


def _times(ratio: float) -> str:
    return f"{ratio:.3g} times" if ratio >= 1 else f"1/{1 / ratio:.3g} of"


def _headings(measures: Iterable[str], unit: str) -> Iterator[str]:
    for measure in measures:
        yield from (f"{measure}, {unit}", f"{_SIGN} ours")


def _spread(ratios: Sequence[float]) -> str:
    low, middle, high = quantiles(ratios, n=4)
    return f"{_short(middle)} ({_short(low)}{_DASH}{_short(high)})"


def _short(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.3g}"


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in [head, rule, *rows]
    )


def _cpus() -> int | None:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()

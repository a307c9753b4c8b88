// One event of the catalogue: what it says, its parameters, its versions and how they differ.

import { count, el, plural } from "./dom.js";
import { write } from "./route.js";
import { expandable, foreign } from "./visible.js";

const CHANGES = { added: "Added", removed: "Removed", changed: "Changed" };
const SIGNS = { added: "+", removed: "−", changed: "~" };
const PAYLOADS = { warned: "old payloads get a warning more", refused: "old payloads are refused" };
const CODE = { breaks: "old code no longer type-checks" };
const SETS = { closed: "one of", listed: "named values", examples: "for example" };
const FEW = 12;
const LIMITED = ["text", "identifier"];
const SHORT = 8;

/** Draw an entry in one of its versions; by default the newest. */
export function entry(event, wanted, { search, known, profiles, close }) {
  const version = event.versions.find((one) => one.version === wanted) ?? event.versions[0];
  return [
    head(event, version, search, close),
    notes(event, known, search),
    versions(event, version, search),
    differences(event, version),
    rules(version),
    el("section", {},
      el("h3", {}, "Parameters ", el("span", { class: "soft" }, count(version.parameters.length))),
      version.parameters.length ? parameters(version, profiles) : el("p", { class: "soft" }, "This event has no parameters: its context is empty.")),
  ];
}

function head(event, version, search, close) {
  const example = (size) => write("playground", { event: event.event, version: version.version, size });
  return el("header", { class: "entry-head" },
    el("button", { type: "button", class: "quiet back", onclick: close }, "‹ All events"),
    el("h2", {}, foreign(event.title)),
    el("p", { class: "key-line" }, event.event, el("span", { class: "soft" }, ` ${event.domain.replaceAll("_", " ")}`)),
    el("p", {}, foreign(event.description, { cut: 2000 })),
    el("div", { class: "actions" },
      el("span", { class: "soft" }, "Build an example:"),
      el("a", { class: "button", href: example("small") }, "Small"),
      el("a", { class: "button", href: example("full") }, "Full"),
      el("a", { class: "button quiet", href: write("events", { event: event.event }) }, "Received events")));
}

function notes(event, known, search) {
  const link = (key) => (known.has(key) ? el("a", { href: write("catalogue", { event: key, search }) }, key) : foreign(key));
  return [
    event.superseded_by ? el("p", { class: "remark" }, "Superseded: use ", link(event.superseded_by), " instead.") : null,
    event.emittable ? null : el("p", { class: "remark" }, "Not for emitting: this event comes from the platform, or another took its place."),
    event.follows?.length ? el("p", {}, "Follows ", event.follows.flatMap((key, index) => [index ? ", " : "", link(key)]), ".") : null,
    event.page ? el("p", { class: "soft" }, "Source page: ", el("code", {}, foreign(event.page))) : null,
  ];
}

function versions(event, version, search) {
  return el("nav", { class: "versions", "aria-label": "Versions" },
    event.versions.map((one) => el("a", {
      href: write("catalogue", { event: event.event, version: one.version, search }),
      "aria-current": one === version ? "true" : null,
    }, one.version, el("span", { class: "soft" }, one.since ? ` since ${one.since}` : ""))));
}

function differences(event, version) {
  const older = event.versions[event.versions.indexOf(version) + 1];
  if (!older) return event.versions.length > 1 ? el("p", { class: "soft" }, "The first version that is known.") : null;
  const changes = version.differences ?? [];
  return el("details", { class: "differences", open: changes.length <= SHORT },
    el("summary", {}, `What changed since ${older.version}: `, plural(changes.length, "difference")),
    changes.length === 0 ? el("p", { class: "soft" }, "Words only: the same payloads are accepted.")
      : el("ul", { role: "list" }, changes.map((one) => el("li", { class: one.change },
        el("span", { class: "change" }, el("span", { "aria-hidden": "true" }, `${SIGNS[one.change] ?? "~"} `), CHANGES[one.change] ?? one.change),
        foreign(one.detail, { cut: 2000 }), impact(one)))));
}

function impact(change) {
  const words = [PAYLOADS[change.payloads], CODE[change.code]].filter(Boolean);
  return words.length ? el("span", { class: "soft" }, words.join(", ")) : null;
}

function rules(version) {
  if (!version.rules?.length) return null;
  return el("section", {}, el("h3", {}, "Rules"), el("ul", {}, version.rules.map((rule) => el("li", {}, foreign(rule, { cut: 2000 })))));
}

function parameters(version, profiles) {
  const stated = profiles.filter((profile) => version.parameters.some((one) => one.requirement?.[profile]));
  const columns = ["Key", "Python", "Type", "Values", ...stated, "PII"];
  return [
    stated.length ? null : el("p", { class: "soft" }, "No page says which parameters the profiles require."),
    el("div", { class: "table", role: "region", "aria-label": "Parameters", tabindex: "0" },
      el("table", { class: "parameters", role: "table" },
        el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, columns.map((name) => el("th", { scope: "col", role: "columnheader" }, name)))),
        el("tbody", { role: "rowgroup" }, version.parameters.map((one) => parameter(one, stated))))),
  ];
}

function parameter(one, stated) {
  const cell = (label, ...content) => el("td", { role: "cell", "data-label": label }, el("div", {}, content));
  return el("tr", { role: "row", class: one.item ? "item" : null },
    el("th", { scope: "row", role: "rowheader" },
      el("code", {}, foreign(one.key)),
      one.description ? el("p", { class: "soft" }, foreign(one.description, { cut: 2000 })) : null,
      one.aliases?.length ? el("p", { class: "soft" }, "also written ", one.aliases.flatMap((alias, index) => [index ? ", " : "", el("code", {}, foreign(alias))])) : null),
    cell("Python", el("code", {}, foreign(one.name))),
    cell("Type", type(one)),
    cell("Values", values(one)),
    stated.map((profile) => cell(profile, one.requirement?.[profile] ?? el("span", { class: "soft" }, "not stated"))),
    cell("PII", one.pii ? el("span", { class: "flag" }, "personal") : el("span", { class: "soft" }, "no")));
}

function type(one) {
  if (one.value_set === "closed") return one.kind;
  const most = one.max_length && LIMITED.includes(one.kind) ? el("span", { class: "soft" }, ` ≤ ${one.max_length}`) : null;
  return [foreign(one.type), most];
}

function values(one) {
  const limited = limits(one);
  if (!one.values?.length) return limited.length ? limited : el("span", { class: "soft" }, "any");
  const more = one.values.slice(FEW);
  return [
    el("span", { class: "soft" }, `${SETS[one.value_set] ?? ""} `),
    listed(one.values.slice(0, FEW), one.value_names),
    more.length ? el("details", {}, el("summary", {}, `${count(more.length)} more`), listed(more, one.value_names)) : null,
    limited.length ? el("p", {}, limited) : null,
  ];
}

/** Say what is refused beyond what the type says; of a closed set its values say it. */
function limits(one) {
  if (one.value_set === "closed") return [];
  const words = [one.min_length ? "not empty" : null, range(one)].filter(Boolean).join(", ");
  const form = one.pattern ? [words ? ", " : "", el("span", { class: "soft" }, "matches "), el("code", {}, expandable(one.pattern))] : [];
  return words ? [words, ...form] : form;
}

function range({ minimum, maximum }) {
  if (minimum !== null && maximum !== null) return `${minimum} to ${maximum}`;
  if (minimum !== null) return `at least ${minimum}`;
  return maximum === null ? null : `at most ${maximum}`;
}

function listed(some, names) {
  return some.flatMap((value, index) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const name = names?.[text];
    return [index ? ", " : "", el("code", {}, expandable(text)), name ? foreign(` (${name})`, { class: "soft" }) : null];
  });
}

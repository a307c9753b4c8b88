// Counts by event and by rule; each line is a filter.

import { VERDICTS } from "./filters.js";
import { count, el, fill, icon } from "./dom.js";
import { foreign } from "./visible.js";

const FEW = 14;
const MANY = 300;

export class Overview {
  #holder;
  #tables;

  /** `toggle(name, value)` changes a filter. */
  constructor(holder, toggle) {
    this.#holder = holder;
    this.#tables = [
      new Counts({
        title: "Events",
        nothing: "None yet.",
        heads: ["Event", ...VERDICTS.map((verdict) => icon(verdict, { named: true }))],
        label: (one) => one.event === null
          ? el("span", { class: "soft" }, "Unknown, or not an event")
          : filter(toggle, "event", one.event, foreign(one.title ?? one.event, { cut: 80 })),
        key: (one) => one.event,
        counts: (one) => VERDICTS.map((verdict) => one[verdict]),
        chosen: (filters) => filters.event,
      }),
      new Counts({
        title: "Rules",
        nothing: "Nothing was found so far.",
        heads: ["Rule", "Findings"],
        label: (one) => [
          icon(one.severity, { named: true }),
          filter(toggle, "rule", one.rule, el("span", { class: "rule-id" }, one.rule), foreign(one.name)),
        ],
        key: (one) => one.rule,
        counts: (one) => [one.count],
        chosen: (filters) => filters.rule,
      }),
    ];
    fill(holder, this.#tables.map((table) => table.element));
  }

  /** Show the counts, with the filters that are set marked. */
  show(summary, filters) {
    const still = this.#holder.matches(":hover") || this.#holder.contains(document.activeElement);
    this.#tables[0].show(summary.events, filters, still);
    this.#tables[1].show(summary.rules, filters, still);
  }
}

/** A table of counts. Its lines stay the same elements, and in their order while somebody is at it. */
class Counts {
  #about;
  #lines = new Map();
  #body = el("tbody");
  #table;
  #nothing;
  #more;
  #most = FEW;
  #last = null;

  constructor(about) {
    this.#about = about;
    const [first, ...rest] = about.heads;
    this.#table = el("table", { class: "counts" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, first), rest.map((head) => el("th", { scope: "col", class: "n" }, head)))),
      this.#body);
    this.#nothing = el("p", { class: "soft" }, about.nothing);
    this.#more = el("button", { type: "button", class: "quiet", onclick: () => this.#showMore() });
    this.element = el("section", {}, el("h2", {}, about.title), this.#nothing, this.#table, this.#more);
  }

  show(all, filters, still) {
    this.#last = [all, filters];
    const shown = this.#sorted(all, still).slice(0, this.#most);
    this.#table.hidden = shown.length === 0;
    this.#nothing.hidden = shown.length > 0;
    this.#more.hidden = all.length <= this.#most || this.#most === MANY;
    this.#more.textContent = `Show all ${count(Math.min(all.length, MANY))}`;
    const chosen = this.#about.chosen(filters);
    const lines = shown.map((one) => this.#line(one, chosen));
    const same = lines.length === this.#body.rows.length && lines.every((line, at) => line === this.#body.rows[at]);
    if (!same) {
      const focused = document.activeElement;
      fill(this.#body, lines);
      if (this.#body.contains(focused)) focused.focus();
    }
    if (this.#lines.size > 2 * MANY) this.#lines.clear();
  }

  #showMore() {
    this.#most = MANY;
    this.show(...this.#last, false);
  }

  #sorted(all, still) {
    const { counts, key } = this.#about;
    const sum = (one) => counts(one).reduce((total, some) => total + some, 0);
    const sorted = [...all].sort((a, b) => sum(b) - sum(a) || String(key(a)).localeCompare(String(key(b))));
    if (!still) return sorted;
    const order = new Map([...this.#body.rows].map((row, at) => [row.dataset.key, at]));
    const at = (one) => order.get(String(key(one))) ?? Infinity;
    return sorted.sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)));
  }

  #line(one, chosen) {
    const key = String(this.#about.key(one));
    const line = this.#lines.get(key) ?? this.#draw(one, key);
    line.querySelector("button")?.setAttribute("aria-pressed", String(chosen.includes(this.#about.key(one))));
    this.#about.counts(one).forEach((number, at) => {
      const cell = line.cells[at + 1];
      const text = count(number);
      if (cell.textContent === text) return;
      cell.textContent = text;
      cell.className = number ? "n" : "n zero";
    });
    return line;
  }

  #draw(one, key) {
    const line = el("tr", { "data-key": key },
      el("th", { scope: "row" }, this.#about.label(one)), this.#about.counts(one).map(() => el("td", { class: "n" })));
    this.#lines.set(key, line);
    return line;
  }
}

function filter(toggle, name, value, ...label) {
  return el("button", { type: "button", class: "filter", onclick: () => toggle(name, value) }, label);
}

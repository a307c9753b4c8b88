// The bar of filters: verdicts with their counts, event, rule, customer.

import { count, el, fill, icon } from "./dom.js";
import { VERDICTS, anyOf } from "./filters.js";
import { go, write } from "./route.js";
import { foreign } from "./visible.js";

const NAMES = { good: "Good", warning: "Warning", bad: "Bad" };
const MOST_OPTIONS = 300;

export class Bar {
  #set;
  #toggle;
  #filters = null;
  #verdicts = new Map();
  #selects = {};
  #customer;
  #chips = el("div", { class: "chips" });

  /** `set(name, values)` and `toggle(name, value)` change a filter. */
  constructor(holder, { set, toggle }) {
    this.#set = set;
    this.#toggle = toggle;
    this.#customer = el("input", {
      type: "search", id: "filter-customer", placeholder: "exact id", autocomplete: "off", spellcheck: "false",
    });
    this.#customer.addEventListener("change", () => this.#set("customer", [this.#customer.value.trim()].filter(Boolean)));
    fill(holder,
      el("div", { class: "verdicts", role: "group", "aria-label": "Verdict" }, VERDICTS.map((one) => this.#verdict(one))),
      this.#select("event", "Event"),
      this.#select("rule", "Rule"),
      el("div", { class: "field" }, el("label", { for: "filter-customer" }, "Customer"), this.#customer),
      this.#chips);
  }

  /** Show the filters that are set, and the counts. */
  show(filters, summary) {
    this.#filters = filters;
    for (const [verdict, { button, number }] of this.#verdicts) {
      button.setAttribute("aria-pressed", String(filters.verdict.includes(verdict)));
      number.textContent = count(summary.verdicts[verdict]);
    }
    this.#offer("event", summary.events.filter((one) => one.event !== null)
      .map((one) => [one.event, one.event, one.good + one.warning + one.bad]));
    this.#offer("rule", summary.rules.map((one) => [one.rule, `${one.rule} ${one.name}`, one.count]));
    if (document.activeElement !== this.#customer) this.#customer.value = filters.customer[0] ?? "";
    this.#showChips();
  }

  focus() {
    this.#customer.focus();
    this.#customer.select();
  }

  #verdict(verdict) {
    const number = el("b", {}, "0");
    const button = el("button", { type: "button", class: `verdict ${verdict}`, "aria-pressed": "false" }, icon(verdict), NAMES[verdict], number);
    button.addEventListener("click", () => this.#toggle("verdict", verdict));
    this.#verdicts.set(verdict, { button, number });
    return button;
  }

  #select(name, label) {
    const select = el("select", { id: `filter-${name}` });
    select.addEventListener("change", () => this.#set(name, [select.value].filter(Boolean)));
    this.#selects[name] = { select, offered: "" };
    return el("div", { class: "field" }, el("label", { for: `filter-${name}` }, label), select);
  }

  /** Offer values; never while the person is choosing. */
  #offer(name, values) {
    const entry = this.#selects[name];
    if (document.activeElement === entry.select) return;
    const chosen = this.#filters[name];
    const known = values.map(([value]) => value);
    const all = [...chosen.filter((one) => !known.includes(one)).map((one) => [one, one, 0]), ...values]
      .slice(0, MOST_OPTIONS).sort(([a], [b]) => (a < b ? -1 : 1));
    const offered = JSON.stringify([chosen, all.map(([value]) => value)]);
    if (offered === entry.offered) return;
    entry.offered = offered;
    fill(entry.select,
      el("option", { value: "" }, "any"),
      chosen.length > 1 ? el("option", { value: chosen[0], selected: true, disabled: true }, `${chosen.length} chosen`) : null,
      all.map(([value, label]) => {
        const option = el("option", { selected: chosen.length === 1 && chosen[0] === value }, foreign(label, { cut: 60 }).textContent);
        option.value = value;
        return option;
      }));
  }

  #showChips() {
    const filters = this.#filters;
    const chips = ["event", "rule", "customer"].flatMap((name) => filters[name].map((value) =>
      el("button", {
        type: "button", class: "chip", title: "Remove this filter",
        onclick: () => this.#toggle(name, value),
      }, `${name} `, foreign(value, { cut: 60 }), el("span", { "aria-label": "remove" , role: "img" }, "✕"))));
    const timeline = filters.customer.length === 1
      ? el("a", { class: "button", href: write("customers", { id: filters.customer[0] }) }, "Timeline") : null;
    const all = anyOf(filters)
      ? el("button", { type: "button", class: "quiet", onclick: () => go(write("events")) }, "Clear filters") : null;
    const shown = JSON.stringify(filters);
    if (this.#chips.dataset.shown === shown) return;
    this.#chips.dataset.shown = shown;
    fill(this.#chips, chips, timeline, all);
  }
}

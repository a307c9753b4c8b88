// Who sent events, and the events of one of them along a line of time.

import { getEvents } from "./api.js";
import { Detail } from "./detail.js";
import { badge, byId, count, el, fill, icon, plural } from "./dom.js";
import { VERDICTS } from "./filters.js";
import { grouped } from "./group.js";
import { go, write } from "./route.js";
import { remarks } from "./rows.js";
import { isPressed } from "./stillness.js";
import { announce } from "./tell.js";
import { micros, span } from "./time.js";
import { foreign } from "./visible.js";

const MOST = 500;
const GAP = 60_000_000;
const AGAIN = 800;

export class Customers {
  #id = null;
  #shown = false;
  #loading = null;
  #waiting = null;
  #drawn = null;

  constructor() {
    const side = byId("customers-side");
    const holder = el("article", { class: "detail", hidden: true, "aria-label": "Event" });
    this.hint = el("p", { class: "empty" });
    side.append(this.hint, holder);
    this.detail = new Detail(holder, { close: () => this.close(), step: (by) => this.step(by) });
    byId("customer-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const id = byId("customer-find").value.trim();
      go(write("customers", { id }));
    });
  }

  show(params) {
    const id = params.get("id");
    this.#shown = true;
    if (id !== this.#id || this.#drawn === null) {
      this.#id = id;
      byId("customer-find").value = id ?? "";
      this.#load();
    }
    const open = Number(params.get("open")) || null;
    byId("customers-split").classList.toggle("open", open !== null);
    this.hint.hidden = open !== null;
    this.hint.textContent = id === null ? "Choose a customer to see its events along a line of time." : "Choose an event to see its payload here.";
    this.#mark(open);
    if (open === null) this.detail.hide();
    else if (open !== this.detail.number) this.detail.open(open, { focus: this.refocus ?? true });
    this.refocus = undefined;
  }

  hide() {
    this.#shown = false;
  }

  /** Hear new events: load again when they concern what is shown, and not too often. */
  batch({ events, skipped }) {
    const concerned = this.#id === null || skipped || events.some((event) => event.customer === this.#id || event.visitor === this.#id);
    if (!concerned) return;
    if (!this.#shown) this.#drawn = null;
    else this.#waiting ??= setTimeout(() => this.#again(), AGAIN);
  }

  /** Hear that events may have been missed. */
  refresh() {
    this.#drawn = null;
    if (this.#shown) this.#load();
  }

  reset() {
    this.#drawn = null;
    if (!this.#shown) return;
    if (this.detail.number !== null) go(write("customers", { id: this.#id }), { replace: true });
    else this.#load();
  }

  focusSearch() {
    byId("customer-find").select();
    byId("customer-find").focus();
  }

  step(by) {
    const links = [...byId("customers-body").querySelectorAll("a[data-number], a.customer")];
    const within = byId("customers-side").contains(document.activeElement);
    const current = links.find((link) => Number(link.dataset.number) === this.detail.number) ?? document.activeElement;
    const at = links.indexOf(current);
    const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
    if (!next) return;
    if (!within) next.focus();
    next.scrollIntoView({ block: "nearest" });
    if (this.detail.number === null || !next.dataset.number) return;
    this.refocus = within;
    go(next.getAttribute("href"), { replace: true });
  }

  close() {
    const number = this.detail.number;
    if (number === null) return;
    go(write("customers", { id: this.#id }));
    requestAnimationFrame(() => byId("customers-body").querySelector(`a[data-number="${number}"]`)?.focus());
  }

  #again() {
    this.#waiting = null;
    if (isPressed()) this.#waiting = setTimeout(() => this.#again(), AGAIN);
    else this.#load();
  }

  async #load() {
    clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#loading?.abort();
    this.#loading = new AbortController();
    const id = this.#id;
    try {
      const { events, total } = await getEvents(id === null ? {} : { customer: id }, MOST, { signal: this.#loading.signal });
      this.#drawn = id;
      this.#draw(id === null ? people(events, total) : timeline(id, events, total));
      this.#mark(this.detail.number);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      fill(byId("customers-body"), el("div", { class: "empty" }, el("p", {}, foreign(problem.message))));
      announce("The events cannot be loaded");
    }
  }

  #draw(content) {
    const focused = document.activeElement?.getAttribute("href");
    const within = byId("customers-body").contains(document.activeElement);
    fill(byId("customers-body"), content);
    if (within) [...byId("customers-body").querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
  }

  #mark(open) {
    for (const link of byId("customers-body").querySelectorAll("a[data-number]")) {
      if (Number(link.dataset.number) === open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}

function people(events, total) {
  const byPerson = new Map();
  for (const event of events) {
    const id = event.customer ?? event.visitor;
    if (id === null) continue;
    const person = byPerson.get(id) ?? { id, visitor: event.customer === null, good: 0, warning: 0, bad: 0 };
    person[event.verdict] += 1;
    byPerson.set(id, person);
  }
  if (!byPerson.size) {
    return el("div", { class: "empty" }, el("h2", {}, "Nobody yet"),
      el("p", {}, "Customers appear here with their first event. Choose one to see its events along a line of time."),
      el("a", { class: "button", href: write("events") }, "How to send an event"));
  }
  return [
    el("p", { class: "soft" }, total > events.length ? `From the newest ${count(events.length)} of ${plural(total, "event")}.` : `From ${plural(total, "event")}.`),
    el("ul", { class: "people", role: "list" }, [...byPerson.values()].map((person) => el("li", {},
      el("a", { class: "customer", href: write("customers", { id: person.id }) },
        el("span", { class: "who" }, person.visitor ? el("span", { class: "kind" }, "visitor ") : null, foreign(person.id, { cut: 120 })),
        VERDICTS.map((verdict) => el("span", { class: person[verdict] ? "n" : "n zero" }, icon(verdict, { named: true }), count(person[verdict]))))))),
  ];
}

function timeline(id, events, total) {
  const head = el("header", { class: "timeline-head" },
    el("h2", {}, foreign(id, { cut: 255 })),
    el("p", { class: "soft" }, total > events.length ? `The newest ${count(events.length)} of ${plural(total, "event")}` : plural(total, "event"),
      ", in the order of their timestamps. ", el("a", { href: write("events", { customer: id }) }, "Show as a list")));
  if (!events.length) {
    return [head, el("div", { class: "empty" }, el("p", {}, "No event of this customer or visitor is kept. They appear here as they arrive."))];
  }
  const placed = events.map((event) => ({ event, at: micros(event.timestamp) ?? micros(event.received), read: micros(event.timestamp) !== null }))
    .sort((a, b) => a.at - b.at || a.event.number - b.event.number);
  return [head, ...days(placed).map(([day, some]) => el("section", { class: "day" }, el("h3", {}, day), el("ol", { class: "line-of-time", role: "list" }, steps(id, some))))];
}

function days(placed) {
  return [...grouped(placed, (one) => new Date(one.at / 1000).toISOString().slice(0, 10))];
}

function steps(id, placed) {
  return placed.map(({ event, at, read }, index) => {
    const since = index ? at - placed[index - 1].at : 0;
    return el("li", { class: since >= GAP ? "apart" : null },
      index ? el("span", { class: "since" }, since === 0 ? "at the same time" : `${span(since)} later`) : null,
      el("a", { class: "step", href: write("customers", { id, open: event.number }), "data-number": event.number },
        badge(event.verdict),
        el("time", {}, new Date(at / 1000).toISOString().slice(11, 23)),
        event.event === null ? el("span", { class: "title" }, "Not an event") : foreign(event.title ?? event.event, { class: "title", cut: 120 }),
        read ? null : el("span", { class: "flag" }, "placed by arrival: no readable timestamp"),
        remarks(event)));
  });
}

// Draws the list of events: one element per event, kept while the event stays in the list.

import { badge, el, fill } from "./dom.js";
import { clock, full } from "./time.js";
import { foreign } from "./visible.js";

const MOST_RULES = 2;
const FLAGS = { "signature is missing": "not signed", "Content-Type is not application/json": "wrong Content-Type" };

export class Rows {
  #list;
  #address;
  #elements = new Map();
  #current = null;
  #open = null;

  /** `address(number)` gives where a row leads to. */
  constructor(list, address) {
    this.#list = list;
    this.#address = address;
    list.addEventListener("keydown", (event) => this.#moveByKey(event));
    list.addEventListener("focusin", (event) => this.#makeCurrent(event.target.closest("a.row")));
  }

  /** Show these events, newest first, touching only what changed. */
  show(events) {
    const wanted = new Set(events.map((event) => event.number));
    for (const [number, item] of this.#elements) {
      if (wanted.has(number)) continue;
      item.remove();
      this.#elements.delete(number);
    }
    let next = this.#list.firstElementChild;
    for (const event of events) {
      const item = this.#elements.get(event.number);
      if (item && item === next) {
        next = next.nextElementSibling;
        continue;
      }
      const drawn = item ?? this.#draw(event);
      this.#elements.set(event.number, drawn);
      this.#list.insertBefore(drawn, next);
    }
    if (!this.#current?.isConnected) this.#makeCurrent(this.#links()[0]);
  }

  /** Forget the drawn rows: their addresses or their numbers mean something else now. */
  clear() {
    this.#elements.clear();
    fill(this.#list);
  }

  /** Mark the row of the open event. */
  markOpen(number) {
    for (const link of this.#list.querySelectorAll("a[aria-current]")) link.removeAttribute("aria-current");
    const link = this.#link(number);
    link?.setAttribute("aria-current", "true");
    if (link && number !== this.#open) link.scrollIntoView({ block: "nearest" });
    this.#open = link ? number : null;
  }

  /** Go by some rows from the given event, or from the current row; give the new one's number. */
  step(by, from, { focus }) {
    const links = this.#links();
    const start = links.indexOf(this.#link(from) ?? this.#focused());
    const at = start < 0 ? 0 : Math.min(Math.max(start + by, 0), links.length - 1);
    const link = links[at];
    if (!link) return null;
    if (focus) link.focus();
    else this.#makeCurrent(link);
    link.scrollIntoView({ block: "nearest" });
    return Number(link.dataset.number);
  }

  /** Make the newest event the one that Tab reaches. */
  home() {
    this.#makeCurrent(this.#links()[0]);
  }

  /** Put the focus on the row of an event. */
  focus(number) {
    (this.#link(number) ?? this.#links()[0])?.focus();
  }

  #draw(event) {
    const link = el("a", {
      class: "row", href: this.#address(event.number), tabindex: "-1", "data-number": event.number,
    });
    link.append(
      badge(event.verdict),
      el("time", { datetime: event.received, title: full(event.received) }, clock(event.received)),
      el("span", { class: "what" },
        event.event === null
          ? el("span", { class: "title none" }, "Not an event")
          : foreign(event.title ?? event.event, { class: "title", cut: 120 }),
        event.event !== null && event.title !== null ? foreign(event.event, { class: "key", cut: 120 }) : null,
      ),
      who(event),
      remarks(event),
    );
    return el("li", {}, link);
  }

  #link(number) {
    return this.#elements.get(number)?.firstElementChild;
  }

  #links() {
    return [...this.#list.querySelectorAll("a.row")];
  }

  #focused() {
    return this.#list.contains(document.activeElement) ? document.activeElement : null;
  }

  /** One row is reached by Tab, the others by arrows. */
  #makeCurrent(link) {
    if (!link || link === this.#current) return;
    this.#current?.setAttribute("tabindex", "-1");
    link.setAttribute("tabindex", "0");
    this.#current = link;
  }

  #moveByKey(event) {
    if (event.key !== "Home" && event.key !== "End") return;
    const links = this.#links();
    links.at(event.key === "Home" ? 0 : -1)?.focus();
    event.preventDefault();
  }
}

/** Say whose event it is. */
export function who(event) {
  const id = event.customer ?? event.visitor;
  if (id === null || id === undefined) return el("span", { class: "who none" }, "nobody");
  const kind = event.customer === null ? el("span", { class: "kind" }, "visitor ") : null;
  return el("span", { class: "who" }, kind, foreign(id, { cut: 120 }));
}

/** Say why an event is bad whose payload is not; nothing for any other. */
export function blame({ verdict, counts, signature }) {
  if (verdict !== "bad" || counts.error) return "";
  if (signature === "missing" || signature === "invalid") return `signature is ${signature}`;
  return "Content-Type is not application/json";
}

/** Say what is to be noticed about an event. */
export function remarks(event) {
  const rules = event.rules.slice(0, MOST_RULES).map((rule) => el("span", { class: "rule" }, rule));
  const more = event.rules.length - rules.length;
  const reason = event.signature === "invalid" ? "wrong signature" : FLAGS[blame(event)];
  return el("span", { class: "remarks" },
    rules,
    more > 0 ? el("span", { class: "rule" }, `+${more}`) : null,
    reason ? el("span", { class: "flag" }, reason) : null,
    event.fault ? el("span", { class: "flag" }, `fault: ${event.fault}`) : null,
  );
}

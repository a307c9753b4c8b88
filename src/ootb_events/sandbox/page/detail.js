// Shows one event: what arrived, what was found beside its lines, what was answered.

import { get } from "./api.js";
import { code } from "./code.js";
import { badge, count, el, fill, plural } from "./dom.js";
import { tally } from "./findings.js";
import { write } from "./route.js";
import { blame } from "./rows.js";
import { copy } from "./tell.js";
import { full } from "./time.js";
import { expandable, foreign } from "./visible.js";

const SIGNATURES = {
  valid: "valid",
  missing: "missing",
  invalid: "wrong: made with another token, or over other bytes",
  unchecked: "not checked: the sandbox has no token",
};

export class Detail {
  #holder;
  #close;
  #step;
  #loading = null;
  #event = null;

  /** `close()` is called when the person is done, `step(by)` for the next or previous event. */
  constructor(holder, { close, step }) {
    this.#holder = holder;
    this.#close = close;
    this.#step = step;
  }

  /** The number of the event that is shown or about to be; null when none is. */
  number = null;

  /** Load and show an event. */
  async open(number, { focus = true } = {}) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    this.number = number;
    this.#holder.hidden = false;
    this.#holder.setAttribute("aria-busy", "true");
    const { signal } = this.#loading;
    try {
      this.#event = await get(`api/events/${number}`, {}, { signal });
      fill(this.#holder, this.#heading(), this.#facts(), this.#payload(), this.#exchange());
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.#event = null;
      fill(this.#holder, this.#missing(number, problem));
    }
    this.#holder.removeAttribute("aria-busy");
    this.#holder.parentElement.scrollTop = 0;
    if (focus) this.#holder.querySelector("h2").focus({ preventScroll: false });
  }

  /** Show nothing. */
  hide() {
    this.#loading?.abort();
    this.number = null;
    this.#event = null;
    this.#holder.hidden = true;
    fill(this.#holder);
  }

  /** Copy what arrived. */
  copy() {
    if (this.#event) copy(this.#event.text, this.#holder.querySelector(".copy-json"));
  }

  #heading() {
    const event = this.#event;
    return el("header", { class: "detail-head" },
      el("div", { class: "detail-tools" },
        badge(event.verdict),
        el("span", { class: "soft" }, `No. ${count(event.number)}`),
        el("span", { class: "spring" }),
        this.#button("‹", "Newer event (k)", () => this.#step(-1)),
        this.#button("›", "Older event (j)", () => this.#step(1)),
        this.#button("✕", "Close (Esc)", () => this.#close())),
      el("h2", { tabindex: "-1" },
        event.event === null ? "Not an event" : foreign(event.title ?? event.event, { cut: 200 })),
      event.event === null ? null : el("p", { class: "key-line" },
        event.title === null ? el("span", {}, "unknown key ", foreign(event.event, { cut: 200 }))
          : el("a", { href: write("catalogue", { event: event.event, version: event.version }) }, event.event),
        event.version ? el("span", { class: "soft" }, ` version ${event.version}`) : null),
      el("div", { class: "actions" },
        el("button", { type: "button", class: "copy-json", onclick: () => this.copy() }, "Copy as JSON"),
        el("a", { class: "button", href: write("playground", { from: event.number }) }, "Open in playground")));
  }

  #facts() {
    const event = this.#event;
    const id = event.customer ?? event.visitor;
    const facts = [
      [event.customer === null && event.visitor !== null ? "Visitor" : "Customer",
        id === null ? "nobody" : el("a", { href: write("customers", { id }) }, foreign(id, { cut: 255 }))],
      event.customer !== null && event.visitor !== null ? ["Visitor", foreign(event.visitor)] : null,
      ["Timestamp", event.timestamp === null ? "none that can be read" : foreign(event.timestamp)],
      ["Received", full(event.received)],
      ["Signature", el("span", { class: event.signature === "invalid" ? "flag" : null }, SIGNATURES[event.signature] ?? event.signature)],
      ["Answer", [event.status === null ? "none" : `status ${event.status}`, event.fault ? ` (fault: ${event.fault})` : ""]],
      ["Size", plural(event.bytes, "byte")],
    ];
    return el("dl", { class: "facts" },
      facts.filter(Boolean).map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))));
  }

  #payload() {
    const { text, findings } = this.#event;
    const reason = blame(this.#event);
    return el("section", { class: "payload" },
      el("h3", {}, "Payload ", el("span", { class: "soft" }, findings.length ? tally(findings) : "nothing found")),
      reason ? el("p", { class: "remark" }, `No error in the payload: the event is bad because its ${reason}.`) : null,
      code(text, findings, { label: "Payload", id: "payload" }));
  }

  #exchange() {
    const { answer, headers } = this.#event;
    return el("section", { class: "exchange" },
      el("h3", {}, "Answer"),
      answer === null || answer === undefined
        ? el("p", { class: "soft" }, "No body was answered.")
        : el("pre", { class: "answer" }, el("code", {}, expandable(typeof answer === "string" ? answer : JSON.stringify(answer, null, 2)))),
      el("details", {},
        el("summary", {}, "Request headers"),
        el("dl", { class: "headers" }, Object.entries(headers ?? {}).map(([name, value]) =>
          el("div", {}, el("dt", {}, foreign(name)), el("dd", {}, expandable(value)))))));
  }

  #missing(number, problem) {
    return el("div", { class: "empty" },
      el("h2", { tabindex: "-1" }, `Event ${count(number)} cannot be shown`),
      el("p", {}, foreign(problem.message)),
      el("p", { class: "soft" }, "The sandbox keeps a bounded number of events and forgets all of them when it ends."),
      el("button", { type: "button", onclick: () => this.#close() }, "Close"));
  }

  #button(text, label, act) {
    return el("button", { type: "button", class: "quiet square", "aria-label": label, title: label, onclick: act }, text);
  }
}

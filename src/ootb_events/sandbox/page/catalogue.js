// The list of all events, by domain, and the entry of one of them.

import { get } from "./api.js";
import { byId, count, el, fill } from "./dom.js";
import { entry } from "./entry.js";
import { grouped } from "./group.js";
import { go, write } from "./route.js";
import { announce } from "./tell.js";
import { foreign } from "./visible.js";

export class Catalogue {
  #load;
  #catalogue = null;
  #shown = null;
  #loading = null;

  /** `load()` gives the catalogue. */
  constructor(load) {
    this.#load = load;
    byId("catalogue-search").addEventListener("input", () => {
      const params = new URLSearchParams(location.hash.split("?")[1] ?? "");
      go(write("catalogue", { ...Object.fromEntries(params), search: byId("catalogue-search").value }), { replace: true });
    });
  }

  async show(params) {
    try {
      this.#catalogue ??= await this.#load();
    } catch (problem) {
      fill(byId("catalogue-list"), el("p", { class: "empty" }, foreign(problem.message)));
      return;
    }
    const search = params.get("search") ?? "";
    const event = params.get("event");
    if (document.activeElement !== byId("catalogue-search")) byId("catalogue-search").value = search;
    byId("view-catalogue").classList.toggle("open", event !== null);
    this.#list(search, event);
    await this.#open(event, params.get("version"), search);
  }

  focusSearch() {
    byId("catalogue-search").focus();
    byId("catalogue-search").select();
  }

  step(by) {
    const links = [...byId("catalogue-list").querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
    next?.focus();
  }

  close() {
    const params = new URLSearchParams(location.hash.split("?")[1] ?? "");
    const event = params.get("event");
    if (!event) return;
    go(write("catalogue", { search: params.get("search") }));
    requestAnimationFrame(() => byId("catalogue-list").querySelector(`a[data-event="${CSS.escape(event)}"]`)?.focus());
  }

  #list(search, open) {
    const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
    const text = (one) => `${one.event} ${one.title} ${one.domain} ${one.description}`.toLowerCase();
    const found = this.#catalogue.events.filter((one) => words.every((word) => text(one).includes(word)));
    fill(byId("catalogue-list"), [...grouped(found, (one) => one.domain)].map(([domain, events]) => el("section", {},
      el("h2", {}, domain.replaceAll("_", " ")),
      el("ul", { role: "list" }, events.map((one) => item(one, search, open))))));
    byId("catalogue-count").textContent = words.length
      ? `${count(found.length)} of ${count(this.#catalogue.events.length)} events`
      : `${count(found.length)} events`;
    if (words.length) announce(`${found.length} events found`);
  }

  async #open(event, version, search) {
    const holder = byId("catalogue-entry");
    const wanted = `${event} ${version} ${search}`;
    if (wanted === this.#shown) return;
    this.#loading?.abort();
    if (event === null) {
      this.#shown = wanted;
      fill(holder, this.#nothing());
      return;
    }
    this.#loading = new AbortController();
    try {
      const found = await get(`api/catalog/${encodeURIComponent(event)}`, {}, { signal: this.#loading.signal });
      const known = new Set(this.#catalogue.events.map((one) => one.event));
      fill(holder, entry(found, version, { search, known, profiles: this.#catalogue.profiles, close: () => this.close() }));
      this.#shown = wanted;
    } catch (problem) {
      if (problem.name === "AbortError") return;
      fill(holder, el("div", { class: "empty" }, el("h2", {}, foreign(event)), el("p", {}, foreign(problem.message)),
        el("a", { class: "button", href: write("catalogue") }, "All events")));
    }
    holder.scrollTop = 0;
  }

  #nothing() {
    const versions = this.#catalogue.events.reduce((sum, one) => sum + one.versions.length, 0);
    return el("div", { class: "empty" },
      el("h2", {}, "Every event, and what it says"),
      el("p", {}, `${count(this.#catalogue.events.length)} events in ${count(versions)} versions. Choose one to see its parameters, its versions and how they differ, or to build an example.`));
  }
}

function item(one, search, open) {
  return el("li", {}, el("a", {
    href: write("catalogue", { event: one.event, search }), "data-event": one.event,
    "aria-current": one.event === open ? "true" : null,
  },
  foreign(one.title, { class: "title" }),
  el("span", { class: "key" }, one.event),
  el("span", { class: "marks" },
    one.superseded_by ? el("span", { class: "flag" }, "superseded") : null,
    one.emittable ? null : el("span", { class: "flag" }, "not emitted"),
    one.versions.length > 1 ? el("span", { class: "soft" }, `${one.versions.length} versions`) : null)));
}

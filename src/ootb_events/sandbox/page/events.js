// The live list: what streams in, filtered, with an event opened beside it.

import { getEvents, post } from "./api.js";
import { Bar } from "./bar.js";
import { Detail } from "./detail.js";
import { byId, count, el, plural } from "./dom.js";
import { drawFaults } from "./faults.js";
import { Feed, LIMIT } from "./feed.js";
import { anyOf, filtersOf, passes, toggled } from "./filters.js";
import { tellOf } from "./news.js";
import { Overview } from "./overview.js";
import { go, read, write } from "./route.js";
import { Rows } from "./rows.js";
import { Skips } from "./skips.js";
import { drawEmpty } from "./snippets.js";
import { Stillness } from "./stillness.js";
import { notice } from "./tell.js";
import { atSecondClick } from "./twice.js";

const PAGE = 100;
const REDRAW = 150;

export class Events {
  #feed = new Feed();
  #summary;
  #filters = filtersOf(new URLSearchParams());
  #shown = false;
  #paused = false;
  #matching = 0;
  #broken = false;
  #atEnd = false;
  #loading = null;
  #loaded = false;
  #visited = false;
  /** What streamed in while the list was being loaded: the answer may not have it yet. */
  #meanwhile = null;
  #drawing = false;
  #drawn = 0;

  constructor() {
    this.rows = new Rows(byId("rows"), (number) => this.#address(number));
    const set = (name, values) => this.#filter((filters) => ({ ...filters, [name]: values }));
    const toggle = (name, value) => this.#filter((filters) => toggled(filters, name, value));
    this.bar = new Bar(byId("filters"), { set, toggle });
    this.overview = new Overview(byId("overview-body"), toggle);
    const wide = matchMedia("(min-width: 900px)");
    const unfold = () => (byId("overview").open = wide.matches);
    wide.addEventListener("change", unfold);
    unfold();
    const holder = el("article", { class: "detail", hidden: true, "aria-label": "Event" });
    byId("events-side").append(holder);
    this.detail = new Detail(holder, { close: () => this.close(), step: (by) => this.step(by) });
    this.still = new Stillness(byId("list-pane"), byId("rows"), () => this.#settle());
    byId("fresh").addEventListener("click", () => this.release());
    byId("older").addEventListener("click", () => this.#older());
    byId("pause").addEventListener("click", () => this.pause());
    atSecondClick(byId("clear"), "Clear all?", () => post("api/reset").catch((problem) => notice(problem.message)));
    this.skips = new Skips(() => this.#refill());
  }

  /** Hear how the sandbox stands before the stream is there. */
  start(summary) {
    this.#summary = summary;
  }

  /** Show what the address says. */
  show(params) {
    const filters = filtersOf(params);
    const changed = JSON.stringify(filters) !== JSON.stringify(this.#filters);
    this.#filters = filters;
    this.#shown = true;
    if (changed) this.rows.clear();
    if (changed || !this.#loaded) this.#load();
    else this.#redraw();
    this.#show(Number(params.get("open")) || null);
    this.#visited = true;
  }

  hide() {
    this.#shown = false;
  }

  /** Hear that the connection stands. */
  connected(summary, again) {
    const restarted = summary.started !== this.#summary?.started;
    this.#summary = summary;
    if (restarted && again) {
      this.#letGo();
      this.rows.clear();
      notice("The sandbox was started anew: what it had is gone.");
    }
    if (again) this.#catchUp(restarted);
    else this.#load();
  }

  /** Hear new events. */
  batch({ events, skipped, summary }) {
    this.#summary = summary;
    const wanted = events.filter((event) => passes(this.#filters, event));
    if (this.#meanwhile) this.#meanwhile = [...this.#meanwhile, ...wanted].slice(-LIMIT);
    const still = this.#isStill();
    if (!still && this.#feed.heldCount && !this.#feed.detached) this.#unhold();
    const fresh = this.#feed.take(wanted, still);
    this.#matching += fresh;
    if (fresh && this.#shown) tellOf(wanted);
    if (skipped) {
      this.#broken = true;
      this.skips.add(skipped);
    }
    this.#redraw();
  }

  /** Hear that all was forgotten. */
  reset() {
    this.#letGo();
    this.#load();
  }

  /** Show what was held back. */
  async release() {
    if (this.#broken || !this.#feed.release()) await this.#load();
    byId("list-pane").scrollTop = 0;
    scrollTo({ top: 0 });
    this.#draw();
    this.rows.home();
    byId("list-pane").focus({ preventScroll: true });
  }

  /** Hold new events back, or let them in again. */
  pause() {
    this.#paused = !this.#paused;
    byId("pause").setAttribute("aria-pressed", String(this.#paused));
    byId("pause").textContent = this.#paused ? "Paused" : "Pause";
    if (!this.#paused) this.#settle();
  }

  /** Go to the next or previous event; an open one is replaced. */
  step(by) {
    const open = this.detail.number;
    const within = byId("events-side").contains(document.activeElement);
    const number = this.rows.step(by, open, { focus: !within });
    if (number === null || open === null || number === open) return;
    this.refocus = within;
    go(this.#address(number), { replace: true });
  }

  close() {
    const number = this.detail.number;
    if (number === null) {
      if (byId("rows").contains(document.activeElement)) document.activeElement.blur();
      return;
    }
    go(write("events", this.#filters));
    requestAnimationFrame(() => this.rows.focus(number));
  }

  focusSearch() {
    this.bar.focus();
  }

  /** Close an event that is gone; Back does not lead to it. */
  #letGo() {
    if (this.detail.number !== null && this.#shown) go(write("events", this.#filters), { replace: true });
    this.detail.hide();
  }

  #show(number) {
    byId("events-split").classList.toggle("open", number !== null);
    byId("overview").hidden = number !== null;
    this.rows.markOpen(number);
    if (number === null) this.detail.hide();
    else if (number !== this.detail.number) {
      const focus = this.refocus ?? (this.detail.number === null && this.#visited);
      this.refocus = undefined;
      this.detail.open(number, { focus });
    }
  }

  #address(number) {
    return write("events", { ...this.#filters, open: number });
  }

  /** Change the filters that the address has: what is drawn may lag behind it. */
  #filter(change) {
    const { params } = read();
    go(write("events", { ...change(filtersOf(params)), open: params.get("open") }));
  }

  #isStill() {
    return this.#paused || !this.#shown || this.detail.number !== null || this.still.needed;
  }

  #settle() {
    if (!this.#feed.heldCount || this.#feed.detached || this.#isStill()) return;
    this.#unhold();
    this.#redraw();
  }

  #unhold() {
    const loading = this.#meanwhile !== null;
    if (!loading && (this.#broken || !this.#feed.release())) this.#load();
  }

  async #load() {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#meanwhile = [];
    byId("list-pane").ariaBusy = "true";
    try {
      const { events, total } = await getEvents(this.#filters, LIMIT, { signal: loading.signal });
      this.#feed.replace(events);
      this.#atEnd = false;
      this.#matching = total + this.#feed.take(this.#meanwhile, false);
      this.#broken = false;
      this.#loaded = true;
      this.#meanwhile = null;
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.#meanwhile = null;
      unloaded(problem);
    }
    byId("list-pane").ariaBusy = "false";
    this.#redraw();
  }

  /** Load what came while there was no connection, and say how much it was. */
  async #catchUp(restarted) {
    const newest = restarted ? 0 : Math.max(this.#feed.held[0]?.number ?? 0, this.#feed.rows[0]?.number ?? 0);
    const found = await getEvents(this.#filters, LIMIT).catch(unloaded);
    if (found === null) return;
    const { events, total } = found;
    const missed = events.filter((event) => event.number > newest).length;
    if (!restarted && this.#isStill()) this.#feed.take(events.slice(0, missed).reverse(), true);
    else this.#feed.replace(events);
    this.#matching = total;
    if (!restarted && missed) notice(`${missed === LIMIT ? `${LIMIT} or more events` : plural(missed, "event")} arrived while the connection was lost; loaded.`);
    this.#redraw();
  }

  /** Load what a gap in the stream left out, unless the list is being read. */
  async #refill() {
    const still = this.#isStill();
    if (!still) await this.#load();
    this.#redraw();
    return !still;
  }

  async #older() {
    const found = await getEvents({ ...this.#filters, before: this.#feed.oldest }, PAGE).catch(unloaded);
    if (found === null) return;
    this.#feed.append(found.events);
    this.#atEnd = found.events.length < PAGE;
    this.#redraw();
  }

  /** Redraw with the next frame, but not more often than somebody can follow. */
  #redraw() {
    if (this.#drawing || !this.#summary) return;
    this.#drawing = true;
    setTimeout(() => requestAnimationFrame(() => {
      this.#drawing = false;
      this.#drawn = performance.now();
      if (this.#shown) this.#draw();
    }), Math.max(0, this.#drawn + REDRAW - performance.now()));
  }

  #draw() {
    const { rows, heldCount } = this.#feed;
    const kept = Math.min(this.#matching, this.#summary.capacity);
    this.rows.show(rows);
    this.rows.markOpen(this.detail.number);
    this.bar.show(this.#filters, this.#summary);
    this.overview.show(this.#summary, this.#filters);
    const few = rows.length + heldCount >= kept;
    byId("list-count").textContent = few ? plural(rows.length, "event") : `${count(rows.length)} of ${plural(Math.max(kept, rows.length), "event")}`;
    drawFaults(byId("faults"), this.#summary);
    byId("fresh").hidden = !heldCount && !(this.#broken && this.#isStill());
    byId("fresh").textContent = this.#freshText(heldCount);
    byId("older").hidden = few && !this.#feed.detached || this.#atEnd || rows.length === 0;
    drawEmpty(byId("events-empty"), rows.length === 0 && this.#loaded, anyOf(this.#filters), this.#summary);
  }

  #freshText(heldCount) {
    if (this.#feed.detached) return "Back to the newest events";
    return this.#broken ? `More than ${plural(heldCount, "new event")}` : plural(heldCount, "new event");
  }
}

function unloaded(problem) {
  notice(`The events cannot be loaded: ${problem.message}`);
  return null;
}

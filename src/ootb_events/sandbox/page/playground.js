// Validates what is typed, as it is typed; mends it, and sends it to the sandbox.

import { get, post } from "./api.js";
import { byId, badge, el, fill, plural } from "./dom.js";
import { Editor } from "./editor.js";
import { finding, isGuess, tally } from "./findings.js";
import { grouped } from "./group.js";
import { laidOut, patched } from "./jsontext.js";
import { recall, remember } from "./memory.js";
import { go, write } from "./route.js";
import { announce, copy } from "./tell.js";
import { expandable, foreign } from "./visible.js";

const PAUSE = 200;
const MOST = 200;

export class Playground {
  #catalogue;
  #summary;
  #loaded = null;
  #timer = null;
  #checking = null;
  #ready = null;
  #said = "";
  #verdict = el("div", { id: "playground-verdict", class: "verdict-line" });
  #list = el("div", { class: "finding-list" });
  #sent = el("div", { class: "sent", role: "status" });

  /** `catalogue()` gives the catalogue, `summary()` the sandbox's summary. */
  constructor(catalogue, summary) {
    this.#catalogue = catalogue;
    this.#summary = summary;
    this.editor = new Editor(byId("editor"), (text) => this.#changed(text));
    this.#bar();
    this.undo = el("button", { type: "button", class: "quiet", disabled: true, onclick: () => this.editor.undo() }, "Undo");
    const copyButton = el("button", { type: "button", class: "quiet" }, "Copy");
    copyButton.addEventListener("click", () => copy(this.editor.text, copyButton));
    byId("editor").prepend(el("div", { class: "editor-tools" },
      el("span", { class: "soft" }, "Paste or edit one event"), el("span", { class: "spring" }), this.undo,
      el("button", { type: "button", class: "quiet", onclick: () => this.#format() }, "Format"), copyButton));
    fill(byId("playground-side"), this.#verdict, this.#list,
      el("section", { class: "send" },
        el("button", { type: "button", id: "send", onclick: () => this.#send() }, "Send it to the sandbox"),
        el("p", { class: "soft", id: "send-note" }), this.#sent));
  }

  async show(params) {
    this.#ready ??= this.#offer();
    await this.#ready;
    this.profile.value = params.get("profile") ?? "platform";
    this.strict.checked = params.get("strict") === "1";
    byId("send-note").textContent = this.#summary()?.signed
      ? "This sandbox demands signatures. What is sent from here is unsigned: it will be refused, and listed as bad."
      : "It is sent unsigned, to the endpoint, like any other event.";
    const source = ["from", "event", "version", "size"].map((name) => params.get(name) ?? "").join(" ");
    if (source.trim() && source !== this.#loaded) {
      this.#loaded = source;
      await this.#load(params, source);
    } else if (!this.editor.text) {
      this.editor.replace(recall("sessionStorage", "playground") ?? "");
    } else {
      this.#check();
    }
    if (params.get("event")) this.event.value = params.get("event");
    if (params.get("size")) this.size.value = params.get("size");
  }

  focusSearch() {
    this.editor.focus();
  }

  async #offer() {
    try {
      const { events, profiles } = await this.#catalogue();
      fill(this.event, [...grouped(events, (one) => one.domain)].map(([domain, some]) => el("optgroup", { label: domain.replaceAll("_", " ") },
        some.map((one) => el("option", { value: one.event }, one.event)))));
      this.event.value = "ootb_login";
      fill(this.profile, profiles.map((profile) => el("option", { value: profile }, profile)));
    } catch (problem) {
      this.#ready = null;
      fill(this.#verdict, el("p", {}, foreign(problem.message)));
    }
  }

  #bar() {
    this.event = el("select", { id: "example-event" });
    this.size = el("select", { id: "example-size" }, el("option", { value: "small" }, "small"), el("option", { value: "full" }, "full"));
    this.profile = el("select", { id: "profile" });
    this.strict = el("input", { type: "checkbox", id: "strict" });
    const setting = () => this.#settle();
    this.profile.addEventListener("change", setting);
    this.strict.addEventListener("change", setting);
    byId("playground-bar").append(
      el("div", { class: "field" }, el("label", { for: "example-event" }, "Example"), this.event),
      el("div", { class: "field" }, el("label", { for: "example-size" }, "Size"), this.size),
      el("button", { type: "button", id: "build", onclick: () => this.#build() }, "Build"),
      el("span", { class: "spring" }),
      el("div", { class: "field" }, el("label", { for: "profile" }, "Profile"), this.profile),
      el("label", { class: "field check" }, this.strict, "Strict"));
  }

  #build() {
    this.#loaded = null;
    const hash = write("playground", { event: this.event.value, size: this.size.value, ...this.#settings() });
    if (hash === location.hash) this.show(new URLSearchParams(hash.split("?")[1]));
    else go(hash);
  }

  #settings() {
    return { profile: this.profile.value === "platform" ? "" : this.profile.value, strict: this.strict.checked ? "1" : "" };
  }

  /** Profile and strictness belong to the address; the text does not. */
  #settle() {
    const params = new URLSearchParams(location.hash.split("?")[1] ?? "");
    const kept = Object.fromEntries(["from", "event", "version", "size"].map((name) => [name, params.get(name)]));
    go(write("playground", { ...kept, ...this.#settings() }), { replace: true });
  }

  async #load(params, source) {
    try {
      const from = params.get("from");
      const { text, event } = from
        ? await get(`api/events/${encodeURIComponent(from)}`)
        : await get(`api/catalog/${encodeURIComponent(params.get("event"))}/example`, { version: params.get("version"), size: params.get("size") ?? "small" });
      if (source !== this.#loaded) return;
      fill(this.#sent);
      this.editor.replace(text);
      if (from && event) this.event.value = event;
    } catch (problem) {
      fill(this.#verdict, el("p", {}, foreign(problem.message)));
      announce(problem.message);
    }
  }

  #changed(text) {
    remember("sessionStorage", "playground", text);
    this.undo.disabled = !this.editor.canUndo;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), PAUSE);
  }

  /** Ask the sandbox; an answer to an older text never replaces that to a newer one. */
  async #check() {
    this.#checking?.abort();
    const checking = new AbortController();
    this.#checking = checking;
    const text = this.editor.text;
    if (!text.trim()) {
      this.#nothing();
      return;
    }
    try {
      const answer = await post("api/validate", { text, profile: this.profile.value || "platform", strict: this.strict.checked }, { signal: checking.signal });
      this.#show(answer);
    } catch (problem) {
      if (problem.name !== "AbortError") fill(this.#verdict, el("p", {}, foreign(problem.message)));
    }
  }

  #nothing() {
    this.editor.show([]);
    fill(this.#verdict, el("p", {}, "Paste a payload into the editor, or build an example of any event."));
    fill(this.#list);
  }

  #show({ event, title, version, verdict, findings }) {
    this.editor.show(findings);
    fill(this.#verdict, badge(verdict),
      el("span", {}, findings.length ? tally(findings) : "Nothing was found."),
      event === null ? null : el("span", { class: "soft" },
        title === null ? foreign(event, { cut: 120 }) : el("a", { href: write("catalogue", { event, version }) }, event), version ? ` ${version}` : ""));
    const said = findings.length ? tally(findings) : "Nothing was found";
    if (said !== this.#said) announce(said);
    this.#said = said;
    const shown = findings.slice(0, MOST);
    fill(this.#list, shown.map((one) => finding(one, this.#actions)),
      findings.length > MOST ? el("p", { class: "soft" }, `${plural(findings.length - MOST, "more finding")}, not shown.`) : null);
  }

  #actions = {
    place: ({ line, column }) => line
      ? el("button", { type: "button", class: "quiet", onclick: () => this.editor.jump(line, column ?? 1) }, `Line ${line}`) : null,
    mend: ({ fix }) => fix
      ? el("button", { type: "button", class: "apply", onclick: () => this.#apply(fix) }, isGuess(fix) ? "Apply the guess" : "Apply the fix") : null,
  };

  #apply(fix) {
    try {
      this.editor.replace(patched(this.editor.text, fix));
      announce("Applied");
      this.editor.focus();
    } catch (problem) {
      fill(this.#sent, el("p", { class: "flag" }, "The fix does not fit the text any more: ", foreign(problem.message)));
    }
  }

  #format() {
    try {
      const text = laidOut(this.editor.text);
      if (text !== this.editor.text) this.editor.replace(text);
    } catch (problem) {
      announce("This is not JSON yet, so it cannot be formatted");
      fill(this.#sent, el("p", { class: "flag" }, "Not JSON yet: ", foreign(problem.message)));
    }
  }

  async #send() {
    const summary = this.#summary();
    if (!summary) {
      fill(this.#sent, el("p", { class: "flag" }, "The sandbox has not answered yet; wait until the page says that it is live."));
      return;
    }
    const endpoint = new URL(summary.endpoint, location.href);
    try {
      const response = await fetch(endpoint.pathname + endpoint.search, {
        method: "POST", body: this.editor.text, headers: { "Content-Type": "application/json" },
      });
      fill(this.#sent, el("p", {}, `Answered with status ${response.status}. `, el("a", { href: write("events") }, "See it among the events")),
        el("pre", { class: "answer" }, el("code", {}, expandable(await response.text()))));
    } catch (problem) {
      fill(this.#sent, el("p", { class: "flag" }, "No answer came: ", foreign(problem.message)));
    }
  }
}

// A textarea with line numbers and findings beside its lines; draws only the lines in sight.

import { el, fill, icon } from "./dom.js";
import { grouped } from "./group.js";
import { foreign } from "./visible.js";

const MARGIN = 10;
const WORST = ["error", "warning", "info"];

export class Editor {
  #area;
  #gutter = el("div", { class: "gutter" });
  #notes = el("div", { class: "side-notes", "aria-hidden": "true" });
  #frame;
  #byLine = new Map();
  #lines = 1;
  #undo = [];
  #drawing = false;

  /** `changed(text)` is called after each change. */
  constructor(holder, changed) {
    this.#area = el("textarea", {
      id: "editor-text", "aria-label": "Payload to validate", spellcheck: "false", autocapitalize: "off",
      autocomplete: "off", wrap: "off", "aria-describedby": "playground-verdict", dir: "ltr",
    });
    this.#frame = el("div", { class: "frame" }, this.#gutter, this.#area, this.#notes);
    fill(holder, this.#frame);
    this.#area.addEventListener("input", () => {
      this.#count();
      changed(this.#area.value);
    });
    this.#area.addEventListener("scroll", () => this.#redraw(), { passive: true });
    new ResizeObserver(() => this.#redraw()).observe(this.#area);
    this.changed = changed;
  }

  get text() {
    return this.#area.value;
  }

  /** Put another text in; what was there comes back with `undo`. */
  replace(text) {
    if (this.#area.value) this.#undo = [...this.#undo.slice(-19), this.#area.value];
    this.#set(text);
  }

  /** Put back what was there before it was last replaced. */
  undo() {
    const text = this.#undo.pop();
    if (text !== undefined) this.#set(text);
  }

  get canUndo() {
    return this.#undo.length > 0;
  }

  /** Mark lines by what was found in them. */
  show(findings) {
    this.#byLine = grouped(findings, (one) => one.line ?? 1);
    this.#redraw();
  }

  /** Put the cursor on a place; lines and columns from 1. */
  jump(line, column = 1) {
    const lines = this.#area.value.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const inLine = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
    this.#area.focus();
    this.#area.setSelectionRange(before + inLine, before + inLine);
    this.#area.scrollTop = Math.max(0, (line - 4) * this.#height());
    this.#redraw();
  }

  focus() {
    this.#area.focus();
  }

  #set(text) {
    const { selectionStart, scrollTop } = this.#area;
    this.#area.value = text;
    this.#area.setSelectionRange(selectionStart, selectionStart);
    this.#area.scrollTo(0, scrollTop);
    this.#count();
    this.changed(text);
  }

  #count() {
    const value = this.#area.value;
    let lines = 1;
    for (let at = value.indexOf("\n"); at >= 0; at = value.indexOf("\n", at + 1)) lines++;
    this.#lines = lines;
    this.#redraw();
  }

  #height() {
    return parseFloat(getComputedStyle(this.#area).lineHeight);
  }

  #redraw() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  #draw() {
    const height = this.#height();
    const { scrollTop, clientHeight } = this.#area;
    const first = Math.max(1, Math.floor(scrollTop / height) - MARGIN);
    const last = Math.min(this.#lines, Math.ceil((scrollTop + clientHeight) / height) + MARGIN);
    this.#frame.style.setProperty("--digits", String(String(this.#lines).length));
    const numbers = el("div", { class: "numbers" });
    const notes = el("div", { class: "numbers" });
    for (let line = first; line <= last; line++) {
      const found = this.#byLine.get(line) ?? [];
      numbers.append(this.#number(line, found));
      notes.append(note(found));
    }
    const top = `${(first - 1) * height - scrollTop}px`;
    numbers.style.setProperty("top", top);
    notes.style.setProperty("top", top);
    fill(this.#gutter, numbers);
    fill(this.#notes, notes);
  }

  #number(line, found) {
    const worst = WORST.find((severity) => found.some((one) => one.severity === severity));
    return el("div", { class: worst ? `number marked ${worst}` : "number", "aria-hidden": "true" },
      worst ? icon(worst) : null, String(line));
  }
}

function note(found) {
  const [first] = found;
  if (!first) return el("div", { class: "side-note" });
  return el("div", { class: `side-note ${first.severity}` },
    el("span", {}, foreign(first.name, { cut: 60 }), found.length > 1 ? ` +${found.length - 1}` : null));
}

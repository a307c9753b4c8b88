// Shows a payload line by line, with what was found beneath the line that it is about.

import { el, icon, plural } from "./dom.js";
import { finding } from "./findings.js";
import { grouped } from "./group.js";
import { expandable, visible } from "./visible.js";

const STEP = 1000;
const LONGEST = 1200;
const MOST_FINDINGS = 200;
const TOKEN = /"(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*|[a-z]+|\s+|[^\s"]/gu;

/** Draw a text with its findings; what is very long comes in pieces, on demand. */
export function code(text, findings, { label, id = "line" } = {}) {
  const lines = text.split("\n");
  const holder = el("div", { class: "code", role: "group", "aria-label": label });
  const shown = findings.slice(0, MOST_FINDINGS);
  const byLine = grouped(shown, (one) => Math.min(Math.max(one.line ?? 1, 1), lines.length));
  let drawn = 0;

  function drawMore() {
    const end = Math.min(drawn + STEP, lines.length);
    const piece = document.createDocumentFragment();
    for (let at = drawn; at < end; at++) {
      const here = byLine.get(at + 1) ?? [];
      piece.append(line(lines[at], at + 1, here, id));
      for (const one of here) piece.append(finding(one));
    }
    drawn = end;
    holder.append(piece);
    if (drawn < lines.length) holder.append(moreButton());
  }

  function moreButton() {
    const found = shown.filter((one) => one.line > drawn).length;
    const button = el("button", { type: "button", class: "more" },
      `… ${plural(lines.length - drawn, "more line")}${found ? `, with ${plural(found, "finding")}` : ""}`);
    button.addEventListener("click", () => {
      button.remove();
      drawMore();
    });
    return button;
  }

  drawMore();
  if (findings.length > shown.length) {
    holder.append(el("p", { class: "soft cut" }, `${plural(findings.length - shown.length, "more finding")}, not shown.`));
  }
  return holder;
}

/** Give a line of JSON as coloured tokens; `column`, from 1, is where something was found. */
export function tokens(text, columns = []) {
  const nodes = [];
  let column = 1;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const length = columns.length ? [...token].length : 0;
    const kind = kindOf(token, text.slice(index + token.length));
    const faulty = columns.some((one) => one >= column && one < column + length);
    const name = [kind, faulty ? "faulty" : ""].filter(Boolean).join(" ");
    nodes.push(name ? el(kind ? "bdi" : "span", { class: name }, visible(token, { tabs: true })) : visible(token, { tabs: true }));
    column += length;
  }
  return nodes.flat();
}

function line(text, number, findings, id) {
  const worst = ["error", "warning", "info"].find((severity) => findings.some((one) => one.severity === severity));
  const columns = findings.map((one) => one.column).filter(Boolean);
  return el("div", { class: worst ? `line marked ${worst}` : "line", id: `${id}-${number}` },
    el("span", { class: "number", "aria-hidden": "true" }, worst ? icon(worst) : null, String(number)),
    el("code", { dir: "ltr" },
      text.length > LONGEST
        ? expandable(text, { cut: LONGEST, render: (piece) => visible(piece, { tabs: true }) })
        : tokens(text, columns)),
  );
}

function kindOf(token, rest) {
  if (token.startsWith('"')) return /^\s*:/u.test(rest) ? "key" : "string";
  if (/^-?\d/u.test(token)) return "digits";
  if (/^[a-z]/u.test(token)) return "word";
  return "";
}

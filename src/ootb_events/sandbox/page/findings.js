// Says what was found: rule, message, what to do, and what a fix would change.

import { badge, el, plural } from "./dom.js";
import { expandable, foreign } from "./visible.js";

const SEVERITIES = ["error", "warning", "info"];

/** Draw one finding; `actions` may give buttons: `place(finding)` and `mend(finding)`. */
export function finding(found, actions) {
  const mend = actions?.mend(found);
  return el("div", { class: `finding ${found.severity}`, role: "note" },
    el("div", { class: "finding-head" }, el("p", {},
      badge(found.severity),
      el("span", { class: "rule-id" }, found.rule),
      el("span", { class: "rule-name" }, found.name),
      found.pointer ? foreign(found.pointer, { class: "pointer", cut: 160 }) : null),
      actions?.place(found)),
    el("p", { class: "message" }, expandable(found.message)),
    found.hint ? el("p", { class: "hint" }, expandable(found.hint)) : null,
    found.fix ? el("div", { class: "fix" }, fixText(found.fix), mend) : null);
}

/** Count findings by severity: "2 errors, 1 warning". */
export function tally(findings) {
  const words = { error: ["error"], warning: ["warning"], info: ["remark"] };
  return SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length])
    .filter(([, number]) => number)
    .map(([severity, number]) => plural(number, ...words[severity]))
    .join(", ");
}

/** Say whether a fix asks for a second look. */
export function isGuess(fix) {
  return fix.safe === false;
}

function fixText(fix) {
  return el("p", { class: "fix-text" },
    el("b", {}, isGuess(fix) ? "Possible fix: " : "Fix: "), describe(fix));
}

function describe(fix) {
  const name = (pointer) => el("code", {}, foreign(last(pointer), { cut: 120 }));
  const value = () => el("code", {}, foreign(JSON.stringify(fix.value), { cut: 160 }));
  switch (fix.op) {
    case "move": return ["rename ", name(fix.from), " to ", name(fix.path)];
    case "remove": return ["remove ", name(fix.path)];
    case "add": return ["add ", name(fix.path), " with ", value()];
    default: return ["write ", value(), " instead"];
  }
}

function last(pointer) {
  return String(pointer ?? "").split("/").at(-1).replaceAll("~1", "/").replaceAll("~0", "~");
}

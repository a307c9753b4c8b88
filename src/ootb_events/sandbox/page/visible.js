// Shows text of others: what is hidden in it is made visible, and it cannot turn its surroundings.

import { el } from "./dom.js";

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00A0\u115F\u1160\u3164\uFFA0]/u;
const NAMES = {
  "0000": "null", "0009": "tab", "000A": "line feed", "000D": "carriage return", "001B": "escape",
  "00A0": "no-break space", "00AD": "soft hyphen", "061C": "Arabic letter mark",
  "200B": "zero-width space", "200C": "zero-width non-joiner", "200D": "zero-width joiner",
  "200E": "left-to-right mark", "200F": "right-to-left mark", "2028": "line separator",
  "2029": "paragraph separator", "202A": "left-to-right embedding",
  "202B": "right-to-left embedding", "202C": "end of direction", "202D": "left-to-right override",
  "202E": "right-to-left override", "2066": "left-to-right isolate",
  "2067": "right-to-left isolate", "2068": "first strong isolate", "2069": "end of isolate",
  "FEFF": "byte order mark",
};
const CUT = 400;

/** Give text as nodes, each hidden character as its visible code. */
export function visible(text, { tabs = false } = {}) {
  const nodes = [];
  let plain = "";
  for (const character of text) {
    if (!HIDDEN.test(character) || (tabs && character === "\t")) {
      plain += character;
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(mark(character));
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/** Give text of others for a line of its surroundings: isolated, and cut when it is long. */
export function foreign(text, { cut = CUT, ...attributes } = {}) {
  const whole = String(text ?? "");
  const short = wellCut(whole, cut);
  const rest = whole.length - short.length;
  const title = rest ? `${whole.length} characters` : attributes.title;
  return el("bdi", { ...attributes, title }, visible(short), rest ? "…" : null);
}

/** Give text of others whole, with a button that shows what was cut. */
export function expandable(text, { cut = CUT, step = 100_000, render = visible } = {}) {
  const whole = String(text ?? "");
  const holder = el("bdi", {}, render(wellCut(whole, cut)));
  let shown = wellCut(whole, cut).length;
  if (shown >= whole.length) return holder;
  const more = el("button", { type: "button", class: "more" });
  const label = () => (more.textContent = `… ${(whole.length - shown).toLocaleString("en-GB")} more characters`);
  more.addEventListener("click", () => {
    const next = wellCut(whole.slice(shown), step);
    shown += next.length;
    holder.append(...render(next));
    if (shown >= whole.length) more.remove();
    else label();
  });
  label();
  return el("span", { class: "expandable" }, holder, more);
}

function mark(character) {
  const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  return el("span", { class: "hidden-character", title: NAMES[code] ?? "hidden character" }, `⟨U+${code}⟩`);
}

/** Cut without halving a character that takes two code units. */
function wellCut(text, length) {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

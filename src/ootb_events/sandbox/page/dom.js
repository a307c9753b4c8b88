// Builds elements. Text goes in as text nodes: nothing here, or elsewhere, reads a string as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: attributes by name, `on…` functions as listeners, children as nodes or text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...present(children));
  return element;
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

const WORDS = { good: "Good", warning: "Warning", bad: "Bad", error: "Error", info: "Info" };
const SHAPES = { error: "bad" };

/** Draw the shape of a verdict or a severity; its word stands beside it or is read out. */
export function icon(kind, { named = false } = {}) {
  const shape = SHAPES[kind] ?? kind;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${shape}`);
  if (named) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", WORDS[kind]);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${shape}`);
  svg.append(use);
  return svg;
}

/** Draw a verdict or a severity as shape and word. */
export function badge(kind) {
  return el("span", { class: `badge ${SHAPES[kind] ?? kind}` }, icon(kind), WORDS[kind] ?? kind);
}

/** Write a number with its thousands apart. */
export function count(number) {
  return Number(number).toLocaleString("en-GB");
}

/** Write a number with its noun, in the plural when it is one. */
export function plural(number, noun, nouns = `${noun}s`) {
  return `${count(number)} ${number === 1 ? noun : nouns}`;
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

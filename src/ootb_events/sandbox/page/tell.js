// Says things: to screen readers politely and not too often, to eyes in a line below the header.

import { byId } from "./dom.js";

const PAUSE = 4000;
let waiting = null;
let last = -PAUSE;

/** Have a screen reader say something; of many in a short time, the last one. */
export function announce(text) {
  const due = Math.max(0, last + PAUSE - performance.now());
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    last = performance.now();
    byId("live").textContent = text;
  }, due);
}

/** Show a line below the header until it is dismissed or another one replaces it. */
export function notice(text) {
  byId("notice").hidden = !text;
  byId("notice-text").textContent = text;
  if (text) announce(text);
}

/** Copy text; says on the button that it is done. */
export async function copy(text, button) {
  const done = await written(text);
  if (button) {
    const label = button.dataset.label ?? button.textContent;
    button.dataset.label = label;
    button.textContent = done ? "Copied" : "Copying was refused";
    setTimeout(() => (button.textContent = label), 1600);
  }
  announce(done ? "Copied" : "The browser refused to copy");
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writtenTheOldWay(text);
  }
}

/** Away from loopback and without TLS, browsers have no clipboard interface. */
function writtenTheOldWay(text) {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "unseen";
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

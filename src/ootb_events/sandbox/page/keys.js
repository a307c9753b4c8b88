// Shortcuts: single letters, never while somebody types, and to be switched off in the help.

import { byId } from "./dom.js";
import { recall, remember } from "./memory.js";
import { go, write } from "./route.js";

const VIEWS = ["events", "customers", "catalogue", "playground"];

/** Listen for shortcuts; `current()` gives the view that is shown. */
export function listen(current) {
  const letters = byId("letters");
  letters.checked = recall("localStorage", "letters") !== "off";
  letters.addEventListener("change", () => remember("localStorage", "letters", letters.checked ? "on" : "off"));
  byId("help-open").addEventListener("click", () => byId("help").showModal());

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    const act = actionFor(event, current(), letters.checked);
    if (act && act() !== false) event.preventDefault();
  });
}

function actionFor(event, view, letters) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") return () => escape(view, typing);
  if (typing) return null;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const inList = event.target.closest?.("#rows, #customers-body, #catalogue-list");
    return inList ? () => view.step?.(event.key === "ArrowDown" ? 1 : -1) : null;
  }
  return letters ? letterFor(event.key, view) : null;
}

function letterFor(key, view) {
  const at = ["1", "2", "3", "4"].indexOf(key);
  if (at >= 0) return () => go(write(VIEWS[at]));
  switch (key) {
    case "j": return () => view.step?.(1);
    case "k": return () => view.step?.(-1);
    case "/": return () => view.focusSearch?.();
    case "n": return () => view.release?.();
    case "p": return () => view.pause?.();
    case "c": return () => view.detail?.copy();
    case "?": return () => byId("help").showModal();
    default: return null;
  }
}

function escape(view, typing) {
  if (typing) {
    typing.blur();
    return true;
  }
  return view.close?.();
}

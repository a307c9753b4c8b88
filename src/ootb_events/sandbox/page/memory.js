// What the browser remembers. It may refuse to: then it holds for as long as the page is open.

/** Recall what was remembered, or null. `where` is "localStorage" or "sessionStorage". */
export function recall(where, name) {
  try {
    return globalThis[where].getItem(`ootb-events.${name}`);
  } catch {
    return null;
  }
}

/** Remember a text, if the browser lets us. */
export function remember(where, name, text) {
  try {
    globalThis[where].setItem(`ootb-events.${name}`, text);
  } catch {
    // Refused, or too long.
  }
}

// Says how the sandbox was told to misbehave, and how often it did.

import { el, fill, plural } from "./dom.js";
import { foreign } from "./visible.js";

const MOST = 6;

/** Show the faults that are set, in the words of the command line. */
export function drawFaults(holder, { faults, faults_set: set }) {
  holder.hidden = !faults && set.length === 0;
  const shown = JSON.stringify([faults, set]);
  if (holder.dataset.shown === shown) return;
  holder.dataset.shown = shown;
  const more = set.length - MOST;
  fill(holder,
    el("b", {}, set.length ? "Faults" : "No fault is set now"),
    set.slice(0, MOST).map((fault) => el("code", {}, foreign(fault, { cut: 80 }))),
    more > 0 ? el("span", {}, `and ${more} more`) : null,
    el("span", { class: "soft" }, faults ? `${plural(faults, "event was", "events were")} hit` : "none has hit so far"));
}

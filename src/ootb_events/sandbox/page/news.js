// Sums up for screen readers what arrived, every few seconds at most.

import { count, plural } from "./dom.js";
import { announce } from "./tell.js";

const PAUSE = 3000;

let all = 0;
let bad = 0;
let timer = null;

/** Have the arrival of events told, with the next sum. */
export function tellOf(events) {
  all += events.length;
  bad += events.filter((event) => event.verdict === "bad").length;
  timer ??= setTimeout(() => {
    announce(`${plural(all, "new event")}${bad ? `, ${count(bad)} bad` : ""}`);
    all = bad = 0;
    timer = null;
  }, PAUSE);
}

// Says how many events came too fast to be streamed, once they have been loaded.

import { plural } from "./dom.js";
import { LIMIT } from "./feed.js";
import { notice } from "./tell.js";

const CALM = 600;
const SAME_STORM = 10_000;

export class Skips {
  #load;
  #count = 0;
  #last = -SAME_STORM;
  #timer = null;

  /** `load()` loads what the list should hold, and gives whether it could: not while it is read. */
  constructor(load) {
    this.#load = load;
  }

  /** Hear of a gap in the stream. */
  add(skipped) {
    const now = performance.now();
    this.#count = skipped + (now - this.#last < SAME_STORM ? this.#count : 0);
    this.#last = now;
    this.#timer ??= setTimeout(async () => {
      this.#timer = null;
      const loaded = await this.#load();
      notice(`${plural(this.#count, "event")} came too fast to be shown one by one. ${this.#where(loaded)}`);
    }, CALM);
  }

  #where(loaded) {
    if (!loaded) return "They are loaded when you let the list go on.";
    return this.#count > LIMIT ? `The newest ${LIMIT} are in the list, older ones below it.` : "They are in the list now.";
  }
}

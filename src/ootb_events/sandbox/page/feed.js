// Which events the list holds: a bounded stretch, newest first, and what is held back above it.

export const LIMIT = 500;

export class Feed {
  /** Newest first; never more than LIMIT. */
  rows = [];
  /** What came while the list was held still, newest first; never more than LIMIT. */
  held = [];
  heldCount = 0;
  /** Whether newer rows were dropped to make room for older ones. */
  detached = false;

  /** Hold these instead, newest first. */
  replace(events) {
    this.rows = events.slice(0, LIMIT);
    this.held = [];
    this.heldCount = 0;
    this.detached = false;
  }

  /** Take new events, oldest first, into the list or, when it is held still, above it. */
  take(events, still) {
    const known = this.held[0]?.number ?? this.rows[0]?.number ?? 0;
    const fresh = events.filter((event) => event.number > known).reverse();
    if (still || this.detached || this.heldCount) {
      this.held = [...fresh, ...this.held].slice(0, LIMIT);
      this.heldCount += fresh.length;
    } else {
      this.rows = [...fresh, ...this.rows].slice(0, LIMIT);
    }
    return fresh.length;
  }

  /** Let what was held back into the list. False when too much was: then the newest must be loaded. */
  release() {
    if (this.detached || this.heldCount > this.held.length) return false;
    this.replace([...this.held, ...this.rows]);
    return true;
  }

  /** Put older events below; what is too much leaves at the top. */
  append(events) {
    const last = this.rows.at(-1)?.number ?? Infinity;
    const rows = [...this.rows, ...events.filter((event) => event.number < last)];
    if (rows.length > LIMIT) {
      this.heldCount += rows.length - LIMIT;
      this.detached = true;
      this.held = [];
    }
    this.rows = rows.slice(-LIMIT);
  }

  get oldest() {
    return this.rows.at(-1)?.number;
  }
}

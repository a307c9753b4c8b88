// Follows the sandbox: batches of events as they come, and a new connection when one is lost.

const DELAYS = [500, 1000, 2000, 4000];

/**
 * Follow the stream for as long as the page is open.
 *
 * `heard` is told: connected(summary, again), batch({events, skipped, summary}), reset(), lost().
 */
export function follow(heard) {
  let source = null;
  let failures = 0;
  let wasOpen = false;

  function connect() {
    source = new EventSource("api/stream");
    on("summary", (summary) => {
      failures = 0;
      heard.connected(summary, wasOpen);
      wasOpen = true;
    });
    on("events", heard.batch);
    source.addEventListener("reset", heard.reset);
    source.addEventListener("error", () => {
      // The browser would come back by itself, but not after every kind of failure.
      source.close();
      heard.lost();
      setTimeout(connect, DELAYS[Math.min(failures++, DELAYS.length - 1)]);
    });
  }

  function on(name, hear) {
    source.addEventListener(name, (message) => hear(JSON.parse(message.data)));
  }

  connect();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && connect());
}

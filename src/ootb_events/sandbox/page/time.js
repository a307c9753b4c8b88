// Times are shown as UTC, as the payloads have them.

/** Give the time of day of an ISO time, to the millisecond. */
export function clock(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString().slice(11, 23);
}

/** Give date and time of an ISO time. */
export function full(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return String(iso ?? "");
  return `${time.toISOString().slice(0, 10)} ${time.toISOString().slice(11, 23)} UTC`;
}

const FORM = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.(\d{1,9}) UTC$/u;

/** Read a payload's timestamp: microseconds since 1970, or null when it cannot be read. */
export function micros(timestamp) {
  if (typeof timestamp !== "string") return null;
  const [, day, second, fraction] = FORM.exec(timestamp) ?? [];
  const time = Date.parse(day ? `${day}T${second}Z` : timestamp);
  if (Number.isNaN(time)) return null;
  return time * 1000 + (fraction ? Number(fraction.padEnd(6, "0").slice(0, 6)) : 0);
}

/** Say how long something took, in its two largest units. */
export function span(microseconds) {
  const milliseconds = microseconds / 1000;
  if (milliseconds < 1) return "less than a millisecond";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  const units = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[first];
  const [lower, lowerSize] = units[first + 1] ?? [];
  const rest = lower ? Math.floor((seconds % size) / lowerSize) : 0;
  return `${Math.floor(seconds / size)} ${unit}${rest ? ` ${rest} ${lower}` : ""}`;
}

// Which events are wanted: read from the address, applied to what streams in.

export const VERDICTS = ["good", "warning", "bad"];
const NAMES = ["verdict", "event", "rule", "customer"];

/** Read the filters: lists, empty where everything is wanted. */
export function filtersOf(params) {
  return Object.fromEntries(NAMES.map((name) => [name, params.getAll(name)]));
}

/** Say whether a filter of these is set. */
export function anyOf(filters) {
  return NAMES.some((name) => filters[name].length);
}

/** Say whether an event passes, as the server would. */
export function passes(filters, event) {
  return (
    within(filters.verdict, event.verdict) &&
    within(filters.event, event.event) &&
    (!filters.rule.length || event.rules.some((rule) => filters.rule.includes(rule))) &&
    (!filters.customer.length ||
      filters.customer.includes(event.customer) ||
      filters.customer.includes(event.visitor))
  );
}

/** Put a value into a filter, or take it out. */
export function toggled(filters, name, value) {
  const values = filters[name];
  const changed = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return { ...filters, [name]: changed };
}

function within(wanted, value) {
  return !wanted.length || wanted.includes(value);
}

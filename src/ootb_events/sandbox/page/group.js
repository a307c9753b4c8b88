// Map.groupBy, for browsers that do not have it yet.

/** Group values by what `key(value)` gives; groups and their values keep their order. */
export function grouped(values, key) {
  const groups = new Map();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}

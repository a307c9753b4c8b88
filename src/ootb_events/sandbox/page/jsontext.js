// Lays JSON text out, or changes it by one JSON Patch operation: the rest stays as it was written.

const SPACE = /[\t\n\r ]*/uy;
const PIECE = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gsu;
const SCALAR = /"(?:[^"\\]|\\.)*"|[^\s,\]}]+/suy;

/** Apply `add`, `remove`, `replace` or `move` to a text; throws when the place is not there. */
export function patched(text, operation) {
  JSON.parse(text);
  switch (operation.op) {
    case "replace": return replaced(text, operation.path, JSON.stringify(operation.value, null, 2));
    case "remove": return removed(text, operation.path);
    case "add": return added(text, operation.path, JSON.stringify(operation.value, null, 2));
    case "move": return moved(text, operation.from, operation.path);
    default: throw new Error(`'${operation.op}' is no operation that is known here`);
  }
}

/** Lay a text out, two spaces a level, each value as it was written; throws when it is no JSON. */
export function laidOut(text) {
  JSON.parse(text);
  let depth = 0;
  let before = "";
  let laid = "";
  const line = () => (laid += `\n${"  ".repeat(depth)}`);
  for (const [piece] of text.matchAll(PIECE)) {
    if (piece === "}" || piece === "]") {
      depth -= 1;
      if (before !== "{" && before !== "[") line();
    } else if (before === "{" || before === "[" || before === ",") line();
    laid += piece === ":" ? ": " : piece;
    if (piece === "{" || piece === "[") depth += 1;
    before = piece;
  }
  return laid;
}

function replaced(text, pointer, value) {
  const node = find(text, pointer);
  return text.slice(0, node.start) + indented(value, text, node.start) + text.slice(node.end);
}

/** A key that moves within its object is renamed where it stands. */
function moved(text, from, to) {
  const [parent, name] = split(to);
  const [source] = split(from);
  const node = find(text, from);
  const container = find(text, parent);
  const taken = container.members?.some((member) => member.key === name);
  if (source === parent && !taken && node.keyStart !== undefined) {
    return text.slice(0, node.keyStart) + JSON.stringify(name) + text.slice(node.keyEnd);
  }
  const value = text.slice(node.start, node.end);
  return added(removed(text, from), to, value);
}

function removed(text, pointer) {
  const [parent, name] = split(pointer);
  const container = find(text, parent);
  const entries = container.members ?? container.items ?? [];
  const at = container.members ? last(entries, name) : Number(name);
  const entry = entries[at];
  if (!entry) throw missing(pointer);
  const start = (one) => one.keyStart ?? one.start;
  if (entries.length === 1) return text.slice(0, container.start + 1) + text.slice(container.end - 1);
  if (at + 1 < entries.length) return text.slice(0, start(entry)) + text.slice(start(entries[at + 1]));
  return text.slice(0, entries[at - 1].end) + text.slice(entry.end);
}

function added(text, pointer, value) {
  const [parent, name] = split(pointer);
  const container = find(text, parent);
  const entries = container.members ?? container.items;
  if (!entries) throw missing(pointer);
  if (container.members && last(entries, name) >= 0) return replaced(text, pointer, value);
  const label = container.members ? `${JSON.stringify(name)}: ` : "";
  const end = entries.at(-1)?.end;
  if (end === undefined) {
    const margin = marginAt(text, container.start);
    return `${text.slice(0, container.start + 1)}\n${margin}  ${label}${deeper(value, `${margin}  `)}\n${margin}${text.slice(container.end - 1)}`;
  }
  const first = entries[0].keyStart ?? entries[0].start;
  const gap = text.slice(container.start + 1, first);
  return `${text.slice(0, end)},${gap || " "}${label}${deeper(value, marginAt(text, first))}${text.slice(end)}`;
}

function indented(value, text, position) {
  return deeper(value, marginAt(text, position));
}

function deeper(value, margin) {
  return value.replaceAll("\n", `\n${margin}`);
}

function marginAt(text, position) {
  const start = text.lastIndexOf("\n", position - 1) + 1;
  return /^[\t ]*/u.exec(text.slice(start, position))[0];
}

function last(members, name) {
  return members.findLastIndex((member) => member.key === name);
}

function split(pointer) {
  const at = pointer.lastIndexOf("/");
  if (at < 0) throw missing(pointer);
  return [pointer.slice(0, at), unescaped(pointer.slice(at + 1))];
}

function unescaped(part) {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function missing(pointer) {
  return new Error(`there is nothing at ${pointer || "the top"}`);
}

/** Find the value at a JSON Pointer, with where it stands; of a key that is there twice, the last. */
function find(text, pointer) {
  let node = parsed(text, 0);
  for (const part of pointer.split("/").slice(1).map(unescaped)) {
    node = node.members ? node.members[last(node.members, part)] : node.items?.[Number(part)];
    if (!node) throw missing(pointer);
  }
  return node;
}

/** Read a value of valid JSON: {start, end, members | items}, members with key, keyStart, keyEnd. */
function parsed(text, from) {
  const start = skip(text, from);
  if (text[start] === "{") return container(text, start, "}", "members");
  if (text[start] === "[") return container(text, start, "]", "items");
  return { start, end: scalarEnd(text, start) };
}

function container(text, start, close, kind) {
  const entries = [];
  let at = skip(text, start + 1);
  while (text[at] !== close) {
    let name = {};
    if (kind === "members") {
      const keyEnd = scalarEnd(text, at);
      name = { key: JSON.parse(text.slice(at, keyEnd)), keyStart: at, keyEnd };
      at = skip(text, keyEnd) + 1;
    }
    const node = parsed(text, at);
    entries.push({ ...node, ...name });
    at = skip(text, node.end);
    if (text[at] === ",") at = skip(text, at + 1);
  }
  return { start, end: at + 1, [kind]: entries };
}

function scalarEnd(text, at) {
  SCALAR.lastIndex = at;
  SCALAR.exec(text);
  return SCALAR.lastIndex;
}

function skip(text, at) {
  SPACE.lastIndex = at;
  SPACE.exec(text);
  return SPACE.lastIndex;
}

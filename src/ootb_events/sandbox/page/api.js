// The sandbox, as fetch sees it. Addresses are relative: the page works below any path.

/** An answer that is no success; its message is the server's own words. */
export class ApiError extends Error {}

/** Get JSON; `params` may hold lists. */
export async function get(path, params = {}, { signal } = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") query.append(name, one);
    }
  }
  const text = query.toString();
  return answer(await fetch(text ? `${path}?${text}` : path, { signal, cache: "no-store" }));
}

/** Post JSON, or nothing. */
export async function post(path, body, { signal } = {}) {
  const options = { method: "POST", signal };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  return answer(await fetch(path, options));
}

/** Get events, newest first, at least `wanted` of them when there are as many. */
export async function getEvents(params, wanted, options) {
  const events = [];
  let total = 0;
  let before = params.before;
  while (events.length < wanted) {
    const limit = Math.min(wanted - events.length, 500);
    const page = await get("api/events", { ...params, before, limit }, options);
    total = events.length ? total : page.total;
    events.push(...page.events);
    if (!page.events.length || events.length >= page.total) break;
    before = page.events.at(-1).number;
  }
  return { events, total };
}

async function answer(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => null);
  throw new ApiError(problem?.error ?? `The sandbox answered with status ${response.status}.`);
}

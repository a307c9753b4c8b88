// What is shown, as the address says it: #/view?name=value&… A view can be shared, and Back works.

const VIEWS = ["events", "customers", "catalogue", "playground"];

/** Read the address: the view, and its parameters. */
export function read(hash = location.hash) {
  const [, view, query = ""] = /^#\/([a-z]*)(?:\?(.*))?$/su.exec(hash) ?? [];
  return { view: VIEWS.includes(view) ? view : "events", params: new URLSearchParams(query) };
}

/** Write the address of a view; a list gives a parameter several times, nothing leaves it out. */
export function write(view, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "" && one !== false) query.append(name, one);
    }
  }
  const text = query.toString();
  return `#/${view}${text ? `?${text}` : ""}`;
}

/** Go to an address; `replace` leaves no step for Back. */
export function go(hash, { replace = false } = {}) {
  if (hash === location.hash) return;
  if (!replace) {
    location.hash = hash;
    return;
  }
  history.replaceState(null, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

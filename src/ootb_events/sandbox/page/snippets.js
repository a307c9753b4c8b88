// What to do when nothing has arrived yet: send something.

import { el, fill } from "./dom.js";
import { write } from "./route.js";
import { copy } from "./tell.js";

/** Say in an empty list what to do next; a list that holds something hides it. */
export function drawEmpty(holder, empty, filtered, summary) {
  holder.hidden = !empty;
  const endpoint = fromHere(summary.endpoint);
  const kind = filtered && summary.kept ? "filtered" : `${endpoint} ${summary.signed}`;
  if (!empty || holder.dataset.kind === kind) return;
  holder.dataset.kind = kind;
  fill(holder, kind === "filtered" ? noMatch() : firstSteps({ ...summary, endpoint }));
}

/** The endpoint as this browser reaches it: the sandbox may know itself by another address. */
function fromHere(endpoint) {
  return new URL(new URL(endpoint).pathname, location.href).href;
}

function noMatch() {
  return [
    el("h2", {}, "No event matches"),
    el("p", {}, "Events that match appear here as they arrive."),
    el("a", { class: "button", href: write("events") }, "Clear the filters"),
  ];
}

/** Draw how to send a first event to an endpoint. */
function firstSteps(summary) {
  return el("div", { class: "first-steps" },
    el("h2", {}, "No events yet"),
    el("p", {}, "Send one and it appears here at once. The endpoint is ", el("code", {}, summary.endpoint), "."),
    summary.signed ? el("p", { class: "soft" }, "It demands signatures, made with its real-time token: here, TOKEN.") : null,
    snippet("Shell", curl(summary)),
    snippet("Python", python(summary)),
    el("p", {}, "Or ", el("a", { href: write("playground", { event: "ootb_login", size: "small" }) }, "send one from the playground"), "."));
}

/** Draw a piece of code with a button that copies it. */
function snippet(title, text) {
  const button = el("button", { type: "button", class: "quiet", "aria-label": `Copy the ${title} code` }, "Copy");
  button.addEventListener("click", () => copy(text, button));
  return el("figure", { class: "snippet" },
    el("figcaption", {}, title, button),
    el("pre", { tabindex: "0", role: "region", "aria-label": `${title} code` }, el("code", {}, text)));
}

function curl({ endpoint, signed }) {
  const event = {
    tenant: 1042, timestamp: `${new Date().toISOString().slice(0, 19).replace("T", " ")}.000000 UTC`,
    event: "ootb_login", customer: "c-1", context: {},
  };
  const call = `curl ${endpoint} \\\n  -H 'Content-Type: application/json' \\\n`;
  if (!signed) return `${call}  -d '${JSON.stringify(event)}'`;
  return `body='${JSON.stringify(event)}'\n` +
    'signature=$(printf %s "$body" | openssl dgst -sha256 -hmac "$TOKEN" -r | cut -c 1-64)\n' +
    `${call}  -H 'X-Optimove-Signature-Version: 1' \\\n` +
    '  -H "X-Optimove-Signature-Content: $signature" \\\n  -d "$body"';
}

function python({ endpoint, signed }) {
  const token = signed ? ", token=TOKEN" : "";
  return [
    "from ootb_events import Emitter",
    "from ootb_events.events import Login",
    "from ootb_events.transports import HttpTransport",
    "",
    `transport = HttpTransport("${endpoint}"${token})`,
    "with Emitter(transport, tenant=1042) as emitter:",
    '    emitter.emit(Login(customer="c-1"))',
  ].join("\n");
}

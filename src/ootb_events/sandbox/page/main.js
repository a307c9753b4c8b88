// Puts the parts together: the address chooses the view, the stream feeds the views.

import { get } from "./api.js";
import { Catalogue } from "./catalogue.js";
import { Customers } from "./customers.js";
import { byId } from "./dom.js";
import { Events } from "./events.js";
import { listen } from "./keys.js";
import { Playground } from "./playground.js";
import { read } from "./route.js";
import { follow } from "./stream.js";
import { announce, notice } from "./tell.js";

const TITLES = { events: "Events", customers: "Customers", catalogue: "Catalogue", playground: "Playground" };

let summary = null;
let catalogue = null;

/** Get the catalogue once; a failure is tried again by the next who asks. */
function loadCatalogue() {
  catalogue ??= get("api/catalog").catch((problem) => {
    catalogue = null;
    throw problem;
  });
  return catalogue;
}

const views = {
  events: new Events(),
  customers: new Customers(),
  catalogue: new Catalogue(loadCatalogue),
  playground: new Playground(loadCatalogue, () => summary),
};
let current = null;

function show() {
  const { view, params } = read();
  if (view !== current) {
    views[current]?.hide?.();
    current = view;
    for (const name of Object.keys(views)) byId(`view-${name}`).hidden = name !== view;
    for (const link of document.querySelectorAll("nav [data-view]")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${TITLES[view]} · ootb-events sandbox`;
  }
  views[view].show(params);
}

function connection(state, text, rest = "") {
  byId("connection").dataset.state = state;
  byId("connection-rest").textContent = rest;
  if (byId("connection-text").textContent !== text) byId("connection-text").textContent = text;
}

function stream() {
  follow({
    connected(told, again) {
      summary = told;
      connection("live", "Live");
      if (again) announce("Connected again");
      views.events.connected(told, again);
      if (again) views.customers.refresh();
    },
    batch(batch) {
      summary = batch.summary;
      for (const view of Object.values(views)) view.batch?.(batch);
    },
    reset() {
      for (const view of Object.values(views)) view.reset?.();
      announce("All events were forgotten");
    },
    lost() {
      if (byId("connection").dataset.state !== "lost") announce("The connection is lost");
      connection("lost", "Connection lost", ", trying again");
    },
  });
}

byId("notice-close").addEventListener("click", () => notice(""));
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
addEventListener("hashchange", show);
listen(() => views[current]);

try {
  summary = await get("api/summary");
  views.events.start(summary);
} catch (problem) {
  notice(`The sandbox does not answer: ${problem.message}`);
}
show();
stream();

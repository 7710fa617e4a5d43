// @ts-check
/** The beginning: store, link, views, loop. Everything that the modules need of the page is given to them here. */
import { createAddress } from "./address.js";
import { journalLoaded, linkChanged, serverFrame, serverLandscape, serverMessage, viewChanged, runSpeed, runUnit } from "./actions.js";
import { createCommands } from "./commands.js";
import { loadTexts, setLanguage, translate } from "./i18n.js";
import { createInquirer } from "./inquirer.js";
import { createKeeper, restored } from "./keep.js";
import { listenToKeys } from "./keys.js";
import { createLoop } from "./loop.js";
import { History } from "./math/history.js";
import { sideOf } from "./math/own.js";
import { watchPanels } from "./panels.js";
import { createPace } from "./pace.js";
import { reduce } from "./reduce.js";
import { report } from "./report.js";
import { firstJournal } from "./expedition.js";
import { createSocket } from "./socket.js";
import { initialState } from "./state.js";
import { createStore } from "./store.js";
import { createSurveyor } from "./surveyor.js";
import { fromHash } from "./url.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./store.js").Store} Store */

/** By the name in `data-view`. @type {Record<string, () => Promise<{mount(element: HTMLElement, store: Store): import("./loop.js").View}>>} */
const VIEWS = {
  header: () => import("./views/header.js"),
  controls: () => import("./views/controls.js"),
  data: () => import("./views/data.js"),
  network: () => import("./views/network.js"),
  inspector: () => import("./views/inspector.js"),
  gradients: () => import("./views/gradients.js"),
  landscape: () => import("./views/landscape.js"),
  transport: () => import("./views/transport.js"),
  timeline: () => import("./views/timeline.js"),
  branches: () => import("./views/branches.js"),
  blowup: () => import("./views/blowup.js"),
  check: () => import("./views/check.js"),
  help: () => import("./views/help.js"),
  share: () => import("./views/share.js"),
  paste: () => import("./views/paste.js"),
  sheet: () => import("./views/sheet.js"),
  tabs: () => import("./views/tabs.js"),
  notices: () => import("./views/notices.js"),
  map: () => import("./views/map.js"),
  mountain: () => import("./views/mountain.js"),
  "descent-controls": () => import("./views/descent-controls.js"),
  mountains: () => import("./views/mountains.js"),
  walkers: () => import("./views/walkers.js"),
  standings: () => import("./views/standings.js"),
  side: () => import("./views/side.js"),
  fan: () => import("./views/fan.js"),
  slice: () => import("./views/slice.js"),
  inner: () => import("./views/inner.js"),
  relay: () => import("./views/relay.js"),
  "own-points": () => import("./views/own-points.js"),
  "backprop-controls": () => import("./views/backprop-controls.js"),
  graph: () => import("./views/graph.js"),
  walk: () => import("./views/walk.js"),
  leaves: () => import("./views/leaves.js"),
  "graph-words": () => import("./views/graph-words.js"),
  beside: () => import("./views/beside.js"),
  softmax: () => import("./views/softmax.js"),
  influence: () => import("./views/influence.js"),
  "neuron-controls": () => import("./views/neuron-controls.js"),
  machine: () => import("./views/machine.js"),
  gallery: () => import("./views/gallery.js"),
  depth: () => import("./views/depth.js"),
};

/** @type {readonly State["lab"][]} */
const LABS = ["descent", "backprop", "neuron", "network"];

/** Steps a second at which walkers can be followed with the eye. */
const WALK = 20;

/** The state to begin with: this tab's own, else the address's, else the default run. @returns {Promise<Partial<State>>} */
async function beginning() {
  const root = document.documentElement;
  const lab = labOf(root.dataset.lab);
  const look = /** @type {Partial<State>} */ ({ lab, lang: root.lang === "en" ? "en" : "ko", theme: localStorage.getItem("downhill.theme") ?? "auto" });
  const linked = await fromHash(location.hash);
  if (linked && (ofJournal(linked.journal) === "descent") !== (lab === "descent")) location.replace(`/${ofJournal(linked.journal)}${location.search}${location.hash}`);
  const kept = restored(sessionStorage, linked?.journal ?? null, lab);
  if (kept) return { ...look, ...kept };
  if (!linked) return lab === "descent" ? { ...look, journal: firstJournal(), run: { ...initialState().run, speed: WALK } } : look;
  const { run, view } = initialState();
  const { journal, step, speed, unit } = linked;
  return { ...look, journal, view: { ...view, ...linked.view }, run: { ...run, step, horizon: step, speed, unit } };
}

/** @param {string | undefined} name @returns {State["lab"]} */
const labOf = (name) => LABS.find((lab) => lab === name) ?? "network";

/** The lab in which a journal is at home. @param {import("./state.js").Journal} journal */
const ofJournal = ({ spec }) => (["surface", "points"].includes(spec.objective?.kind) ? "descent" : "network");

/** What of the state is not in any view: the page's own attributes. @param {State} state @param {State | null} previous */
function dress(state, previous) {
  const { dataset } = document.documentElement;
  if (state.lang !== previous?.lang) speak(state.lang, previous !== null);
  if (state.theme !== previous?.theme) dataset.theme = state.theme;
  if (previous && state.theme !== previous.theme) localStorage.setItem("downhill.theme", state.theme);
  toggle("present", state.present);
  toggle("blank", state.dialog === "blank");
  dataset.panel = state.view.panel;
  Object.assign(dataset, { mode: state.view.descent.mode, side: sideOf(state), beside: state.view.backprop.beside });
}

/** @param {string} name @param {boolean} on */
function toggle(name, on) {
  if (on) document.documentElement.dataset[name] = "";
  else delete document.documentElement.dataset[name];
}

/** @param {string} lang @param {boolean} changed */
function speak(lang, changed) {
  setLanguage(lang);
  document.documentElement.lang = lang;
  if (!changed) return;
  translate(document);
  document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=lax`;
  const address = new URL(location.href);
  if (!address.searchParams.has("lang")) return;
  address.searchParams.set("lang", lang);
  history.replaceState(history.state, "", address);
}

/** @param {Store} store @param {ReturnType<typeof createLoop>} loop */
async function mountViews(store, loop) {
  const elements = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-view]")]);
  const modules = await Promise.allSettled(elements.map(({ dataset: { view = "" } }) => VIEWS[view]?.() ?? Promise.reject(new Error(`no view "${view}"`))));
  modules.forEach((module, i) => {
    if (module.status === "fulfilled") loop.add(module.value.mount(elements[i], store));
    else console.error(module.reason);
  });
}

/** Another address in the same tab is another run. @param {Store} store */
async function readdress({ dispatch }) {
  const linked = await fromHash(location.hash);
  if (!linked) return;
  dispatch(viewChanged(linked.view));
  dispatch(runSpeed(linked.speed));
  dispatch(runUnit(linked.unit));
  dispatch(journalLoaded(linked.journal, linked.step));
}

/** @param {string} hash */
function readdressed(hash) {
  if (hash !== location.hash) history.replaceState(history.state, "", location.pathname + location.search + hash);
}

async function begin() {
  await loadTexts();
  const store = createStore(initialState(await beginning(), new History()), reduce);
  dress(store.get(), null);
  const { dispatch, get } = store;

  const url = new URL("/ws", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = createSocket({
    url: url.href, hello: () => commands.hello(),
    hear: {
      message: (message) => dispatch(serverMessage(message)), frame: (frame) => dispatch(serverFrame(frame)),
      landscape: (landscape) => dispatch(serverLandscape(landscape)), link: (link) => dispatch(linkChanged(link)),
    },
  });
  const loop = createLoop(store, { before, drawn });
  const panels = watchPanels(loop.ask);
  const commands = createCommands({ get, send: socket.send, visible: panels.visible, again: loop.ask });
  const surveyor = createSurveyor({ get, dispatch, visible: panels.visible, again: loop.ask });
  const inquirer = createInquirer({ get, dispatch, visible: panels.visible, again: loop.ask });
  const pace = createPace({ get, dispatch, again: loop.ask });
  const keeper = createKeeper({ get, room: sessionStorage });

  const address = createAddress({ get, replace: readdressed });

  store.subscribe(dress);
  store.subscribe(commands.listen);
  store.subscribe(keeper.listen);
  store.subscribe(address.listen);
  await mountViews(store, loop);
  listenToKeys(store);
  listenToPage({ store, loop, socket, keeper });
  Object.assign(window, { downhill: { state: () => report(get()), do: dispatch } });
  socket.start();

  function before() {
    pace.look();
    surveyor.look();
    inquirer.look();
    commands.flush();
  }
  /** @param {State} state */
  function drawn(state) {
    socket.drawn();
    if (state.frame) document.documentElement.dataset.ready = "true";
  }
}

/** @param {{store: Store, loop: ReturnType<typeof createLoop>, socket: ReturnType<typeof createSocket>, keeper: ReturnType<typeof createKeeper>}} all */
function listenToPage({ store, loop, socket, keeper }) {
  new ResizeObserver(loop.invalidate).observe(document.documentElement);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", loop.invalidate);
  addEventListener("pagehide", keeper.write);
  addEventListener("hashchange", () => readdress(store));
  addEventListener("online", socket.hurry);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && socket.hurry());
}

begin();

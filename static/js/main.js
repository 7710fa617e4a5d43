// @ts-check
/** The beginning: store, link, views, loop. Everything that the modules need of the page is given to them here. */
import { createAbsence } from "./absence.js";
import { createAddress } from "./address.js";
import { journalLoaded, linkChanged, noticeShown, serverFrame, serverLandscape, serverMessage, viewChanged, runSpeed, runUnit } from "./actions.js";
import { beginning } from "./beginning.js";
import { createCommands } from "./commands.js";
import { loadTexts, setLanguage, translate } from "./i18n.js";
import { createInquirer } from "./inquirer.js";
import { followedIn } from "./follow.js";
import { createKeeper } from "./keep.js";
import { listenToKeys } from "./keys.js";
import { createLoop } from "./loop.js";
import { History } from "./math/history.js";
import { sideOf } from "./math/own.js";
import { watchPanels } from "./panels.js";
import { createPace } from "./pace.js";
import { VERSION } from "./protocol.js";
import { reduce } from "./reduce.js";
import { report } from "./report.js";
import { createSocket } from "./socket.js";
import { initialState } from "./state.js";
import { createStore } from "./store.js";
import { createSurveyor } from "./surveyor.js";
import { keepPresent, renewal, tabId } from "./tab.js";
import { fromHash } from "./url.js";
import { createWatch } from "./watch.js";

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
  link: () => import("./views/link.js"),
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

/** What of the state is not in any view: the page's own attributes. @param {State} state @param {State | null} previous */
function dress(state, previous) {
  const { dataset } = document.documentElement;
  if (state.lang !== previous?.lang) speak(state.lang, previous !== null);
  if (state.theme !== previous?.theme) dataset.theme = state.theme;
  if (previous && state.theme !== previous.theme) localStorage.setItem("downhill.theme", state.theme);
  toggle("present", state.present);
  if (previous && state.present !== previous.present) keepPresent(sessionStorage, state.present);
  toggle("follow", state.follow !== null);
  toggle("waiting", state.link.status === "lost" && state.frame === null);
  if (state.follow && !previous) document.querySelector(".controls")?.setAttribute("inert", "");
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
async function readdress({ dispatch, get }) {
  if (get().follow || followedIn(location.hash)) return location.reload();
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
      message: hear, frame: (frame) => dispatch(serverFrame(frame)),
      landscape: (landscape) => dispatch(serverLandscape(landscape)), link: (link) => dispatch(linkChanged(link)),
    },
  });
  const loop = createLoop(store, { before, drawn });
  const panels = watchPanels(loop.ask);
  const commands = createCommands({ get, send: socket.send, visible: panels.visible, tab: tabId(sessionStorage), again: loop.ask });
  const surveyor = createSurveyor({ get, dispatch, visible: panels.visible, again: loop.ask });
  const inquirer = createInquirer({ get, dispatch, visible: panels.visible, again: loop.ask });
  const pace = createPace({ get, dispatch, again: loop.ask });
  const keeper = createKeeper({ get, room: sessionStorage, hash: () => location.hash });
  const absence = createAbsence({ get, dispatch });
  const watch = createWatch({
    heard: socket.heard, silence: socket.silence, renew: socket.renew, ask: commands.ask, visible: () => document.visibilityState === "visible", live: () => get().link.status === "live", due: () => get().run.playing || socket.waits(),
  });
  const address = createAddress({ get, replace: readdressed });

  store.subscribe(dress);
  store.subscribe(commands.listen);
  store.subscribe(keeper.listen);
  store.subscribe(address.listen);
  store.subscribe((_, __, { type }) => type === "link/asked" && socket.again());
  await mountViews(store, loop);
  listenToKeys(store);
  listenToPage({ store, loop, socket, keeper, watch, absence });
  Object.assign(window, { downhill: { state: () => report(get()), do: dispatch } });
  socket.start();
  watch.start();

  /** @param {import("./protocol.js").Message} message */
  function hear(message) {
    if (message.type === "welcome") compare(message);
    dispatch(serverMessage(message));
  }
  /** A page of another build than the server's loads itself again, with its run. @param {import("./protocol.js").Message} welcome */
  function compare({ build, protocol }) {
    const what = renewal(sessionStorage, `${document.documentElement.dataset.build} ${VERSION}`, `${build} ${protocol}`);
    if (what === "stays") dispatch(noticeShown("link.old", {}, "alarm"));
    if (what !== "reload") return;
    keeper.write();
    socket.end();
    location.reload();
  }
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

/**
 * @param {{store: Store, loop: ReturnType<typeof createLoop>, socket: ReturnType<typeof createSocket>, keeper: ReturnType<typeof createKeeper>,
 *   watch: ReturnType<typeof createWatch>, absence: ReturnType<typeof createAbsence>}} all
 */
function listenToPage({ store, loop, socket, keeper, watch, absence }) {
  new ResizeObserver(loop.invalidate).observe(document.documentElement);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", loop.invalidate);
  addEventListener("hashchange", () => readdress(store));
  addEventListener("pagehide", keeper.write);
  // A page that comes back out of the browser's memory has a dead wire, and is not the newest if another lab was opened meanwhile.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && keeper.stale()) location.reload();
    else if (persisted) socket.renew();
  });
  const back = () => {
    socket.hurry();
    watch.wake();
  };
  addEventListener("online", back);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return absence.left();
    loop.ask(); // what came meanwhile is drawn, and paid for
    absence.returned();
    back();
  });
}

begin();

// @ts-check
/**
 * The keys: one table, used here and shown by the help sheet. Rules:
 * 1. A focused control keeps the keys that it understands itself: Space a button, arrows a slider or a point, everything a text field.
 * 2. Letters are read by their place (`code`), so that they work while the Korean input method is on.
 * 3. An open dialog has the keyboard for itself.
 */
import { dialogClosed, dialogOpened, editRedone, editUndone, langChanged, newStart, presentToggled, runPaused, runPlayed, runRestarted, runSought, runStepped, themeChanged, walkMoved, walkPaused, walkPlayed, walkPut } from "./actions.js";
import { isDark } from "./theme.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {{keys: string[], text: string, codes: string[], with?: string, present?: boolean, labs?: readonly State["lab"][], run: (store: Store, event?: KeyboardEvent) => void}} Key
 *   keys: as they are written on the keyboard; text: key of the sentence; codes: of KeyboardEvent.code; with: modifiers, "ctrl", "shift", "ctrl+shift";
 *   present: only while presenting; labs: only in these */

/** @param {Store} store */
export function togglePlay({ get, dispatch }) {
  dispatch(get().run.playing ? runPaused() : runPlayed());
}

/** @param {Store} store */
export function toggleWalk({ get, dispatch }) {
  dispatch(get().walk.playing ? walkPaused() : walkPlayed());
}

/** @param {Store} store @param {string} dialog */
function toggle({ get, dispatch }, dialog) {
  dispatch(get().dialog === dialog ? dialogClosed() : dialogOpened(dialog));
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

/** In the order of their numbers. */
const LABS = ["descent", "backprop", "neuron", "network"];

/** Where the transport drives the run, and where the walk through the graph has its place and its keys. @type {readonly State["lab"][]} */
const OF_RUN = ["descent", "neuron", "network"];
/** @type {readonly State["lab"][]} */
const OF_WALK = ["backprop"];

/** @type {readonly Key[]} */
export const KEYS = [
  { keys: ["Space"], text: "keys.play", codes: ["Space"], labs: OF_RUN, run: togglePlay },
  { keys: ["→"], text: "keys.step", codes: ["ArrowRight"], labs: OF_RUN, run: ({ dispatch }) => dispatch(runStepped(1)) },
  { keys: ["←"], text: "keys.back", codes: ["ArrowLeft"], labs: OF_RUN, run: ({ dispatch }) => dispatch(runStepped(-1)) },
  { keys: ["Shift+→"], text: "keys.epoch", codes: ["ArrowRight"], with: "shift", labs: OF_RUN, run: ({ dispatch }) => dispatch(runStepped(1, "epoch")) },
  { keys: ["Shift+←"], text: "keys.epochBack", codes: ["ArrowLeft"], with: "shift", labs: OF_RUN, run: ({ dispatch }) => dispatch(runStepped(-1, "epoch")) },
  { keys: ["End"], text: "keys.end", codes: ["End"], labs: OF_RUN, run: ({ get, dispatch }) => dispatch(runSought(get().run.horizon)) },
  { keys: ["Home"], text: "keys.restart", codes: ["Home"], labs: OF_RUN, run: ({ dispatch }) => dispatch(runRestarted()) },
  { keys: ["N"], text: "keys.new", codes: ["KeyN"], labs: OF_RUN, run: ({ get, dispatch }) => dispatch(newStart(get())) },
  { keys: ["B"], text: "keys.branches", codes: ["KeyB"], labs: OF_RUN, run: (store) => toggle(store, "branches") },
  { keys: ["Space"], text: "keys.walk", codes: ["Space"], labs: OF_WALK, run: toggleWalk },
  { keys: ["→"], text: "keys.node", codes: ["ArrowRight"], labs: OF_WALK, run: ({ dispatch }) => dispatch(walkMoved(1)) },
  { keys: ["←"], text: "keys.nodeBack", codes: ["ArrowLeft"], labs: OF_WALK, run: ({ dispatch }) => dispatch(walkMoved(-1)) },
  { keys: ["Home"], text: "keys.walkStart", codes: ["Home"], labs: OF_WALK, run: ({ dispatch }) => dispatch(walkPut(0)) },
  { keys: ["End"], text: "keys.walkEnd", codes: ["End"], labs: OF_WALK, run: ({ dispatch }) => dispatch(walkPut(Infinity)) },
  { keys: ["Shift+→"], text: "keys.learn", codes: ["ArrowRight"], with: "shift", labs: OF_WALK, run: ({ dispatch }) => dispatch(runStepped(1, "batch")) },
  { keys: ["Shift+←"], text: "keys.unlearn", codes: ["ArrowLeft"], with: "shift", labs: OF_WALK, run: ({ dispatch }) => dispatch(runStepped(-1, "batch")) },
  { keys: ["Ctrl+Z"], text: "keys.undo", codes: ["KeyZ"], with: "ctrl", run: ({ dispatch }) => dispatch(editUndone()) },
  { keys: ["Ctrl+Y"], text: "keys.redo", codes: ["KeyY"], with: "ctrl", run: ({ dispatch }) => dispatch(editRedone()) },
  { keys: ["Ctrl+Shift+Z"], text: "keys.redo", codes: ["KeyZ"], with: "ctrl+shift", run: ({ dispatch }) => dispatch(editRedone()) },
  { keys: ["P"], text: "keys.present", codes: ["KeyP"], run: ({ dispatch }) => dispatch(presentToggled()) },
  { keys: ["PageDown"], text: "keys.clickerPlay", codes: ["PageDown"], present: true, labs: OF_RUN, run: togglePlay },
  { keys: ["PageUp"], text: "keys.clickerBack", codes: ["PageUp"], present: true, labs: OF_RUN, run: ({ dispatch }) => dispatch(runStepped(-1, "epoch")) },
  { keys: ["PageDown"], text: "keys.clickerNode", codes: ["PageDown"], present: true, labs: OF_WALK, run: ({ dispatch }) => dispatch(walkMoved(1)) },
  { keys: ["PageUp"], text: "keys.clickerNodeBack", codes: ["PageUp"], present: true, labs: OF_WALK, run: ({ dispatch }) => dispatch(walkMoved(-1)) },
  { keys: ["."], text: "keys.blank", codes: ["Period", "NumpadDecimal"], run: (store) => toggle(store, "blank") },
  { keys: ["F"], text: "keys.full", codes: ["KeyF"], run: fullScreen },
  { keys: ["D"], text: "keys.dark", codes: ["KeyD"], run: ({ get, dispatch }) => dispatch(themeChanged(isDark(get()) ? "light" : "dark")) },
  { keys: ["L"], text: "keys.language", codes: ["KeyL"], run: ({ get, dispatch }) => dispatch(langChanged(get().lang === "ko" ? "en" : "ko")) },
  { keys: ["1–4"], text: "keys.lab", codes: ["Digit1", "Digit2", "Digit3", "Digit4"], run: (_, event) => location.assign(`/${LABS[Number(event?.code.at(-1)) - 1]}${location.search}`) },
  { keys: ["?"], text: "keys.help", codes: ["Slash"], with: "shift", run: (store) => toggle(store, "help") },
];

/** What is open over the page without taking the keyboard. */
const LIGHT = ["blank", "branches", "words"];

/** @param {Store} store @param {EventTarget} [target] @returns {() => void} */
export function listenToKeys(store, target = document) {
  const down = (/** @type {Event} */ event) => pressed(store, /** @type {KeyboardEvent} */ (event));
  target.addEventListener("keydown", down);
  return () => target.removeEventListener("keydown", down);
}

/** @param {Store} store @param {KeyboardEvent} event */
export function pressed(store, event) {
  const { dialog, present, lab } = store.get();
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape" && dialog && LIGHT.includes(dialog)) return store.dispatch(dialogClosed());
  if ((dialog && !LIGHT.includes(dialog)) || ofControl(event)) return;
  const held = [(event.ctrlKey || event.metaKey) && "ctrl", event.shiftKey && "shift", event.altKey && "alt"].filter(Boolean).join("+");
  const key = KEYS.find((one) => (!one.present || present) && (!one.labs || one.labs.includes(lab)) && meant(one, event, held));
  if (!key) return;
  event.preventDefault();
  if (!event.repeat || ["ArrowLeft", "ArrowRight", "KeyZ", "KeyY"].includes(event.code)) key.run(store, event);
}

/** A letter by its place; "?" also by what it writes, since keyboards have it in different places. @param {Key} key @param {KeyboardEvent} event @param {string} held */
function meant({ keys, codes, with: modifiers = "" }, event, held) {
  if (keys[0] === "?" && event.key === "?") return !held.includes("ctrl") && !held.includes("alt");
  return codes.includes(event.code) && modifiers === held;
}

/** Whether the focused control wants the key for itself. @param {KeyboardEvent} event */
function ofControl({ target, code, ctrlKey, metaKey }) {
  const at = (/** @type {string} */ selector) => target instanceof Element && target.closest(selector) !== null;
  if (at("textarea, [contenteditable], input:not([type=range], [type=checkbox], [type=radio], [type=button])")) return true;
  if (code === "Space" || code === "Enter") return at("button, select, input, a[href], summary, [role=button], [role=option], [role=tab], [role=switch], [role=menuitem]");
  if (at("select") && !ctrlKey && !metaKey) return true;
  return /^(Arrow|Page|Home|End)/.test(code) && at("input, [role=slider], [role=radiogroup], [role=tablist], [role=listbox], [role=spinbutton], [role=application]");
}

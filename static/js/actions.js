// @ts-check
/**
 * A maker for every action of docs/ARCHITECTURE.md. The maker of "run/played" is `runPlayed`, and so on:
 * views write `store.dispatch(runPlayed())` and never an object of their own.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Edit} Edit
 * @typedef {import("./state.js").Ref} Ref
 * @typedef {import("./state.js").View} View
 * @typedef {import("./state.js").Journal} Journal
 */

import { elsewhere, journalOf } from "./math/roster.js";
import { windowOf } from "./mountains.js";

let gestures = 0;
/** A number for a new gesture: all edits that carry it are one undo. */
export const newGesture = () => ++gestures;

/** @param {number} [speed] steps a second, 0 = as fast as it goes */
export const runPlayed = (speed) => ({ type: "run/played", speed });
export const runPaused = () => ({ type: "run/paused" });
/** @param {-1 | 1} count @param {"batch" | "epoch"} [unit] */
export const runStepped = (count, unit) => ({ type: "run/stepped", count, unit });
/** @param {number} step */
export const runSought = (step) => ({ type: "run/sought", step });
/** Restart from the same initial weights, or from new ones if a seed is given. @param {number} [init] */
export const runRestarted = (init) => ({ type: "run/restarted", init });
/** New initial weights: the next seed, so that a lecture can be given again; walkers are dropped somewhere else. @param {State} state */
export const newStart = (state) => (state.lab === "descent" ? rerun(elsewhere(journalOf(state), windowOf(state)), 0) : runRestarted(((state.spec?.seeds.init ?? 0) + 1) % 2 ** 32));
/** @param {number} speed */
export const runSpeed = (speed) => ({ type: "run/speed", speed });
/** @param {"batch" | "epoch"} unit */
export const runUnit = (unit) => ({ type: "run/unit", unit });

/** @param {Edit} edit @param {number} [gesture] from newGesture() */
export const editMade = (edit, gesture) => ({ type: "edit/made", edit, gesture });
export const editUndone = () => ({ type: "edit/undone", gesture: newGesture() });
export const editRedone = () => ({ type: "edit/redone", gesture: newGesture() });
export const refusalDismissed = () => ({ type: "refusal/dismissed" });
/** @param {number} id */
export const branchTaken = (id) => ({ type: "branch/taken", id });

/** @param {number} a @param {number} b */
export const placePreviewed = (a, b) => ({ type: "place/previewed", a, b });
export const placeTaken = () => ({ type: "place/taken" });
export const previewClosed = () => ({ type: "preview/closed" });

/** @param {number} size side of the grid @param {readonly number[]} [window] of a planar run: x0, x1, y0, y1 */
export const landscapeAsked = (size, window) => ({ type: "landscape/asked", size, window });

let questions = 0;
/** A question to the engine beside the run. @param {string} about a key of STUDIES @param {object} question */
export const studyAsked = (about, question) => ({ type: "study/asked", id: ++questions, about, question });
/** What a lab remembers; with a gesture it can be undone there. @param {"descent" | "backprop" | "neuron"} lab @param {object} change @param {number} [gesture] from newGesture() */
export const labChanged = (lab, change, gesture) => ({ type: "lab/changed", lab, change, gesture });

/** Through the graph, a node at a time, to its end; from its end, from the beginning. */
export const walkPlayed = () => ({ type: "walk/played" });
export const walkPaused = () => ({ type: "walk/paused" });
/** One node further, by itself (pace.js). */
export const walkTicked = () => ({ type: "walk/ticked" });
/** By hand, which stops it. @param {number} by nodes */
export const walkMoved = (by) => ({ type: "walk/moved", by });
/** @param {number} at how many nodes are done; Infinity: all */
export const walkPut = (at) => ({ type: "walk/put", at });

/** What is to be said of the network now: gradient check, curvature, dead units, why it blew up. */
export const checkAsked = () => ({ type: "check/asked" });

/** @param {Ref} ref */
export const refHovered = (ref) => ({ type: "ref/hovered", ref });
/** @param {Ref} ref */
export const refSelected = (ref) => ({ type: "ref/selected", ref });
/** @param {{x: number, y: number} | null} spot a place of the mountain */
export const spotPointed = (spot) => ({ type: "spot/pointed", spot });
/** @param {Partial<View>} change */
export const viewChanged = (change) => ({ type: "view/changed", change });

/** @param {State["lang"]} lang */
export const langChanged = (lang) => ({ type: "lang/changed", lang });
/** @param {State["theme"]} theme */
export const themeChanged = (theme) => ({ type: "theme/changed", theme });
export const presentToggled = () => ({ type: "present/toggled" });
/** @param {string} dialog */
export const dialogOpened = (dialog) => ({ type: "dialog/opened", dialog });
export const dialogClosed = () => ({ type: "dialog/closed" });
/** @param {string} key @param {Record<string, any>} [values] @param {"info" | "alarm"} [tone] @param {{key: string, action: any}} [action] its button */
export const noticeShown = (key, values = {}, tone = "info", action = undefined) => ({ type: "notice/shown", key, values, tone, action });
/** @param {number} id */
export const noticeClosed = (id) => ({ type: "notice/closed", id });
/** @param {Journal} journal @param {number} [step] */
export const journalLoaded = (journal, step) => ({ type: "journal/loaded", journal, step });

/**
 * The same lab with another journal, at a step (math/roster.js). @param {Journal} journal @param {number} step @param {number} [gesture] from newGesture()
 * @param {boolean} [quiet] what the page itself does with what was asked for: no undo of its own
 */
export const rerun = (journal, step, gesture, quiet = false) => ({ type: "run/rerun", journal, step, gesture, quiet });
let surveys = 0;
/**
 * Slope, curvature and a cut through f at a place. @param {{at: [number, number], angle: number, span: number, h: number, fresh?: boolean}} where
 * @param {"walker" | "start"} [about] of whose answers each kind has its place in the state
 */
export const surveyAsked = (where, about = "walker") => ({ type: "survey/asked", id: ++surveys, about, where });
/** Whether a text is a formula, and its derivative. @param {string} text */
export const formulaAsked = (text) => ({ type: "formula/asked", text });

/** @param {{type: string, [field: string]: any}} message a text from the server */
export const serverMessage = (message) => ({ type: `server/${message.type}`, message });
/** @param {any} frame decoded by protocol.js */
export const serverFrame = (frame) => ({ type: "server/frame", frame });
/** @param {import("./state.js").Landscape} landscape */
export const serverLandscape = (landscape) => ({ type: "server/landscape", landscape });
/** @param {Partial<State["link"]>} link */
export const linkChanged = (link) => ({ type: "link/changed", link });
/** Another try now, or this page's turn again: whatever the connection waits for. */
export const linkAsked = () => ({ type: "link/asked" });
/** A code by which others look on. */
export const shareAsked = () => ({ type: "share/asked" });

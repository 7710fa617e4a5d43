// @ts-check
/**
 * State ↔ sessionStorage: a reload goes on where it was. The run and the branches are kept apart, since the branches seldom change.
 * An address that names another journal is another run.
 */
import { History } from "./math/history.js";
import { placed } from "./branches.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Room */

/** The Descent lab keeps its own; the others look at the same run. @param {import("./state.js").Lab} lab */
const namesOf = (lab) => (lab === "descent" ? { run: "downhill.descent.run", branches: "downhill.descent.branches" } : { run: "downhill.run", branches: "downhill.branches" });
/** Characters that the branches may take; the newest are kept first. */
const MOST_BRANCHES = 2_500_000;
const PAUSE = 2000;
/** ms after the last step by hand, or the last frame of a run that was stopped: a copy of this tab begins with what is kept. */
const REST = 300;

/**
 * @param {{get: () => State, room: Room, hash: () => string, now?: () => number, later?: (what: () => void, ms: number) => any}} world  hash: the address's, which names the run that is kept, or one of half a second ago
 */
export function createKeeper({ get, room, hash, now = () => performance.now(), later = setTimeout }) {
  let written = -Infinity, step = 0, waiting = false;
  /** @type {string | null} */
  let last = null;
  /** @type {readonly import("./state.js").Branch[] | null} */
  let kept = null;
  const write = () => {
    written = now();
    const state = get();
    if (state.follow) return;
    step = state.run.step;
    const names = namesOf(state.lab);
    const text = JSON.stringify({ ...runOf(state), hash: hash() });
    last = store(room, names.run, text) ? text : null;
    if (state.branches !== kept) store(room, names.branches, branchesOf(state));
    kept = state.branches;
  };
  const rest = () => {
    waiting = false;
    write();
  };
  return {
    write,
    /** Whether another page of this tab has kept something since: it was left, and is looked at again as it was. */
    stale: () => last !== null && room.getItem(namesOf(get().lab).run) !== last,
    /** A listener of the store: at once when the run rests or was edited, every 2 s while it runs. @param {State} state @param {State} previous @param {import("./store.js").Action} action */
    listen(state, previous, action) {
      const rests = previous.run.playing && !state.run.playing;
      const walked = !state.run.playing && state.run.step !== step;
      if (rests || action.type === "server/edited" || action.type === "server/journal" || (state.frame && now() - written > PAUSE)) write();
      else if (walked && !waiting) {
        waiting = true;
        later(rest, REST);
      }
    },
  };
}

/**
 * What was kept, as the beginning of a state; nothing if the address names another run. The address that stood there when it was kept names this one, though edits of the
 * last half second may not be in it. @param {Room} room @param {{journal: import("./state.js").Journal, hash: string} | null} named @param {import("./state.js").Lab} lab @returns {Partial<State> | null}
 */
export function restored(room, named, lab) {
  const names = namesOf(lab);
  try {
    const { journal, checkpoint, history, view, run, count, past, selected = null, hash } = JSON.parse(room.getItem(names.run) ?? "null");
    if (named && named.hash !== hash && JSON.stringify(named.journal) !== JSON.stringify(journal)) return null;
    const branches = JSON.parse(room.getItem(names.branches) ?? "[]").map((/** @type {any} */ b) => ({ ...b, history: History.fromJSON(b.history) }));
    return { journal, checkpoint, history: History.fromJSON(history), view, run, count, past, selected, branches: placed(branches, journal) };
  } catch {
    return null; // nothing kept, or by another version of the page
  }
}

/** The points that the Network lab has in this tab, with what they are; null if it was not opened yet. @param {Room} room @returns {{task: string, classes: number, byHand: boolean, points: number[][]} | null}  x, y, label each */
export function pointsOfNetwork(room) {
  try {
    const { data } = JSON.parse(room.getItem(namesOf("network").run) ?? "null");
    return data.points.length ? data : null;
  } catch {
    return null;
  }
}

/** The points go along for the other lab: the journal alone does not say where a preset put them. @param {State} state */
function runOf({ lab, journal, checkpoint, history, view, run, count, past, selected, spec, points }) {
  const data = lab !== "descent" && spec ? { task: spec.data.task, classes: spec.data.classes, byHand: spec.data.preset === null, points: points.map(({ x, y, label }) => [x, y, label]) } : undefined;
  return { journal, checkpoint, history, view, count, past, selected, data, run: { ...run, progress: null, fresh: false, reruns: 0, answered: 0, renewed: false, wish: run.playing ? { playing: true, patience: 8 } : null } };
}

/** A branch's trails come again with its run. @param {State} state */
function branchesOf({ branches }) {
  const texts = /** @type {string[]} */ ([]);
  let room = MOST_BRANCHES;
  for (const branch of [...branches].reverse()) {
    const text = JSON.stringify({ ...branch, trails: undefined });
    if ((room -= text.length) < 0) break;
    texts.unshift(text);
  }
  return `[${texts.join(",")}]`;
}

/** A full or forbidden storage costs the comfort, not the page. @param {Room} room @param {string} key @param {string} text @returns {boolean} whether it is kept */
function store(room, key, text) {
  try {
    room.setItem(key, text);
    return true;
  } catch {
    room.removeItem(key);
    return false;
  }
}

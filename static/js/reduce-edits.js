// @ts-check
/**
 * Reducers of edits. `confirmed` is what the server has said, `pending` what it has not answered yet; `spec` and `points`
 * are always the first with the second applied. What is answered goes into the journal and, as its inverse, into `past`.
 */
import { ghosted, placed } from "./branches.js";
import { ENDINGS } from "./ending.js";
import { mirror, named, ofPoints, pointsOf } from "./mirror.js";
import { noted, noticed } from "./notices.js";
import { exchangedView, lastOf } from "./reduce-lab.js";
import { awaits, MOST_UNDOS, modeOf, onto } from "./reduce-run.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Edit} Edit */
/** @typedef {import("./state.js").Pending} Pending */
/** @typedef {(state: State, action: any) => State} Reducer */

/** @param {State} state @returns {State} with points and spec as they are to be shown */
function shown(state) {
  const { spec, points } = state.pending.reduce((data, { edit }) => mirror(data, edit), state.confirmed);
  return { ...state, spec, points };
}

/** Nothing that waits for an answer is asked for any more. @param {State} state */
export const dropped = (state) => shown({ ...state, pending: [] });

/** @param {State} state @param {Edit} edit @param {number | undefined} gesture @param {Pending["of"]} of @returns {State} */
function wished(state, edit, gesture, of) {
  const next = Math.max(-1, ...state.points.map((p) => p.id), ...state.confirmed.points.map((p) => p.id)) + 1;
  const id = state.count + 1;
  return shown({ ...state, count: id, pending: [...offline(state, edit, gesture), { id, edit: named(edit, next), gesture, of }] });
}

/** Without a link nothing is sent, so the latest of a drag replaces the one before. @param {State} state @param {Edit} edit @param {number | undefined} gesture */
function offline({ link, pending }, edit, gesture) {
  if (link.status === "live" || gesture === undefined) return pending;
  return pending.filter((wish) => wish.gesture !== gesture || subject(edit) === null || subject(wish.edit) !== subject(edit));
}

/** The latest of two edits with the same subject makes the other one vain. Adding and deleting have none. @param {Edit} edit @returns {string | null} */
export function subject({ kind, point, layer, unit, input, row, stream }) {
  return ["add", "delete", "unit_add", "unit_remove", "layer_add", "layer_remove"].includes(kind) ? null : [kind, point, layer, unit, input, row, stream].join(" ");
}

/** What an answer to wish `id` settles: itself, and the earlier ones of its gesture that it took the place of. @param {readonly Pending[]} pending @param {number} id */
function settled(pending, id) {
  const gesture = pending.find((wish) => wish.id === id)?.gesture;
  return pending.filter((wish) => wish.id !== id && !(gesture !== undefined && wish.gesture === gesture && wish.id < id));
}

/** @type {Reducer} */
function edited(state, { message }) {
  const wish = state.pending.find(({ id }) => id === message.id);
  if (!wish && state.run.reruns) return state; // of a journal that is no more: it is in the next one already
  const parted = message.branch ? branched(state, message.step) : state;
  const journal = written(parted.journal, message);
  const data = ofPoints(message.edit) ? mirror(state.confirmed, message.edit) : state.confirmed;
  const next = {
    ...parted, journal, version: message.version, branches: placed(parted.branches, journal),
    pending: settled(state.pending, message.id), confirmed: { ...data, spec: message.spec ?? data.spec },
    past: remembered(state.past, wish, message.inverse), preview: null,
    refusal: message.edit.kind === "data" ? null : state.refusal,
  };
  return noted(shown(next), message.notes);
}

/** The journal with the edit, at its end or in the last one's place. @param {State["journal"]} journal @param {{step: number, edit: Edit, replaces: boolean}} message */
function written({ spec, edits }, { step, edit, replaces }) {
  return { spec, edits: [...(replaces ? edits.slice(0, -1) : edits), { step, edit }] };
}

/** The past up to a step, with what had followed as a ghost. @param {State} state @param {number} step @returns {State} */
function branched(state, step) {
  const journal = { spec: state.journal.spec, edits: state.journal.edits.filter((edit) => edit.step <= step) };
  const next = ghosted(state, journal);
  const { history, trails, tries } = state;
  return { ...next, history: history.cut(step), trails: trails.cut(step), tries: tries.cut(step), checkpoint: null, landscape: null, run: { ...state.run, horizon: step } };
}

/** @param {State["past"]} past @param {Pending | undefined} wish @param {Edit[]} inverse @returns {State["past"]} */
function remembered(past, wish, inverse) {
  if (wish?.of === "undo") return { ...past, redo: pushed(past.redo, inverse, past.gesture === wish.gesture), gesture: wish.gesture };
  const undo = pushed(past.undo, inverse, wish?.gesture !== undefined && past.gesture === wish.gesture);
  return { undo, redo: wish?.of === "redo" ? past.redo : [], gesture: wish?.gesture };
}

/** The inverses of one gesture are one entry, newest first; of one subject only the first is needed. @param {readonly Edit[][]} stack @param {Edit[]} inverse @param {boolean} goesOn */
function pushed(stack, inverse, goesOn) {
  if (!goesOn || !stack.length || stack[stack.length - 1][0].kind === "lab") return [...stack, inverse].slice(-MOST_UNDOS);
  const entry = stack[stack.length - 1], known = new Set(entry.map(subject));
  const fresh = inverse.filter((edit) => subject(edit) === null || !known.has(subject(edit)));
  return [...stack.slice(0, -1), [...fresh, ...entry]];
}

/** @param {State} state @param {"undo" | "redo"} of @param {number} gesture @returns {State} */
function undone(state, of, gesture) {
  const at = lastOf(state, of), entry = state.past[of][at];
  if (!entry) return state;
  /** @type {State} */
  const popped = { ...state, past: { ...state.past, [of]: state.past[of].filter((_, i) => i !== at), gesture: undefined } };
  if (entry[0].kind === "lab") return exchangedView(popped, of, entry[0]);
  if (entry[0].kind === "journal") return exchanged(popped, of, entry[0]);
  return entry.reduce((next, edit) => wished(next, edit, gesture, of), popped);
}

/** Another journal was asked for: the one before is, and the other way round. @param {State} state @param {"undo" | "redo"} of @param {Edit} entry */
function exchanged(state, of, { journal, step, mode }) {
  const back = of === "undo" ? "redo" : "undo", now = modeOf(state);
  const here = { kind: "journal", journal: state.journal, step: state.run.step, mode: now };
  const view = mode && (mode.mode !== now.mode || mode.mode === "fan") ? { ...state.view, descent: { ...state.view.descent, ...mode } } : state.view;
  return onto({ ...state, view, past: { ...state.past, [back]: [...state.past[back], [here]] } }, journal, step);
}

/** Fields that show under themselves what is wrong with them: no notice is needed. */
const SAYS_ITSELF = new Set(["edit.data.formula"]);

/** @type {Reducer} */
function refused(state, { message: { id, code, text, key, values, field } }) {
  if (ENDINGS.includes(code)) return state;
  // Of a journal that is refused no frame will come.
  const next = id === undefined || id === null ? { ...state, run: { ...state.run, answered: state.run.reruns } } : shown({ ...state, pending: settled(state.pending, id) });
  if (SAYS_ITSELF.has(field)) return { ...next, refusal: { field, key: key ?? "error.text", values: { ...values, text } } };
  if (id === undefined && code === "field" && state.run.reruns !== state.run.answered && next.past.undo.at(-1)?.[0].kind === "journal") {
    return noticed(undone(next, "undo", -1), key ?? "error.field", { ...values, text }, "alarm"); // the journal before is the one that runs
  }
  const stopped = code === "no_points" ? { ...next, run: { ...next.run, playing: false, wish: null } } : next;
  return noticed(stopped, key ?? `error.${code}`, { ...values, text }, "alarm");
}

/** @type {Reducer} */
function specified(state, { message: { version, spec, points, notes } }) {
  if (awaits(state)) return state; // of a journal that is no more: the next one's is on its way
  const chosen = (/** @type {import("./state.js").Ref} */ ref) => (ref?.kind === "point" && !points.some((/** @type {number[]} */ p) => p[4] === ref.id) ? null : ref);
  const next = shown({ ...state, version, confirmed: { spec, points: pointsOf(points) } });
  return noted({ ...next, selected: chosen(next.selected), hovered: chosen(next.hovered) }, notes);
}

/** @type {Reducer} */
function taken(state) {
  if (!state.preview) return state;
  const { plane, a, b } = state.preview;
  return wished({ ...state, preview: null }, { kind: "place", plane, a, b }, undefined, "made");
}

/** @type {Record<string, Reducer>} */
export const EDITS = {
  "edit/made": (state, { edit, gesture }) => wished(state, edit, gesture, "made"),
  "edit/undone": (state, { gesture }) => undone(state, "undo", gesture),
  "edit/redone": (state, { gesture }) => undone(state, "redo", gesture),
  "place/taken": taken,
  "refusal/dismissed": (state) => (state.refusal === null ? state : { ...state, refusal: null }),
  "server/edited": edited,
  "server/error": refused,
  "server/spec": specified,
};

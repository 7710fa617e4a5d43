// @ts-check
/**
 * Actions → messages, and nobody else sends any. Rules:
 * 1. What is dragged (edits of one gesture, the scrubber, the speed, a previewed place) goes out once a frame at most, and not more often
 *    than the server's bucket allows; the latest counts. What is pressed goes out at once, after what was dragged before.
 * 2. Until the first frame after a hello nothing else is sent: the run may still be on its way to its step. A page that looks on says hello and
 *    nothing else.
 * 3. Nothing is lost with a link: edits wait in `state.pending`, playing in `state.run`, the rest in `due`.
 */

import { subject } from "./reduce-edits.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Pending} Pending */
/** @typedef {import("./protocol.js").Message} Message */

/** ms between two flushes: 30 a second leave room for `ready` in the 60 texts a second that are allowed. */
const PACE = 32;
/** ms that each of several edits takes of that: a walker of nine seeds is nine rows. */
const EACH = 22;
/** A hello may hold 512 KiB; without its checkpoint the run is replayed. */
const MOST_HELLO = 500_000;

/**
 * @param {{get: () => State, send: (message: Message) => boolean, visible: () => ReadonlySet<string>, tab: string, again?: () => void, now?: () => number}} world
 *   tab: the tab's id; again: asks for another animation frame
 */
export function createCommands({ get, send, visible, tab, again = () => {}, now = () => performance.now() }) {
  let open = false, sentUpTo = 0, flushed = -Infinity, shown = "", reruns = 0, awaited = false, formulas = 0;
  /** The latest of what is dragged, by the message's type and whom it is about. @type {Map<string, Message>} */
  const due = new Map();

  const hello = () => {
    const { journal, checkpoint, run, present, follow } = get();
    open = false;
    awaited = false;
    sentUpTo = 0;
    reruns = run.reruns;
    if (follow) return { type: "hello", role: "follow", code: follow.code, tab };
    const show = showOf(get(), visible());
    shown = JSON.stringify(show);
    const message = { type: "hello", role: "own", tab, present, journal, show, ...(reruns > 0 && { tag: reruns }), ...(run.step > 0 && { step: run.step }), ...(run.horizon > run.step && { horizon: run.horizon }) };
    const whole = { ...message, ...(checkpoint && { checkpoint }) };
    return JSON.stringify(whole).length < MOST_HELLO ? whole : message;
  };
  const greet = () => {
    due.clear();
    send(hello());
  };
  const resume = () => {
    const { run, share, follow } = get();
    if (open || awaited || follow) return;
    open = true;
    if (share) due.set("share", { type: "share" });
    if (run.playing) due.set("play", { type: "play", speed: run.speed });
    again();
  };
  const flush = () => {
    if (!open) return;
    if (get().run.reruns !== reruns) return rerun();
    const show = showOf(get(), visible()), wishes = latest(get().pending.filter(({ id }) => id > sentUpTo));
    const text = JSON.stringify(show);
    if (text === shown && !wishes.length && !due.size) return;
    if (now() - flushed < PACE) return again();
    flushed = now() + Math.max(0, EACH * wishes.length - PACE);
    if (text !== shown && send({ type: "show", show })) shown = text;
    for (const { id, edit } of wishes) if (send({ type: "edit", id, edit })) sentUpTo = id;
    for (const [name, message] of due) if (send(message)) due.delete(name);
  };
  /** Another journal, at most one a frame and none before the last one's first frame has come. */
  const rerun = () => {
    if (now() - flushed < PACE) return again();
    flushed = now();
    send(hello());
    awaited = true; // frames of the run before may still be on their way
  };
  const flushNow = () => {
    flushed = -Infinity;
    flush();
  };
  const press = (/** @type {Message} */ message) => {
    if (!open) return;
    flushNow();
    send(message);
  };
  const drag = (/** @type {Message} */ message, name = message.type) => due.set(name, message);
  /** An edit belongs to the step where it was made: what was dragged before it goes before it. */
  const goFirst = (/** @type {string} */ type) => {
    const message = due.get(type);
    if (open && message && send(message)) due.delete(type);
  };

  /** Something that is always answered: what is looked at, again. A frame comes of it. */
  const ask = () => open && send({ type: "show", show: showOf(get(), visible()) });

  /** @type {Record<string, (action: any, state: State) => void>} */
  const table = {
    "run/played": (_, { run }) => run.playing && press({ type: "play", speed: run.speed }),
    "run/paused": () => press({ type: "pause" }),
    "run/stepped": ({ count, unit }, { run }) => press({ type: "step", unit: unit ?? run.unit, count }),
    "run/sought": ({ step }, { pending }) => {
      if (pending.some(({ id }) => id > sentUpTo)) flushNow();
      drag({ type: "seek", step });
    },
    "edit/made": () => due.has("seek") && goFirst("seek"),
    "edit/undone": () => due.has("seek") && goFirst("seek"),
    "edit/redone": () => due.has("seek") && goFirst("seek"),
    "run/restarted": ({ init }, { run }) => run.fresh && press({ type: "restart", ...(init !== undefined && { init }) }),
    "run/speed": ({ speed }, { run }) => run.playing && drag({ type: "play", speed }),
    "branch/taken": greet,
    "journal/loaded": greet,
    "place/previewed": (_, { preview }) => preview && drag({ type: "place", plane: preview.plane, a: preview.a, b: preview.b }),
    "landscape/asked": ({ size, window }, { view, lab }) => drag({ type: "landscape", size, ...(lab !== "descent" ? { plane: planeOf(view) } : window && { window }) }),
    "check/asked": () => press({ type: "check" }),
    "present/toggled": (_, { present }) => drag({ type: "present", on: present }),
    "share/asked": () => drag({ type: "share" }),
    "survey/asked": ({ id, about, where }) => drag({ type: "survey", id, ...where }, `survey ${about}`),
    "formula/asked": ({ text }) => drag({ type: "formula", id: ++formulas, text }),
    "study/asked": ({ id, about, question }) => drag({ type: "study", id, about, question }, `study ${about}`),
    "server/journal": () => { awaited = false; },
    // A hello that was refused: the run before goes on, and if it rests no frame will say so.
    "server/error": ({ message: { id } }) => {
      if (id !== undefined || !awaited) return;
      awaited = false;
      resume();
    },
    "server/frame": resume,
    "link/changed": ({ link }) => { if (link.status === "lost") open = false; },
  };
  return {
    hello, flush, ask,
    /** A listener of the store. @param {State} state @param {State} _ @param {import("./store.js").Action} action */
    listen: (state, _, action) => table[action.type]?.(action, state),
  };
}

/** The plane that is asked for; without its two weights there is none of them. @param {import("./state.js").View} view */
function planeOf({ plane: { kind, seed, weights } }) {
  if (kind === "weights") return weights.length === 2 ? { kind, weights } : { kind: "path" };
  return kind === "random" ? { kind, seed } : { kind };
}

/** What the Network lab shows: whoever looks on sees it, whichever lab the presenter is in. */
const LOOKED_ON = ["data", "network", "gradients", "landscape"];

/** What is looked at, here or by others. @param {State} state @param {ReadonlySet<string>} seen */
export function showOf({ lab, selected, hovered, view, share }, seen) {
  const visible = share?.followers ? new Set([...seen, ...LOOKED_ON]) : seen;
  const map = visible.has("map"), inner = visible.has("inner") || (map && view.descent.side === "inner");
  if (lab === "descent") return { theta: true, grad: true, curve: 32, landscape: map || visible.has("mountain"), trail: 64, tried: 256, inner };
  const network = visible.has("network"), data = visible.has("data");
  const point = [selected, hovered].find((ref) => ref?.kind === "point"), opened = visible.has("machine") ? view.neuron.machine.from?.point ?? null : null;
  const graph = lab === "backprop" && view.backprop.source === "network"; // which says what the coming step does to a weight
  return {
    theta: true, grad: graph || network || visible.has("gradients") || visible.has("inspector") || visible.has("machine"), hist: visible.has("gradients"),
    maps: network ? 24 : 0, field: data ? 64 : 0, batch: data, curve: 32, landscape: visible.has("landscape"),
    probe: opened ?? (point?.kind === "point" ? point.id : null),
  };
}

/**
 * Of the edits of a gesture with the same subject only the last; points added (deleted) one after the other by one stroke as one edit.
 * Each goes under the id of its last one: its answer settles the others (reduce-edits.js).
 * @param {readonly Pending[]} wishes @returns {Pending[]}
 */
export function latest(wishes) {
  const out = /** @type {Pending[]} */ ([]);
  for (const wish of wishes) {
    const last = out.at(-1);
    if (last && strokes(last, wish)) out[out.length - 1] = { ...wish, edit: joined(last.edit, wish.edit) };
    else if (!(wish.of === "made" && subject(wish.edit) !== null)) out.push(wish);
    else out.splice(0, out.length, ...out.filter((other) => !replaces(wish, other)), wish);
  }
  return out;
}

/** @param {Pending} wish @param {Pending} other */
const replaces = (wish, other) => other.of === "made" && wish.gesture !== undefined && other.gesture === wish.gesture && subject(other.edit) === subject(wish.edit);

/** @param {Pending} a @param {Pending} b */
const strokes = (a, b) => b.of === "made" && a.of === "made" && b.gesture !== undefined && a.gesture === b.gesture && a.edit.kind === b.edit.kind && ["add", "delete"].includes(b.edit.kind);

/** @param {import("./state.js").Edit} a @param {import("./state.js").Edit} b */
const joined = (a, b) => ({ ...b, points: [...a.points, ...b.points], ...(a.ids && { ids: [...a.ids, ...b.ids] }) });

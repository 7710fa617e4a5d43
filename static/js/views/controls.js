// @ts-check
/**
 * The row that reads as one sentence: which activation, which loss, by which optimizer, at which rate… Everything shown is
 * the run's Spec; everything pressed is an edit of it.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Spec} Spec
 * @typedef {import("../store.js").Store} Store
 */
import { editMade, newGesture, noticeShown, runRestarted } from "../actions.js";
import { translate } from "../i18n.js";
import { blockAt } from "../math/blocks.js";
import { clockOf } from "../math/epochs.js";
import { activationControl } from "./control-activation.js";
import { batchControl } from "./control-batch.js";
import { choice, field } from "./control-choice.js";
import { decayControl } from "./control-decay.js";
import { lossControl } from "./control-loss.js";
import { optimizerControl } from "./control-optimizer.js";
import { penaltyControl } from "./control-penalty.js";
import { rateControl } from "./control-rate.js";
import { seedControl } from "./control-seed.js";

const named = (/** @type {string} */ group, /** @type {string[]} */ names) => Object.fromEntries(names.map((name) => [name, `${group}.${name}`]));
const INITS = named("init", ["xavier", "xavier_uniform", "he", "lecun", "pytorch", "small", "large", "zero"]);

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  const parts = controls(store);
  for (const [name, part] of Object.entries(parts)) {
    part.field.classList.add(name);
    element.append(part.field);
  }
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (state.spec === null || same(state, previous)) return;
      show(parts, state, state.spec);
    },
    destroy: () => element.replaceChildren(),
  };
}

/** A refused edit changes no Spec, but what was pulled must fall back: hence the notices. @param {State} state @param {State} previous */
function same(state, previous) {
  return state.spec === previous.spec && state.lang === previous.lang && state.notices === previous.notices
    && state.frame?.rate[0] === previous.frame?.rate[0] && Math.floor(state.run.epoch) === Math.floor(previous.run.epoch ?? -1);
}

/** @param {Store} store */
function controls(store) {
  const edit = editor(store);
  return {
    activation: activationControl({ layers: edit.layers, dropout: (dropout) => edit.send({ kind: "dropout", dropout }) }),
    loss: lossControl((loss) => edit.send({ kind: "loss", ...loss })),
    optimizer: optimizerControl((change) => edit.method(change)),
    rate: rateControl((method, gesture) => edit.method(method, gesture)),
    decay: decayControl((schedule, gesture) => edit.method({ schedule }, gesture)),
    batch: batchControl((batch, gesture) => edit.send({ kind: "batch", batch }, gesture)),
    penalty: penaltyControl((penalty, gesture) => edit.send({ kind: "penalty", penalty }, gesture)),
    init: chosen("control.init", INITS, (init) => edit.start({ kind: "init", init })),
    seed: seedControl((stream, seed) => (stream === "init" ? edit.start : edit.send)({ kind: "seed", stream, seed })),
  };
}

/** @param {string} name @param {Record<string, string>} keys @param {(value: string) => void} onPick */
function chosen(name, keys, onPick) {
  const select = choice({ name, keys, onPick });
  return { ...select, field: field(name, select.element) };
}

/** The edits that the row makes. @param {Store} store */
function editor(store) {
  const spec = () => /** @type {Spec} */ (store.get().spec);
  /** @param {import("../state.js").Edit} edit @param {number} [gesture] */
  const send = (edit, gesture) => store.dispatch(editMade(edit, gesture));
  return {
    send,
    /** @param {Partial<import("../state.js").Method>} change @param {number} [gesture] */
    method: (change, gesture) => send({ kind: "method", method: { ...spec().methods[0], ...change }, row: 0 }, gesture),
    /** For every hidden layer that has another, as one undo. @param {{activation: string, [own: string]: any}} bend */
    layers(bend) {
      const gesture = newGesture();
      const differs = (/** @type {Record<string, any>} */ layer) => Object.entries(bend).some(([key, value]) => layer[key] !== value);
      spec().model.hidden.forEach((layer, at) => differs(layer) && send({ kind: "activation", layer: at, ...bend }, gesture));
    },
    /** The start changes, the run goes on: say so, and offer to begin there. @param {import("../state.js").Edit} edit */
    start(edit) {
      send(edit);
      if (store.get().run.step > 0) store.dispatch(noticeShown("notice.start", {}, "info", { key: "notice.start.now", action: runRestarted() }));
    },
  };
}

/** @param {ReturnType<typeof controls>} parts @param {State} state @param {Spec} spec */
function show(parts, state, spec) {
  const [method] = spec.methods;
  parts.activation.show(spec.model);
  parts.loss.show(spec);
  parts.optimizer.show(method, state.run.epoch);
  parts.rate.show(method, state.run.epoch, state.frame?.rate[0]);
  parts.decay.show(method.schedule, method.blocks[blockAt(method.blocks, state.run.epoch)].rate, clockOf(state));
  parts.batch.show(spec.batch);
  parts.penalty.show(spec.penalty);
  parts.init.show(spec.model.init);
  parts.seed.show(spec.seeds, spec.data);
}

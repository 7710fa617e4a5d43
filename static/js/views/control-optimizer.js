// @ts-check
/**
 * The optimizer, or several one after the other: Adam until epoch 10, then SGD at a rate of its own. Each block is a row
 * with the hyper-parameters that its rule has and no others.
 *
 * @typedef {import("../state.js").Block} Block
 */
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { choice } from "./control-choice.js";
import { numberField, sentence } from "./control-number.js";
import { popoverField } from "./control-popover.js";

export const MOST_BLOCKS = 4;
const OPTIMIZERS = { sgd: "optimizer.sgd", momentum: "optimizer.momentum", adam: "optimizer.adam" };
const LAST_EPOCH = 100_000;
/** docs/spec.md: what a block that does not say has. */
const DEFAULTS = { momentum: 0.9, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** @type {Record<string, {name: keyof typeof DEFAULTS, symbol: string, min: number, max: number}[]>} */
const PARTS = {
  sgd: [],
  momentum: [{ name: "momentum", symbol: "μ", min: 0, max: 0.9999 }],
  adam: [
    { name: "beta1", symbol: "β₁", min: 0, max: 0.9999 },
    { name: "beta2", symbol: "β₂", min: 0, max: 0.999999 },
    { name: "epsilon", symbol: "ε", min: 1e-16, max: 1 },
  ],
};

/** @param {(blocks: Block[]) => void} change */
export function optimizerControl(change) {
  let blocks = /** @type {readonly Block[]} */ ([]);
  let epoch = 0;
  /** @type {ReturnType<typeof blockRow>[]} */
  const rows = [];
  const list = h("ol", { class: "blocks" });
  const add = h("button", { type: "button", class: "button", "data-t": "optimizer.add", onclick: () => change(withNext(blocks, epoch)) }, t("optimizer.add"));
  const field = popoverField("control.optimizer", list, h("div", { class: "row" }, add));
  const host = {
    patch: (/** @type {number} */ at, /** @type {Partial<Block>} */ over) => change(blocks.map((block, i) => (i === at ? { ...block, ...over } : block))),
    remove: (/** @type {number} */ at) => change(without(blocks, at)),
    order: (/** @type {number} */ at, /** @type {number} */ until) => ordered(blocks, at, until),
  };
  return {
    field: field.element,
    /** @param {readonly Block[]} shown @param {number} now the epoch */
    show(shown, now) {
      [blocks, epoch] = [shown, now];
      while (rows.length > blocks.length) rows.pop()?.element.remove();
      while (rows.length < blocks.length) list.append(rows[rows.push(blockRow(rows.length, host)) - 1].element);
      rows.forEach((row, at) => row.show(blocks[at], blocks.length));
      add.hidden = blocks.length >= MOST_BLOCKS;
      field.setText(summary(blocks));
    },
  };
}

/** "Adam → SGD · 10 에폭" @param {readonly Block[]} blocks */
function summary(blocks) {
  const names = blocks.map(({ optimizer }) => t(`optimizer.${optimizer}`)).join(" → ");
  const ends = blocks.slice(0, -1).map(({ until }) => until).join(", ");
  return ends === "" ? names : `${names} · ${t("optimizer.at", { epoch: ends })}`;
}

/**
 * @param {number} at
 * @param {{patch: (at: number, over: Partial<Block>) => void, remove: (at: number) => void, order: (at: number, until: number) => string | null}} host
 */
function blockRow(at, host) {
  const rule = choice({ name: "control.optimizer", keys: OPTIMIZERS, onPick: (optimizer) => host.patch(at, { optimizer }) });
  const rate = numberField({ name: "control.rate", min: 1e-6, max: 1000, onCommit: (value) => host.patch(at, { rate: value }) });
  const until = numberField({ name: "optimizer.until", min: 1, max: LAST_EPOCH, whole: true, onCommit: (value) => host.patch(at, { until: value }), check: (value) => host.order(at, value) });
  const parts = [...PARTS.momentum, ...PARTS.adam].map((part) => partField(part, (value) => host.patch(at, { [part.name]: value })));
  const remove = h("button", { type: "button", class: "button quiet", "data-t": "optimizer.remove", onclick: () => host.remove(at) }, t("optimizer.remove"));
  const then = h("span", { class: "then" });
  const end = sentence("optimizer.until.words", until.element);
  const element = h("li", { class: "block" }, then, rule.element, labelled("η", rate.element), parts.map(({ element }) => element), end.element, remove);
  return {
    element,
    /** @param {Block} block @param {number} count */
    show(block, count) {
      setText(then, at === 0 ? t("optimizer.first") : t("optimizer.then"));
      rule.show(block.optimizer);
      rate.show(block.rate);
      for (const part of parts) part.show(block);
      end.show();
      end.element.hidden = at === count - 1;
      if (block.until !== undefined) until.show(block.until);
      then.hidden = remove.hidden = count === 1;
    },
  };
}

/** @param {typeof PARTS[string][number]} part @param {(value: number) => void} onCommit */
function partField({ name, symbol, min, max }, onCommit) {
  const number = numberField({ name: `optimizer.${name}`, min, max, onCommit });
  const element = labelled(symbol, number.element);
  return {
    element,
    /** @param {Block} block */
    show(block) {
      element.hidden = !PARTS[block.optimizer]?.some((part) => part.name === name);
      number.show(block[name] ?? DEFAULTS[name]);
    },
  };
}

/** @param {string} symbol @param {HTMLElement} element */
const labelled = (symbol, element) => h("span", { class: "part" }, h("span", { "aria-hidden": "true" }, symbol), element);

/** The last block ends a little after now, and another rule goes on. @param {readonly Block[]} blocks @param {number} epoch @returns {Block[]} */
function withNext(blocks, epoch) {
  const last = blocks[blocks.length - 1];
  const from = blocks[blocks.length - 2]?.until ?? 0;
  const until = Math.max(Math.ceil(epoch), from) + 10;
  const next = last.optimizer === "sgd" ? { optimizer: "adam", rate: 0.03 } : { optimizer: "sgd", rate: 0.1 };
  return [...blocks.slice(0, -1), { ...last, until }, next];
}

/** @param {readonly Block[]} blocks @param {number} at @returns {Block[]} */
function without(blocks, at) {
  const left = blocks.filter((_, i) => i !== at);
  const { until: _, ...last } = left[left.length - 1];
  return [...left.slice(0, -1), last];
}

/** Blocks end one after the other. @param {readonly Block[]} blocks @param {number} at @param {number} until */
function ordered(blocks, at, until) {
  const low = blocks[at - 1]?.until ?? 0;
  const high = blocks[at + 1]?.until ?? Infinity;
  if (until > low && until < high) return null;
  return t(high === Infinity ? "optimizer.order.low" : "optimizer.order", { name: t("optimizer.until"), low, high, got: until });
}

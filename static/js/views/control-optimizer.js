// @ts-check
/**
 * The optimizer, or several one after the other: Adam until epoch 10, then SGD at a rate of its own, or at the rate that SWATS
 * finds. Each block has the numbers of its rule and no others; under them stands what the rule does. Below: clipping.
 *
 * @typedef {import("../state.js").Block} Block
 * @typedef {import("../state.js").Method} Method
 */
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { canEstimate, chosen, withNext, without } from "../math/blocks.js";
import { methods } from "../methods.js";
import { choice } from "./control-choice.js";
import { clipControl } from "./control-clip.js";
import { numberField, sentence } from "./control-number.js";
import { checkbox, formulaOf, labelled, part, rateField, SYMBOLS } from "./control-part.js";
import { popoverField } from "./control-popover.js";

const MOST_BLOCKS = 4;
const LAST_EPOCH = 100_000;

/** @param {(change: Partial<Method>) => void} change */
export function optimizerControl(change) {
  let blocks = /** @type {readonly Block[]} */ ([]);
  let epoch = 0;
  /** @type {ReturnType<typeof blockRow>[]} */
  const rows = [];
  const list = h("ol", { class: "blocks" });
  const next = () => change({ blocks: withNext(methods(), blocks, epoch) });
  const add = h("button", { type: "button", class: "button", "data-t": "optimizer.add", onclick: next }, t("optimizer.add"));
  const clip = clipControl((clip) => change({ clip }));
  const field = popoverField("control.optimizer", list, clip.element, h("div", { class: "row" }, add));
  const host = {
    choose: (/** @type {number} */ at, /** @type {string} */ optimizer) => change({ blocks: chosen(methods(), blocks, at, optimizer) }),
    patch: (/** @type {number} */ at, /** @type {Partial<Block>} */ over) => change({ blocks: blocks.map((block, i) => (i === at ? { ...block, ...over } : block)) }),
    remove: (/** @type {number} */ at) => change({ blocks: without(methods(), blocks, at) }),
    order: (/** @type {number} */ at, /** @type {number} */ until) => ordered(blocks, at, until),
  };
  return {
    field: field.element,
    /** @param {Method} method @param {number} now the epoch */
    show(method, now) {
      [blocks, epoch] = [method.blocks, now];
      while (rows.length > blocks.length) rows.pop()?.element.remove();
      while (rows.length < blocks.length) list.append(rows[rows.push(blockRow(rows.length, host)) - 1].element);
      rows.forEach((row, at) => row.show(blocks, at));
      add.hidden = blocks.length >= MOST_BLOCKS;
      clip.show(method.clip);
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
 * @typedef {{choose: (at: number, optimizer: string) => void, patch: (at: number, over: Partial<Block>) => void,
 *   remove: (at: number) => void, order: (at: number, until: number) => string | null}} Host
 */

/** @param {number} at @param {Host} host */
function blockRow(at, host) {
  const keys = Object.fromEntries(Object.keys(methods().optimizers).map((name) => [name, `optimizer.${name}`]));
  const rule = choice({ name: "control.optimizer", keys, onPick: (optimizer) => host.choose(at, optimizer) });
  const rate = rateField((value) => host.patch(at, { rate: value }));
  const until = numberField({ name: "optimizer.until", min: 1, max: LAST_EPOCH, whole: true, onCommit: (value) => host.patch(at, { until: value }), check: (value) => host.order(at, value) });
  const swats = checkbox("optimizer.swats", (on) => host.patch(at, { swats: on }));
  const parts = Object.keys(SYMBOLS).map((name) => part(name, (value) => host.patch(at, { [name]: value })));
  const remove = h("button", { type: "button", class: "button quiet", "data-t": "optimizer.remove", onclick: () => host.remove(at) }, t("optimizer.remove"));
  const then = h("span", { class: "then" });
  const end = sentence("optimizer.until.words", until.element);
  const formula = h("p", { class: "rule-line" });
  const hint = h("p", { class: "rule-line", "data-t": "optimizer.swats.hint" }, t("optimizer.swats.hint"));
  const eta = labelled("η", rate.element);
  const head = h("div", { class: "block-line" }, then, rule.element, eta, swats.element, end.element, remove);
  const element = h("li", { class: "block" }, head, h("div", { class: "block-line" }, parts.map((one) => one.element)), formula, hint);
  return {
    element,
    /** @param {readonly Block[]} blocks @param {number} at */
    show(blocks, at) {
      const block = blocks[at], single = blocks.length === 1;
      setText(then, at === 0 ? t("optimizer.first") : t("optimizer.then"));
      rule.show(block.optimizer);
      rate.show(block.rate);
      eta.hidden = !methods().optimizers[block.optimizer].rated;
      swats.show(block.swats === true);
      swats.element.hidden = !canEstimate(methods(), blocks, at);
      for (const one of parts) one.show(block);
      setText(formula, t(formulaOf(block)));
      hint.hidden = block.swats !== true;
      end.show();
      end.element.hidden = at === blocks.length - 1;
      if (block.until !== undefined) until.show(block.until);
      then.hidden = remove.hidden = single;
    },
  };
}

/** Blocks end one after the other. @param {readonly Block[]} blocks @param {number} at @param {number} until */
function ordered(blocks, at, until) {
  const low = blocks[at - 1]?.until ?? 0;
  const high = blocks[at + 1]?.until ?? Infinity;
  if (until > low && until < high) return null;
  return t(high === Infinity ? "optimizer.order.low" : "optimizer.order", { name: t("optimizer.until"), low, high, got: until });
}

// @ts-check
/**
 * How sensitive the loss is to each weight of the network as it stands: the gradients ranked; what nudging each weight by the same δ really does;
 * and what the optimizer is about to do with it, which is something else.
 */
import { labChanged, refSelected, runStepped } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { format, formatInteger, formatShort } from "../math/format.js";
import { LEAST, MOST, TOP, chosenOf, ratioOf, refAt } from "../math/influence.js";
import { theme } from "../theme.js";
import { numberField } from "./control-number.js";
import { logSlider } from "./control-slider.js";
import { createApart, createScatter } from "./influence-pictures.js";
import { createTable } from "./influence-table.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/influence.js").Influence} Influence */

/** Up to here one says that they agree; and below which δ it is rounding that parts them. */
const AGREE = 0.05, SMALL = 1e-8;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const change = (/** @type {number} */ delta) => store.dispatch(labChanged("backprop", { delta: Number(delta.toPrecision(2)) }));
  const choose = (/** @type {number} */ index) => {
    const { frame } = store.get(), ref = frame && refAt(frame.sizes, index);
    if (ref) store.dispatch(refSelected(ref));
  };
  const slider = logSlider({ name: "influence.delta", min: LEAST, max: MOST, onInput: change }), number = numberField({ name: "influence.delta", min: LEAST, max: MOST, onCommit: change });
  const step = h("button", { type: "button", class: "button", "data-t": "influence.step", "data-t-title": "influence.step.hint", title: t("influence.step.hint"), onclick: () => store.dispatch(runStepped(1, "batch")) }, t("influence.step"));
  const scatter = createScatter(choose), apart = createApart(change), table = createTable(store);
  const none = h("p", { class: "hint", role: "status" }), agree = h("p", { class: "influence-agree" }), optimizer = h("p", { class: "influence-note" });
  const body = h("div", { class: "influence", hidden: true },
    h("p", { class: "influence-note", "data-t": "influence.sensitive" }, t("influence.sensitive")),
    h("div", { class: "influence-head" }, h("span", { "aria-hidden": "true", "data-t": "influence.delta" }, t("influence.delta")), slider.element, number.element, step),
    h("div", { class: "influence-pictures" }, scatter.element, apart.element), agree, table.element, optimizer);
  element.append(none, body);
  let colours = /** @type {import("../theme.js").Theme | null} */ (null);
  /** The newest answer that has numbers. @type {Influence | null} */
  let shown = null;

  /** @param {State} state */
  const show = (state) => {
    const answer = state.studies.influence, { frame, view, run } = state;
    if (answer && !answer.error) shown = answer;
    const refused = answer?.error ?? null, there = shown !== null && refused === null && frame !== null;
    none.hidden = there;
    body.hidden = !there;
    setText(none, refused ? (refused.key ? t(refused.key, refused.values) : refused.text) : t("influence.asking"));
    if (!there || !shown) return;
    const chosen = chosenOf(state), now = (colours = theme());
    slider.show(view.backprop.delta);
    number.show(view.backprop.delta);
    setAttribute(step, "disabled", Boolean(run.diverged));
    scatter.draw(shown, chosen, now);
    apart.draw(shown, view.backprop.delta, chosen, now);
    table.show(shown, chosen, state);
    setText(agree, t(agreeKey(shown), { delta: formatShort(shown.delta), apart: far(shown.apart) }));
    setText(optimizer, optimizerLine(shown));
  };
  const observer = new ResizeObserver(() => {
    const first = scatter.measure(), second = apart.measure();
    if (first || second) show(store.get());
  });
  for (const picture of [scatter, apart]) observer.observe(picture.element);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const same = colours === theme() && state.studies.influence === previous.studies?.influence && state.view.backprop === previous.view?.backprop
        && state.lang === previous.lang && state.selected === previous.selected && state.run.diverged === previous.run?.diverged;
      if (state.view.backprop.beside === "influence" && !same) show(state);
    },
    destroy() {
      observer.disconnect();
      element.replaceChildren();
    },
  };
}

/** @param {Influence} found */
function agreeKey({ apart, delta, loss }) {
  if (loss === null) return "influence.agree.lost";
  if (apart === null) return "influence.agree.flat";
  if (apart <= AGREE) return "influence.agree.good";
  return delta < SMALL ? "influence.agree.small" : "influence.agree.large";
}

/** 0.11 → "11%", 2e-7 → "2·10⁻⁷". @param {number | null} apart */
const far = (apart) => (apart !== null && apart >= 1e-4 ? `${format(100 * apart, 2)}%` : format(apart, 1));

/** Who updates, and how that differs from the gradient. @param {Influence} found */
function optimizerLine({ weights, optimizer, plain, rate, whole }) {
  if (plain) return t("influence.sgd", { rate: formatShort(rate), batch: whole ? "" : t("influence.sgd.batch") });
  const [grad, update] = [ratioOf(weights, "grad"), ratioOf(weights, "update")], name = t(`optimizer.${optimizer}`);
  if (grad === null || update === null) return t("influence.other.plain", { optimizer: name });
  return t("influence.other", { optimizer: name, n: formatInteger(Math.min(TOP, weights.length)), grad: format(grad, 2), update: format(update, 2) });
}

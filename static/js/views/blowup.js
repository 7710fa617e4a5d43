// @ts-check
/** The card of a run that has blown up: where, what, and the ways on: a lower rate, clipped gradients, another look. It says so calmly: this is what the lecture is about. */
import { checkAsked, editMade, runPlayed, runSought } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatInteger, formatShort } from "../math/format.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Method} Method */

/** How far back: a tenth of the way, so that the approach to the blow-up can be watched. */
const SHARE = 0.9;
/** Times the first loss: from there on a run only climbs. */
const FAR = 3;
const CALMER = 10;
const LEAST_RATE = 1e-6;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const title = h("h2", { id: "blowup-title" }), words = h("p", null), why = h("p", { class: "cause" });
  const back = () => store.dispatch(runSought(stepBefore(store.get())));
  const again = (/** @type {(method: Method) => Method} */ change) => {
    const { spec, run } = store.get(), row = run.diverged?.row ?? 0, method = spec?.methods[row];
    if (!method) return;
    back();
    store.dispatch(editMade({ kind: "method", row, method: change(method) }));
    store.dispatch(runPlayed());
  };
  const calmer = () => {
    const state = store.get(), rate = state.run.diverged?.rate ?? NaN, factor = calming(state);
    again((method) => ({ ...method, blocks: method.blocks.map((block) => slower(block, rate, factor)) }));
  };
  const goBack = h("button", { type: "button", class: "button", onclick: back });
  const goCalmer = h("button", { type: "button", class: "button primary", onclick: calmer });
  const goClipped = h("button", { type: "button", class: "button", onclick: () => again((method) => ({ ...method, clip: { kind: "norm", at: 1 } })) });
  const card = h("section", { class: "blowup", role: "alert", "aria-labelledby": "blowup-title", hidden: true }, title, words, why, h("div", { class: "row" }, goCalmer, goClipped, goBack));
  element.append(card);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const { diverged } = state.run;
      if (diverged && diverged !== previous.run.diverged && !causeOf(state)) store.dispatch(checkAsked());
      if (diverged === previous.run.diverged && state.lang === previous.lang && state.check === previous.check) return;
      card.hidden = !diverged;
      if (!diverged) return;
      setText(why, causeText(causeOf(state)));
      const layers = state.frame ? state.frame.sizes.length - 1 : 0;
      setText(title, t("blowup.title", { step: formatInteger(diverged.step) }));
      const layer = diverged.what === "loss" ? "" : diverged.layer === layers ? t("blowup.output") : t("blowup.hidden", { n: diverged.layer });
      setText(words, t(`blowup.${diverged.what}`, { layer, rate: formatShort(diverged.rate) }));
      setText(goBack, t("blowup.back", { step: formatInteger(stepBefore(state)) }));
      setText(goCalmer, t("blowup.calmer", { rate: formatShort(Math.max(LEAST_RATE, diverged.rate / calming(state))) }));
      setText(goClipped, t("blowup.clip"));
      goClipped.hidden = (state.spec?.methods[diverged.row].clip?.kind ?? "none") !== "none";
    },
    destroy: () => element.replaceChildren(),
  };
}

/** Why it blew up, as far as the server has said it. @param {State} state */
function causeOf({ run, check }) {
  return run.diverged && check?.diverged?.step === run.diverged.step && check.diverged.rate === run.diverged.rate ? check.diverged.cause : null;
}

/** @param {ReturnType<typeof causeOf>} cause */
function causeText(cause) {
  if (!cause) return "";
  const { turn, last } = cause, growth = turn && last ? format(last.norm / turn.norm, 2) : "";
  return t(`blowup.cause.${cause.reason}`, { step: formatInteger(turn?.step ?? 0), curvature: format(cause.curvature), limit: format(cause.limit), loss: format(last?.loss), growth });
}

/** The latest step at or before nine tenths of the way where the loss was not yet far above its beginning, and at least one step back. @param {State} state */
export function stepBefore({ run, history }) {
  const blown = run.diverged?.step ?? run.step;
  const wish = Math.max(0, Math.min(blown - 1, Math.floor(blown * SHARE)));
  const most = history.length ? FAR * history.train(0).last : Infinity;
  const last = history.indexAt(wish);
  let row = last;
  while (row > 0 && !(history.train(row).max <= most)) row--;
  return row === last ? wish : history.step(row);
}

/** Ten, or so many tens that the rate is below what the curvature allowed. @param {State} state @returns {number} */
export function calming(state) {
  const rate = state.run.diverged?.rate ?? NaN, limit = causeOf(state)?.limit ?? Infinity;
  let factor = CALMER;
  while (rate / factor >= limit && rate / factor > LEAST_RATE) factor *= CALMER;
  return factor;
}

/** Of an estimated rate (SWATS) it is the estimate that was too large. @param {Method["blocks"][number]} block @param {number} rate @param {number} factor */
function slower({ swats, ...block }, rate, factor) {
  return { ...block, rate: Math.max(LEAST_RATE, Number(((swats ? rate : block.rate) / factor).toPrecision(3))) };
}

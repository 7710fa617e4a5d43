// @ts-check
/** The checkup of the network: is the gradient right, how curved is the loss, which units are dead, how far does a step go. */
import { checkAsked } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull, formatInteger, formatShort } from "../math/format.js";
import { dialogFrame } from "./dialog-frame.js";
import { layerName, refName } from "./network-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Checkup} Checkup */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const hint = h("p", { class: "hint", "aria-live": "polite" }), list = h("dl", { class: "checkup" });
  const frame = dialogFrame(store, "check", "check.title", hint, list);
  element.append(frame.element);
  /** The answer that was there before this dialog was opened. @type {Checkup | null} */
  let older = null;
  /** What the list was made of. @type {Checkup | null} */
  let shown = null;
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (frame.update(state, previous)) {
        older = state.check;
        store.dispatch(checkAsked());
      }
      if (state.dialog !== "check") return;
      const found = state.check === older ? null : state.check;
      setText(hint, found ? t("check.hint", { step: formatInteger(found.step ?? 0) }) : t("check.working"));
      const key = `${state.lang} ${found?.step}`;
      if (list.dataset.key === key && found === shown) return;
      list.dataset.key = key;
      shown = found;
      list.replaceChildren(...(found ? rowsOf(found, state) : []));
    },
    destroy: () => element.replaceChildren(),
  };
}

/** @param {string} name @param {string} value @param {string} [more] */
const row = (name, value, more) => h("div", null, h("dt", null, name), h("dd", null, h("b", null, value), more && h("span", null, more)));

/** @param {Checkup} found @param {State} state */
function rowsOf({ gradient, curvature, layers = [], updates = [] }, state) {
  if (!gradient || !curvature) return [row(t("check.gradient"), t("check.empty"))];
  const sizes = state.frame?.sizes ?? [];
  return [
    row(t("check.gradient"), t(`check.verdict.${gradient.verdict}`), worstText(gradient, state)),
    row(t("check.curvature"), curvatureText(curvature), seenText(curvature)),
    ...layers.map(({ activation, units, dead, saturated }, at) =>
      row(`${layerName(at + 1, layers.length + 2)} · ${t(`activation.${activation}`)}`, t("check.dead", { dead: dead.length, units }),
        [dead.length && t("check.dead.which", { units: dead.map((unit) => unit + 1).join(", ") }), saturated && t("check.saturated", { share: Math.round(100 * saturated) })].filter(Boolean).join(" · "))),
    row(t("check.updates"), updates.map((ratio) => format(ratio, 2)).join("  ·  "), sizes.length ? t("check.updates.usual") : ""),
  ];
}

/** @param {NonNullable<Checkup["gradient"]>} gradient @param {State} state */
function worstText({ error, numeric, analytic, layer, unit, input, bias }, { frame, spec }) {
  /** @type {import("../state.js").EdgeRef | import("../state.js").BiasRef} */
  const ref = bias ? { kind: "bias", layer, unit } : { kind: "edge", layer, unit, input };
  const name = refName(ref, frame?.sizes ?? [], spec?.model.features ?? []);
  return t("check.worst", { error: format(error, 2), name, numeric: digits(numeric), analytic: digits(analytic) });
}

/** @param {number | null} value */
const digits = (value) => formatFull(value === null ? value : Number(value.toPrecision(7)));

/** @param {NonNullable<Checkup["curvature"]>} curvature */
function curvatureText({ limit, rate, value }) {
  const values = { curvature: format(value), rate: formatShort(rate), limit: format(limit) };
  return limit === null ? t("check.curvature.alone", values) : t(rate > limit ? "check.curvature.above" : "check.curvature.below", values);
}

/** @param {NonNullable<Checkup["curvature"]>} curvature */
const seenText = ({ seen, value, optimizer }) => (seen === null || seen === value ? "" : t("check.curvature.seen", { optimizer: t(`optimizer.${optimizer}`), seen: format(seen) }));

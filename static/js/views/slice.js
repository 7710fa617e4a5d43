// @ts-check
/**
 * A cut through the mountain where the picked walker stands: the derivative along it as a tangent, and as the secant that becomes the tangent as h
 * shrinks. Below, how far the difference is off for every h: cutting corners on the right, rounding on the left.
 */
import { viewChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { format, formatFull, formatShort } from "../math/format.js";
import { keyOf } from "../math/roster.js";
import { rowOf } from "../modes.js";
import { theme } from "../theme.js";
import { createControls } from "./slice-controls.js";
import { createCut, createErrors } from "./slice-pictures.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Survey} Survey */
/** @typedef {(change: Partial<State["view"]["descent"]>) => void} Change */

/** Where the best central difference is so wide, nothing is cut off. */
const STRAIGHT = 1e-2;
const KINDS = /** @type {const} */ (["exact", "forward", "central"]);

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  /** @type {Change} */
  const change = (descent) => store.dispatch(viewChanged({ descent: { ...store.get().view.descent, ...descent } }));
  const controls = createControls(change), cut = createCut(change), errors = createErrors(change), numbers = createNumbers();
  const none = h("p", { class: "hint", hidden: true }), said = h("p", { class: "slice-said" });
  const body = h("div", { class: "slice" }, controls.element, cut.element, numbers.element, errors.element, said);
  element.append(none, body);
  let colours = /** @type {import("../theme.js").Theme | null} */ (null);
  /** @param {State} state */
  const show = (state) => {
    const row = rowOf(state), { survey, spec } = state, shown = row >= 0 && survey !== null;
    none.hidden = shown;
    body.hidden = !shown;
    setText(none, t(row < 0 ? "slice.resting" : "slice.asking"));
    if (!shown || !spec) return;
    const now = (colours = theme()), { best } = survey.errors, { descent } = state.view;
    controls.show(descent, survey);
    cut.draw(survey, descent, now.methods[keyOf(spec.methods[row])], now);
    errors.draw(survey, descent, now);
    numbers.show(survey);
    setText(said, t((best.central ?? 0) > STRAIGHT ? "slice.best.straight" : "slice.best", { forward: formatShort(rounded(best.forward)), central: formatShort(rounded(best.central)) }));
    setAttribute(said, "title", t("slice.why"));
  };
  // What stands below takes and gives room without the state having changed.
  const observer = new ResizeObserver(() => {
    const first = cut.measure(), second = errors.measure();
    if (first || second) show(store.get());
  });
  for (const picture of [cut, errors]) observer.observe(picture.element);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const same = colours === theme() && state.survey === previous.survey && state.view === previous.view && state.lang === previous.lang && state.spec === previous.spec;
      if (state.view.descent.side === "slice" && !same) show(state);
    },
    destroy() {
      observer.disconnect();
      element.replaceChildren();
    },
  };
}

/** The steps are thirds of powers of ten: two digits say which. @param {number | null} step */
const rounded = (step) => Number((step ?? NaN).toPrecision(1));

/** The slope, exactly and by both differences, and how far they are off. */
function createNumbers() {
  const cells = KINDS.map((kind) => {
    const value = h("dd"), error = h("dd", { class: "slice-error" });
    return { kind, value, error, element: h("dl", { class: `slice-number ${kind}` }, h("dt", { "data-t": `slice.${kind}` }, t(`slice.${kind}`)), value, error) };
  });
  return {
    element: h("div", { class: "slice-numbers" }, cells.map((cell) => cell.element)),
    /** @param {Survey} survey */
    show({ derivative }) {
      for (const { kind, value, error } of cells) {
        setText(value, format(derivative[kind], 6));
        setAttribute(value, "title", formatFull(derivative[kind]));
        setText(error, kind === "exact" ? t("slice.exact.how") : t("slice.off", { error: format(Math.abs(derivative[kind] - derivative.exact), 2) }));
      }
    },
  };
}

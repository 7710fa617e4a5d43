// @ts-check
/**
 * The race: who is lowest, after as many steps or for as many evaluations, and what about the race is equal. Evaluations are those of f, with
 * a gradient counted as three. By evaluations everybody is shown where they stood when the one who has spent least had spent as much.
 */
import { viewChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { standingsOf } from "../math/standings.js";
import { formatFull, formatInteger, format } from "../math/format.js";
import { swatch } from "./walker-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/standings.js").Standing} Standing */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const title = h("h2", { "data-t": "panel.standings" }, t("panel.standings"));
  const body = h("tbody"), evaluations = h("th", { scope: "col", "data-t": "standings.evaluations" }, t("standings.evaluations"));
  const head = h("tr", null, h("th", { scope: "col", "data-t": "standings.walker" }, t("standings.walker")), h("th", { scope: "col", "data-t": "standings.loss" }, t("standings.loss")), evaluations);
  const table = h("table", { class: "standings" }, h("thead", null, head), body);
  const equal = h("p", { class: "hint equal" }), said = h("p", { class: "sr-only", "aria-live": "polite" });
  /** @type {Map<string, HTMLTableRowElement>} */
  const rows = new Map();
  let spoken = -Infinity;
  element.replaceChildren(title, table, equal, said);

  const pick = (/** @type {string} */ key) => store.dispatch(viewChanged({ descent: { ...store.get().view.descent, picked: key } }));
  /** @param {string} key */
  const rowOf = (key) => {
    const known = rows.get(key);
    if (known) return known;
    const button = h("button", { type: "button", onclick: () => pick(key) }, swatch(key), h("span", { "data-t": `optimizer.${key}` }, t(`optimizer.${key}`)), h("small"));
    const row = h("tr", null, h("th", { scope: "row" }, button), h("td"), h("td"));
    rows.set(key, row);
    return row;
  };
  /** @param {Standing} one @param {string} picked */
  const show = ({ key, loss, cost, lost, low, high }, picked) => {
    const row = rowOf(key), [name, value, spent] = row.cells, button = /** @type {HTMLElement} */ (name.firstElementChild);
    setAttribute(button, "aria-pressed", String(key === picked));
    setText(/** @type {HTMLElement} */ (button.lastElementChild), lost ? t(`standings.${lost.how}`, { step: formatInteger(lost.step) }) : "");
    setText(value, lost ? "—" : format(loss));
    setAttribute(value, "title", low < high ? t("standings.spread", { low: format(low), high: format(high) }) : formatFull(loss));
    setText(spent, formatInteger(cost));
    return row;
  };
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (!state.spec || (state.frame === previous.frame && state.trails === previous.trails && state.spec === previous.spec && state.view === previous.view && state.lang === previous.lang)) return;
      const { by, picked } = state.view.descent, order = standingsOf(state);
      const shown = order.map((one) => show(one, picked));
      if (shown.length !== body.rows.length || shown.some((row, at) => body.rows[at] !== row)) body.replaceChildren(...shown);
      setText(equal, equality(state));
      evaluations.title = t("standings.counted");
      if (performance.now() - spoken < 2000 || by === undefined) return;
      spoken = performance.now();
      setText(said, order.slice(0, 3).map(({ key, loss }, at) => t("standings.said", { place: at + 1, name: t(`optimizer.${key}`), loss: format(loss) })).join(" "));
    },
    destroy: () => element.replaceChildren(),
  };
}

/** What all walkers have alike, and what they have not. @param {State} state */
function equality({ spec, view }) {
  if (!spec) return "";
  const rates = new Set(spec.methods.map(({ blocks: [{ optimizer, rate }] }) => (optimizer.startsWith("random") ? null : rate)).filter((rate) => rate !== null));
  const mark = (/** @type {string} */ what, /** @type {boolean} */ same) => `${t(`standings.equal.${what}`)} ${same ? "✓" : "✗"}`;
  const noises = new Set(spec.methods.map(({ noise }) => noise ?? spec.objective.noise ?? 0));
  const { by } = view.descent;
  return [mark("start", true), mark("noise", noises.size === 1), mark("rate", rates.size <= 1), mark("steps", by === "steps"), mark("evaluations", by === "evaluations")].join(" · ");
}

// @ts-check
/**
 * The race: who is lowest, after as many steps or for as many evaluations, and what about the race is equal. Evaluations are those of f, with
 * a gradient counted as three. By evaluations everybody is shown where they stood when the one who has spent least had spent as much.
 */
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { standingsOf } from "../math/standings.js";
import { format, formatFull, formatInteger, formatPercent } from "../math/format.js";
import { equalChips } from "./standings-equal.js";
import { look } from "./walker-edits.js";
import { swatch } from "./walker-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/standings.js").Standing} Standing */

/** Who listens is told so often at most, milliseconds; and of so many. */
const PAUSE = 2000, TOLD = 3;
const COLUMNS = ["walker", "loss", "evaluations", "steps"];

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const heads = COLUMNS.map((column) => h("th", { scope: "col", "data-t": `standings.${column}` }, t(`standings.${column}`)));
  const body = h("tbody"), chips = equalChips(), said = h("p", { class: "sr-only", "aria-live": "polite" });
  const table = h("table", { class: "standings" }, h("thead", null, h("tr", null, heads)), body);
  const title = h("h2", { "data-t": "panel.standings" }, t("panel.standings"));
  /** @type {Map<string, ReturnType<typeof line>>} */
  const lines = new Map();
  let spoken = -Infinity;
  element.replaceChildren(h("div", { class: "standings-head" }, title, chips.element), h("div", { class: "standings-room" }, table), said);

  /** @param {Standing} one */
  const lineOf = ({ key, rows: [first] }) => {
    const id = `${key} ${first}`, known = lines.get(id) ?? line(key, () => look(store, { picked: key }));
    lines.set(id, known);
    return known;
  };
  /** @param {State} state */
  const show = (state) => {
    const order = standingsOf(state), rows = order.map((one) => lineOf(one).show(one, state.view.descent.picked));
    if (rows.length !== body.rows.length || rows.some((row, at) => body.rows[at] !== row)) body.replaceChildren(...rows);
    chips.show(state);
    heads[2].title = t("standings.counted");
    if (performance.now() - spoken < PAUSE) return;
    spoken = performance.now();
    setText(said, order.filter(({ lost }) => !lost).slice(0, TOLD).map(({ key, place, loss }) => t("standings.said", { place, name: t(`optimizer.${key}`), loss: format(loss) })).join(" "));
  };
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (!state.spec || (state.frame === previous.frame && state.trails === previous.trails && state.spec === previous.spec && state.view === previous.view && state.lang === previous.lang)) return;
      show(state);
    },
    destroy: () => element.replaceChildren(),
  };
}

/** One walker's line. @param {string} key @param {() => void} pick */
function line(key, pick) {
  const place = h("span", { class: "place" }), name = h("span", { class: "name" }), note = h("small");
  const button = h("button", { type: "button", onclick: pick }, place, swatch(key), name, note);
  const value = h("span"), spread = h("small"), spent = h("td"), steps = h("td");
  const row = h("tr", null, h("th", { scope: "row" }, button), h("td", null, value, spread), spent, steps);
  return {
    /** @param {Standing} one @param {string} picked */
    show(one, picked) {
      const { loss, low, high, cost, step, lost } = one, several = low < high;
      row.classList.toggle("best", one.place === 1 && !lost);
      row.classList.toggle("lost", lost !== null);
      setAttribute(button, "aria-pressed", String(key === picked));
      setText(place, lost ? "✕" : String(one.place));
      setText(name, one.rows.length > 1 ? `${t(`optimizer.${key}`)} ×${one.rows.length}` : t(`optimizer.${key}`));
      noted(note, one);
      setText(value, lost ? "—" : format(loss));
      setAttribute(value, "title", lost ? null : formatFull(loss));
      setText(spread, several && !lost ? `${format(low, 2)} – ${format(high, 2)}` : "");
      setAttribute(spread, "title", several ? t("standings.spread", { low: format(low), high: format(high) }) : null);
      setText(spent, formatInteger(cost));
      setText(steps, formatInteger(lost ? lost.step : step));
      return row;
    },
  };
}

/** How it was lost, or how often a search found something lower. @param {HTMLElement} note @param {Standing} one */
function noted(note, { lost, accepted }) {
  note.classList.toggle("wrong", lost !== null);
  if (lost) return setText(note, t(`standings.${lost.how}`, { step: formatInteger(lost.step) }));
  setText(note, accepted === null ? "" : t("standings.accepted", { share: formatPercent(accepted) }));
  setAttribute(note, "title", accepted === null ? null : t("standings.accepted.hint"));
}

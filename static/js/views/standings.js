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
  const heads = COLUMNS.map((column) => h("th", { scope: "col", class: column, "data-t": `standings.${column}` }, t(`standings.${column}`)));
  const body = h("tbody"), chips = equalChips(), said = h("p", { class: "sr-only", "aria-live": "polite" });
  const table = h("table", { class: "standings" }, h("thead", null, h("tr", null, heads)), body);
  const title = h("h2", { "data-t": "panel.standings" }, t("panel.standings"));
  /** @type {Map<string, ReturnType<typeof line>>} */
  const lines = new Map();
  let waiting = 0;
  element.replaceChildren(h("div", { class: "standings-head" }, title, chips.element), h("div", { class: "standings-room" }, table), said);

  /** @param {Standing} one */
  const lineOf = ({ key, rows: [first] }) => {
    const id = `${key} ${first}`, known = lines.get(id) ?? line(key, () => look(store, { picked: key }));
    lines.set(id, known);
    return known;
  };
  // Of the state as it is then: the last word is of the last step.
  const tell = () => {
    waiting = 0;
    setText(said, standingsOf(store.get()).filter(({ lost }) => !lost).slice(0, TOLD).map(({ key, place, loss }) => t("standings.said", { place, name: t(`optimizer.${key}`), loss: format(loss) })).join(" "));
  };
  /** @param {State} state */
  const show = (state) => {
    const order = standingsOf(state), rows = order.map((one) => lineOf(one).show(one, state.view.descent.picked));
    if (rows.length !== body.rows.length || rows.some((row, at) => body.rows[at] !== row)) body.replaceChildren(...rows);
    chips.show(state);
    heads[2].title = t("standings.counted");
    table.dataset.by = state.view.descent.by;
    waiting ||= window.setTimeout(tell, PAUSE);
  };
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      if (!state.spec || state.view.descent.mode !== "race" || (state.frame === previous.frame && state.trails === previous.trails && state.spec === previous.spec && state.view === previous.view && state.lang === previous.lang)) return;
      show(state);
    },
    destroy() {
      clearTimeout(waiting);
      element.replaceChildren();
    },
  };
}

/** One walker's line; of who is lost it tells when and how instead of numbers. @param {string} key @param {() => void} pick */
function line(key, pick) {
  const place = h("span", { class: "place" }), name = h("span", { class: "name" }), note = h("small");
  const button = h("button", { type: "button", onclick: pick }, place, swatch(key), h("span", { class: "names" }, name, note));
  const value = h("span"), spread = h("small"), spent = h("td", { class: "spent" }), steps = h("td", { class: "steps" }), fate = h("td", { class: "wrong", colspan: 2 });
  const numbers = [h("td", null, value, spread), spent, steps], row = h("tr", null, h("th", { scope: "row" }, button), numbers, fate);
  return {
    /** @param {Standing} one @param {string} picked */
    show(one, picked) {
      const { loss, low, high, cost, step, lost } = one;
      row.classList.toggle("best", one.place === 1 && !lost);
      row.classList.toggle("gone", lost !== null);
      setAttribute(button, "aria-pressed", String(key === picked));
      setText(place, lost ? "✕" : String(one.place));
      setText(name, one.rows.length > 1 ? `${t(`optimizer.${key}`)} ×${one.rows.length}` : t(`optimizer.${key}`));
      noted(note, one);
      for (const cell of numbers) cell.hidden = lost !== null;
      fate.hidden = lost === null;
      if (lost) return setText(fate, t(`standings.${lost.how}`, { step: formatInteger(lost.step) })), row;
      setText(value, format(loss));
      value.title = formatFull(loss);
      setText(spread, low < high ? `${format(low, 2)} – ${format(high, 2)}` : "");
      spread.title = low < high ? t("standings.spread", { low: format(low), high: format(high) }) : "";
      setText(spent, formatInteger(cost));
      setText(steps, formatInteger(step));
      return row;
    },
  };
}

/** How often a search found something lower. @param {HTMLElement} note @param {Standing} one */
function noted(note, { search: [steps, taken] }) {
  setText(note, steps ? t("standings.accepted", { share: formatPercent(taken / steps).replace(/(\d\d)\.\d/, "$1") }) : "");
  note.title = steps ? t("standings.accepted.hint", { steps: formatInteger(steps), taken: formatInteger(taken) }) : "";
}

// @ts-check
/**
 * The inner state of the picked walker: its gradient, its averages and the coming update with the present numbers in it, line by line, for both
 * parts of θ. Of a search, what it asked last and why it stayed or went.
 */
import { h, setAttribute, setText } from "../dom.js";
import { t, translate } from "../i18n.js";
import { format, formatFull, formatInteger, formatShort } from "../math/format.js";
import { keyOf } from "../math/roster.js";
import { countOf, linesOf } from "../math/update-lines.js";
import { rowOf } from "../modes.js";
import { comingOf } from "./inner-numbers.js";
import { searchLines } from "./inner-search.js";
import { swatch } from "./walker-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/update-lines.js").Line} Line */

const DIGITS = 4;
/** Rules whose first step is about η long, whatever the gradient is. */
const NORMALISED = ["adam", "adamw", "amsgrad", "nadam", "adamax"];

/** @param {HTMLElement} element */
export function mount(element) {
  const name = h("strong"), line = h("span"), now = h("span", { class: "inner-now" });
  const body = h("tbody"), head = h("tr", null, h("th", { scope: "col", "data-t": "inner.number" }, t("inner.number")), h("th", { scope: "col" }, "x"), h("th", { scope: "col" }, "y"));
  const table = h("table", { class: "inner-table" }, h("thead", null, head), body), filled = h("div", { class: "inner-filled" }), note = h("p", { class: "hint inner-note" }), none = h("p", { class: "hint" });
  const content = h("div", { class: "inner" }, h("p", { class: "inner-head" }, line, name, now), table, filled, note);
  for (const [attribute, value] of Object.entries({ tabindex: 0, role: "region", "data-t-label": "side.inner", "aria-label": t("side.inner") })) setAttribute(element, attribute, value); // it may be scrolled
  element.append(none, content);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(/** @type {ParentNode} */ (element.parentNode));
      if (state.view.descent.side !== "inner" || (state.frame === previous.frame && state.spec === previous.spec && state.view === previous.view && state.lang === previous.lang && state.tries === previous.tries)) return;
      const row = rowOf(state), method = state.spec?.methods[row], key = method ? keyOf(method) : "";
      none.hidden = method !== undefined;
      content.hidden = !method;
      setText(none, t("slice.resting"));
      if (!method) return;
      if (line.dataset.key !== key) line.replaceChildren(swatch(key));
      line.dataset.key = key;
      setText(name, t(`optimizer.${key}`));
      const coming = comingOf(state, row);
      table.hidden = !coming;
      if (!coming) return searched(state, row);
      const { optimizer, lost } = coming, update = linesOf(optimizer, coming), count = countOf(coming.numbers, coming.scalars);
      setText(now, [lost ? t("inner.lost") : "", count === null ? "" : `t = ${formatInteger(count)}`, `η = ${formatShort(coming.eta)}`].filter(Boolean).join("  ·  "));
      const own = [{ name: "θ", rule: "", values: coming.theta }, { name: "g", rule: optimizer === "numerical_gradient" ? t("inner.differences") : coming.clipped ? t("inner.clipped") : "∇f", values: coming.grad }];
      rows(body, [...own, ...update.lines, { name: "Δ", rule: update.rule, values: update.values }]);
      const shared = update.shared.map(({ name: one, value }) => h("p", null, `${one} = ${format(value, DIGITS)}`));
      filled.replaceChildren(...shared, ...["x", "y"].map((axis, part) => filledLine(`Δ${axis}`, update.filled[part], update.values[part])), nextLine(coming.theta, update.values));
      const normalised = NORMALISED.includes(optimizer);
      setText(note, normalised && count === 1 ? t("inner.first.now") : "");
      setAttribute(body, "title", normalised ? t("inner.first") : null);
    },
    destroy: () => element.replaceChildren(),
  };

  /** @param {State} state @param {number} row */
  function searched(state, row) {
    setText(now, "");
    setText(note, "");
    filled.replaceChildren(...searchLines(state, row).map((one) => h("p", null, one)));
  }
}

/** @param {HTMLElement} body @param {readonly Line[]} lines */
function rows(body, lines) {
  while (body.children.length > lines.length) body.lastElementChild?.remove();
  while (body.children.length < lines.length) body.append(h("tr", null, h("th", { scope: "row" }, h("b"), h("span")), h("td"), h("td")));
  lines.forEach(({ name, rule, values }, at) => {
    const [head, ...cells] = /** @type {HTMLElement[]} */ ([...body.children[at].children]), [letter, words] = head.children;
    setText(letter, name);
    setText(words, rule && ` = ${rule}`);
    setAttribute(head, "title", rule ? `${name} = ${rule}` : null);
    cells.forEach((cell, part) => {
      setText(cell, format(values[part], DIGITS));
      setAttribute(cell, "title", formatFull(values[part]));
    });
  });
}

/** @param {string} name @param {string} filled @param {number} value */
const filledLine = (name, filled, value) => h("p", { title: formatFull(value) }, h("b", null, name), ` = ${filled} = `, h("b", null, format(value, DIGITS)));

/** @param {readonly [number, number]} from @param {readonly [number, number]} delta */
function nextLine(from, delta) {
  const place = (/** @type {readonly number[]} */ [x, y]) => `(${format(x, DIGITS)}, ${format(y, DIGITS)})`;
  return h("p", null, `${place(from)} → `, h("b", null, place([from[0] + delta[0], from[1] + delta[1]])));
}

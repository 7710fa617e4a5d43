// @ts-check
/** What there is to say of the chosen function: large, over the sums that the network has now, with its numbers, its range, where it is flat, and what it is used for. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull, formatInteger, formatPercent, formatShort } from "../math/format.js";
import { flatOf, rangeOf } from "../math/gallery-curves.js";
import { createOwn } from "./gallery-own.js";
import { createPicture } from "./gallery-picture.js";

/** @typedef {import("./gallery-tile.js").Said} Said */
/** @typedef {import("./gallery.js").Change} Change */

/** f is centred if its mean over a standard normal z is not farther from 0. */
const CENTRED = 0.01;

/** @param {Change} change @param {(z: number) => void} move */
export function createDetail(change, move) {
  const picture = createPicture(change, move), own = createOwn(change);
  const name = h("strong", null), formula = h("span", { class: "equation" });
  const value = h("span", { class: "f-value" }), slope = h("span", { class: "slope-value" }), numeric = h("span", { class: "gallery-numeric" });
  const row = (/** @type {string} */ key) => h("p", { class: `gallery-${key}` });
  const rows = { data: row("data"), facts: row("facts"), more: row("more"), use: row("use"), today: row("today") };
  const pages = createPages(h("p", { class: "gallery-title" }, name, " ", formula),
    h("p", { class: "gallery-values" }, value, slope, numeric), own.element,
    rows.facts, rows.data, rows.more, rows.use, rows.today);
  let shown = "";
  return {
    element: h("div", { class: "gallery-detail" }, picture.element, pages.element), picture: picture.picture, measure: picture.measure,
    /** @param {Said & {layer: number | null, hidden: import("../state.js").HiddenLayer[]}} said */
    show(said) {
      const { tables, at, gallery } = said, key = gallery.name, known = at?.values?.[key];
      picture.show(said);
      own.show(gallery);
      setText(name, t(`activation.${key}`));
      setText(formula, t(`activation.${key}.formula`));
      number(value, `f(${format(at?.z)}) = `, known?.f);
      number(slope, "f′ = ", known?.slope);
      number(numeric, `${t("gallery.numeric")} `, known?.numeric);
      setAttribute(numeric, "title", known ? t("gallery.numeric.how", { value: formatFull(known.numeric), h: formatShort(at.h) }) : null);
      setText(rows.data, dataOf(said));
      setAttribute(rows.data, "title", t("gallery.data.how"));
      const curve = tables?.curves[key];
      setText(rows.facts, curve ? factsOf(curve) : "");
      setAttribute(rows.facts, "title", t("gallery.facts.how"));
      setText(rows.more, moreOf(key, at, curve));
      setText(rows.use, t(`gallery.use.${key}`));
      setText(rows.today, t(`gallery.today.${key}`));
      for (const element of Object.values(rows)) element.hidden = !element.textContent;
      pages.show(key !== shown);
      shown = key;
    },
  };
}

/** Under a title that stays: what does not fit stands on another page, no line is cut. @param {HTMLElement} title @param {import("../dom.js").Child[]} parts */
function createPages(title, ...parts) {
  const words = h("div", { class: "gallery-text", role: "region", "data-t-label": "gallery.words", "aria-label": t("gallery.words") }, parts);
  const turn = h("button", { type: "button", class: "gallery-turn", onclick: () => to(page + 1 < count ? page + 1 : 0) });
  const element = h("div", { class: "gallery-words" }, h("div", { class: "gallery-head" }, title, turn), words);
  let page = 0, count = 1;
  const to = (/** @type {number} */ next) => {
    page = next;
    const gap = parseFloat(getComputedStyle(words).columnGap) || 0, width = words.clientWidth + gap;
    count = width > gap ? Math.max(1, Math.round((words.scrollWidth + gap) / width)) : 1;
    page = Math.min(page, count - 1);
    words.scrollLeft = page * width;
    turn.hidden = count === 1;
    setText(turn, `${page + 1}/${count} ${page + 1 < count ? "›" : "‹"}`);
    setAttribute(turn, "aria-label", t("gallery.turn", { page: page + 1, count }));
    setAttribute(turn, "title", t("gallery.turn", { page: page + 1, count }));
  };
  return {
    element,
    /** @param {boolean} fresh  begins at the first */
    show: (fresh) => to(fresh ? 0 : page),
  };
}

/** @param {HTMLElement} element @param {string} before @param {number | null | undefined} value */
function number(element, before, value) {
  setText(element, before + format(value, 4));
  setAttribute(element, "title", formatFull(value));
}

/** What it would give for the sums that are there. @param {Said & {layer: number | null, hidden: readonly unknown[]}} said */
function dataOf({ tables, data, gallery, layer, hidden }) {
  if (!hidden.length) return t("gallery.data.none");
  const would = data?.would?.[gallery.name];
  if (!data || data.error) return "";
  if (!would) return t("gallery.data.empty");
  const where = layer === null ? t("gallery.data.all") : t("gallery.data.layer", { n: layer + 1 });
  return t("gallery.data", { where, count: formatInteger(data.units * data.points), mean: format(would.mean), word: wordOf(tables?.curves[gallery.name]), flat: formatPercent(would.flat), dead: would.dead, units: data.units });
}

/** @param {import("../math/gallery-curves.js").Curve} curve */
function factsOf(curve) {
  const flat = flatOf(curve);
  return [
    t("gallery.range", { range: rangeOf(curve) }),
    t("gallery.steepest", { value: format(curve.steepest) }),
    t(Math.abs(curve.centre) < CENTRED ? "gallery.centred" : "gallery.centred.not", { value: format(curve.centre, 2) }),
    flat.length ? t("gallery.flat", { word: wordOf(curve), where: flat.join(", ") }) : t("gallery.flat.not"),
  ].join(" · ");
}

/** What ends on both sides saturates. @param {import("../math/gallery-curves.js").Curve | undefined} curve */
const wordOf = (curve) => t(curve?.low && curve.high ? "gallery.saturated.word" : "gallery.flat.word");

/** At a kink what is meant by f′; of σ and tanh how they are the same; of maxout which piece wins. @param {string} name @param {any} at @param {import("../math/gallery-curves.js").Curve | undefined} curve */
function moreOf(name, at, curve) {
  if (!at?.values) return "";
  const kink = curve?.kinks.find(({ z }) => Math.abs(z - at.z) < 1e-9);
  if (kink) return t("gallery.kink", { left: format(kink.left), right: format(kink.right), slope: format(at.values[name].slope) });
  if (name === "sigmoid" || name === "tanh") {
    const { sigmoid, tanh } = at.twice;
    return t("gallery.twice", { z: format(at.z), double: format(2 * at.z), sigmoid: format(sigmoid, 4), tanh: format(tanh, 4) });
  }
  const { pieces, won } = at.values.maxout;
  return name === "maxout" ? t("gallery.won", { n: won + 1, pieces: pieces.map((/** @type {number} */ piece) => format(piece)).join(", ") }) : "";
}

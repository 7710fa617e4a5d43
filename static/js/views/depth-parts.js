// @ts-check
/** What the depth panel's pictures share: lines, words, markers, and a curve's names. */
import { svg } from "../dom.js";
import { t } from "../i18n.js";
import { CURVE_DASHES, markerPath } from "../math/curve-look.js";
import { formatPower } from "../math/format.js";

/** @typedef {import("../math/depth-question.js").Answer} Answer */
/** @typedef {import("../math/depth-question.js").Told & {slot: number}} Shown  a told curve with its look */
/** @typedef {{width: number, height: number, font: number}} Size */
/** @typedef {{answer: Answer, curves: readonly Shown[], size: Size, layer: number | null, theme: import("../theme.js").Theme}} Model  layer: the column that is pointed at */
/**
 * @typedef {object} Picture
 * @property {readonly SVGElement[]} nodes @property {(g: CanvasRenderingContext2D) => void} [paint]  what lies under them
 * @property {readonly number[]} [ends]  how high each curve ends, so that its label stands there
 * @property {(x: number, y: number) => {layer?: number, curve?: number, step?: number} | null} hit  what lies there
 */

/** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {string} [name] */
export const line = (x0, y0, x1, y1, name = "depth-level") => svg("line", { class: name, x1: x0.toFixed(1), y1: y0.toFixed(1), x2: x1.toFixed(1), y2: y1.toFixed(1) });

/** @param {number} x @param {number} y @param {string} words @param {"start" | "middle" | "end"} [anchor] @param {string} [name] */
export const text = (x, y, words, anchor = "middle", name = "") => svg("text", { class: name || null, x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor }, words);

/** @param {number} slot @param {string} d @param {string} [name] */
export const curve = (slot, d, name = "depth-curve") => svg("path", { class: name, "data-slot": slot, d, "stroke-dasharray": CURVE_DASHES[slot].join(" ") || null });

/** @param {number} slot @param {number} x @param {number} y @param {number} [radius] @param {string} [name] */
export const marker = (slot, x, y, radius = 3.6, name = "depth-marker") => svg("path", { class: name, "data-slot": slot, d: markerPath(slot, x, y, radius) });

/** A short piece of a curve with its marker, for labels. @param {number} slot */
export const sample = (slot) => svg("svg", { class: "depth-sample", viewBox: "0 0 26 12", width: 26, height: 12, "aria-hidden": "true" }, curve(slot, "M1 6H25"), marker(slot, 13, 6, 4));

/** "sigmoid, Xavier" @param {{activation: string, init: string}} curve */
export const nameOf = ({ activation, init }) => `${t(`activation.${activation}`)}, ${t(`depth.init.${init}`)}`;

/** A power of ten. @param {number} exponent */
export const power = (exponent) => (exponent === 0 ? "1" : exponent === 1 ? "10" : formatPower(Number(`1e${exponent}`)).replace(/^1(?=\d)/, "1"));

/** A layer of weights by its number; the last one leads to the outputs. @param {number} layer from 0 @param {number} hidden */
export const layerName = (layer, hidden) => (layer < hidden ? t("depth.layer", { n: layer + 1 }) : t("depth.output"));

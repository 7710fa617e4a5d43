// @ts-check
/** The parts that a neuron's pictures are made of: a plot with a title and a line of numbers over it, and handles that can be held and take the arrows. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { formatShort } from "../math/format.js";

/** @typedef {import("../math/machine-geometry.js").Place} Place */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {{text: string, full?: string, tone?: string}} Piece */

let ids = 0;

/** @param {string} name */
export function createPlot(name) {
  const title = h("h3"), line = h("p", { class: "machine-line" }), id = `machine-clip-${++ids}`;
  const edge = svg("rect", { rx: 8 }), ground = svg("rect", { class: "machine-ground", rx: 8 });
  const inner = svg("g", { class: "machine-inner", "clip-path": `url(#${id})` }, svg("clipPath", { id }, edge)), over = svg("g");
  const cross = svg("path", { class: "machine-cross" }), ticks = svg("g", { class: "machine-ticks" });
  const picture = svg("svg", { class: "machine-picture", role: "group" }, inner, ticks, over);
  const box = h("div", { class: "machine-box" }, picture), element = h("div", { class: `machine-plot ${name}` }, title, line, box);
  inner.append(ground, cross);
  let numbered = "";
  const size = { width: 0, height: 0, em: 12.5, foot: 17 };
  return {
    element, box, picture, inner, over, size,
    /** True if its room is another one. */
    measure() {
      const em = parseFloat(getComputedStyle(picture).fontSize) || 12.5, foot = Math.round(1.36 * em);
      const width = box.clientWidth, height = Math.max(0, box.clientHeight - foot), changed = width !== size.width || height !== size.height || em !== size.em;
      Object.assign(size, { width, height, em, foot });
      return changed;
    },
    /** @param {string} words @param {readonly Piece[]} pieces @param {string} alt */
    say(words, pieces, alt) {
      setText(title, words);
      writePieces(line, pieces);
      setAttribute(picture, "aria-label", alt);
    },
    /** The axes, with numbers where there is room. @param {Scale} X @param {Scale} Y @param {{at: number, words: string} | null} [taken]  the text that stands on the lower axis already */
    axes(X, Y, taken = null) {
      const { width, height, em, foot } = size;
      setAttribute(picture, "viewBox", `0 0 ${width} ${height + foot}`);
      for (const rect of [edge, ground]) for (const [key, value] of Object.entries({ width, height })) setAttribute(rect, key, value);
      const x0 = Math.round(X(0)) + 0.5, y0 = Math.round(Y(0)) + 0.5;
      setAttribute(cross, "d", `M0 ${y0}H${width}M${x0} 0V${height}`);
      const below = X.ticks(4).filter((value) => X(value) > 12 && X(value) < width - 12 && (!taken || Math.abs(taken.at - X(value)) > widthOf(taken.words, em) / 2 + 1.3 * em));
      const beside = Y.ticks(3).filter((value) => value !== 0 && Y(value) > 0.7 * em && Y(value) < height - 4);
      const numbers = String([below, beside, X.domain, Y.domain, width, height, em]);
      if (numbers === numbered) return;
      numbered = numbers;
      ticks.replaceChildren(
        ...below.map((value) => svg("text", { x: X(value), y: height + foot - 4, "text-anchor": "middle" }, formatShort(value))),
        ...beside.map((value) => svg("text", { x: 5, y: Y(value) + 0.32 * em }, formatShort(value))),
      );
    },
  };
}

/** Pieces of a line of numbers; pointing at one shows all its digits. @param {HTMLElement} paragraph @param {readonly Piece[]} pieces */
function writePieces(paragraph, pieces) {
  while (paragraph.children.length > pieces.length) paragraph.lastElementChild?.remove();
  while (paragraph.children.length < pieces.length) paragraph.append(h("span"));
  pieces.forEach(({ text, full = "", tone = "" }, at) => {
    const span = /** @type {HTMLElement} */ (paragraph.children[at]);
    setText(span, text);
    if (span.title !== full) span.title = full;
    if (span.className !== tone) span.className = tone;
  });
}

/**
 * What can be held: a slider for keys and ears, a shape for eyes; the picture under it takes the pointer.
 * @param {string} kind  of its look @param {(dx: number, dy: number) => void} nudge  by arrows, −1, 0 or 1 each; tenfold with Shift @param {string} [letter]  beside it
 */
export function createHandle(kind, nudge, letter) {
  const shape = SHAPES[kind] ?? SHAPES.dot;
  const element = svg("g", { class: `machine-handle ${kind}`, role: "slider", tabindex: 0 }, svg("circle", { class: "reach", r: 15 }), shape(), letter && svg("text", { class: "machine-label", x: 11, y: 14 }, letter));
  draggable(element, { hit: () => null, keyboard: (dx, dy, event) => nudge(dx * (event.shiftKey ? 10 : 1), dy * (event.shiftKey ? 10 : 1)) });
  return {
    element,
    /** @param {Place | null} place @param {{name: string, value: number | null, text: string}} told */
    show(place, { name, value, text }) {
      setAttribute(element, "visibility", place === null && "hidden");
      setAttribute(element, "tabindex", place === null ? -1 : 0);
      if (place) setAttribute(element, "transform", `translate(${place[0].toFixed(1)} ${place[1].toFixed(1)})`);
      setAttribute(element, "aria-label", name);
      setAttribute(element, "aria-valuenow", value === null ? null : Number(value.toPrecision(6)));
      setAttribute(element, "aria-valuetext", text);
    },
  };
}

/** @type {Record<string, () => SVGElement>} */
const SHAPES = {
  dot: () => svg("circle", { class: "shape", r: 7 }),
  ring: () => svg("circle", { class: "shape", r: 6.5 }),
  turn: () => svg("rect", { class: "shape", x: -6, y: -6, width: 12, height: 12, rx: 3 }),
  lift: () => svg("rect", { class: "shape", x: -5, y: -11, width: 10, height: 22, rx: 5 }),
};

/** @param {readonly Place[]} places @param {Scale} X @param {Scale} Y */
export const pathOf = (places, X, Y) => places.map(([x, y], at) => `${at ? "L" : "M"}${bound(X(x))} ${bound(Y(y))}`).join("");

/** Far outside is far enough. @param {number} place */
const bound = (place) => Math.max(-9999, Math.min(9999, place)).toFixed(2);

/** A text at a place that does not leave the picture. @param {SVGTextElement} text @param {string} words  lines @param {Place} place @param {{width: number, em: number}} picture @param {"start" | "end" | "middle"} [anchor] */
export function writeAt(text, words, [x, y], { width, em }, anchor = "middle") {
  const lines = words.split("\n");
  while (text.children.length > lines.length) text.lastElementChild?.remove();
  while (text.children.length < lines.length) text.append(svg("tspan"));
  const longest = Math.max(...lines.map((line) => widthOf(line, em))), left = { start: 0, middle: longest / 2, end: longest }[anchor];
  const at = Math.max(2, Math.min(width - longest - 2, x - left)) + left;
  lines.forEach((line, index) => {
    const span = /** @type {SVGTSpanElement} */ (text.children[index]);
    setText(span, line);
    for (const [key, value] of Object.entries({ x: at.toFixed(1), y: (y + 1.2 * em * index).toFixed(1) })) setAttribute(span, key, value);
  });
  setAttribute(text, "text-anchor", anchor);
}

/** A finger needs more room than a mouse. @param {string} pointerType */
export const wider = (pointerType) => (pointerType === "touch" ? 1.5 : 1);

/** About how wide a text is: a Korean letter is as wide as it is high. @param {string} text @param {number} em */
export const widthOf = (text, em) => em * [...text].reduce((sum, letter) => sum + (letter > "\u2fff" ? 0.96 : /[.,:· ()]/.test(letter) ? 0.32 : 0.61), 0);

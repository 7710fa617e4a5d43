// @ts-check
/** The textbook's four curves in one picture, each drawn from the run that shows it best, with its name and rate at its end. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { t } from "../i18n.js";
import { above } from "../math/curve.js";
import { formatShort } from "../math/format.js";
import { linear } from "../math/scale.js";
import { apart } from "../math/fan.js";
import { polyline } from "../math/timeline.js";
import { zoneMark } from "./zone-words.js";
import { floorOf } from "./timeline-lines.js";

/** @typedef {import("./fan-run.js").Run} Run */
/** @typedef {"low" | "good" | "high" | "very_high"} Part */

/** In the order of rates, with the zone whose colour each has. @type {[Part, import("../math/fan.js").Zone][]} */
const PARTS = [["low", "crawl"], ["good", "good"], ["high", "oscillates"], ["very_high", "diverges"]];
/** How far above the start the picture goes: a run that leaves goes out at the top. */
const HEADROOM = 1.5;
const LETTERS = 13;

/** @param {(row: number) => void} take */
export function createFour(take) {
  const lines = PARTS.map(([part, zone]) => svg("polyline", { class: "fan-line", "data-zone": zone, "data-part": part }));
  const names = PARTS.map(([part, zone]) => svg("text", { class: "fan-name", "data-zone": zone, "data-part": part }));
  const level = svg("line", { class: "fan-start" });
  const picture = svg("svg", { class: "fan-four-curves", "aria-hidden": "true" }, level, lines, names);
  const buttons = PARTS.map(([part, zone]) => {
    const words = h("span", { "data-t": `fan.part.${part}` }, t(`fan.part.${part}`)), value = h("b");
    return { element: h("button", { type: "button", class: "fan-choice", "data-zone": zone }, zoneMark(zone), words, value), value, row: -1 };
  });
  for (const button of buttons) button.element.onclick = () => button.row >= 0 && take(button.row);
  const element = h("div", { class: "fan-four", hidden: true }, picture, h("div", { class: "fan-choices" }, buttons.map((button) => button.element)));
  let size = { width: 0, height: 0 }, anew = false;
  const measure = () => {
    const now = { width: picture.clientWidth, height: picture.clientHeight };
    anew = now.width !== size.width || now.height !== size.height;
    size = now;
  };
  return {
    element, measure,
    changed: () => anew,
    /** @param {import("../state.js").State} state @param {readonly Run[]} runs */
    draw({ trails, spec, run }, runs) {
      if (!size.width) measure(); // it was not there yet
      const floor = floorOf(spec), rows = PARTS.map(([part]) => runs.findIndex((one) => one.part === part));
      const curves = rows.map((row) => (row < 0 ? null : above({ ...trails.curve(row), length: trails.indexAt(run.step) + 1 }, floor)));
      const began = Math.max(1e-300, ...curves.flatMap((curve) => (curve ? [curve.last(0)] : [])));
      const X = linear([0, Math.max(10, run.step)], [0, Math.max(1, size.width - 1)]), Y = linear([0, began * HEADROOM], [Math.max(1, size.height - 3), 2]);
      const points = curves.map((curve) => (curve ? left(polyline(curve, X, Y), Y(began * HEADROOM)) : []));
      setAttribute(picture, "viewBox", `0 0 ${Math.max(1, size.width)} ${Math.max(1, size.height)}`);
      for (const [name, value] of Object.entries({ x1: 0, x2: size.width, y1: Y(began), y2: Y(began) })) setAttribute(level, name, value);
      lines.forEach((line, at) => setAttribute(line, "points", points[at].join(" ")));
      place(names, points, runs, rows, size);
      buttons.forEach((button, at) => {
        button.row = rows[at];
        button.element.disabled = rows[at] < 0;
        setText(button.value, rows[at] < 0 ? t("fan.part.none") : formatShort(runs[rows[at]].value));
      });
    },
  };
}

/** A line up to where it leaves the picture for good. @param {number[]} points @param {number} top */
function left(points, top) {
  const inside = points.findLastIndex((y, at) => at % 2 === 1 && y > top);
  return points.slice(0, inside + 3);
}

/** Each name at its curve's end; who went out at the top is named there; none lies over another. @param {SVGTextElement[]} names @param {readonly number[][]} points @param {readonly Run[]} runs @param {readonly number[]} rows @param {{width: number, height: number}} size */
function place(names, points, runs, rows, { width, height }) {
  const out = points.map((line) => ((line.at(-1) ?? Infinity) <= 2.5 ? line.length - 1 : -1));
  const ends = points.map((line, at) => (out[at] > 0 ? [line[out[at] - 1] + 6, LETTERS] : [width - 4, (line[line.length - 1] ?? 0) - 5]));
  const inside = ends.map((_, at) => at).filter((at) => rows[at] >= 0 && out[at] < 0), ys = apart(inside.map((at) => ends[at][1]), LETTERS, height - 4);
  inside.forEach((at, i) => { ends[at][1] = ys[i]; });
  names.forEach((name, at) => {
    setText(name, rows[at] < 0 ? "" : `${t(`fan.part.${PARTS[at][0]}`)} ${formatShort(runs[rows[at]].value)}`);
    const [x, y] = ends[at];
    for (const [key, value] of Object.entries({ x, y, "text-anchor": out[at] > 0 ? "start" : "end" })) setAttribute(name, key, value);
  });
}

// @ts-check
/**
 * The picture of a schedule: η over the run, times its own, on a log scale. The rates are the server's: a method that stands at the bottom
 * of a bowl goes nowhere, and tells its rate at every step. Lines stand where the rate drops and where the run is.
 */
import { setAttribute, setText, svg } from "../dom.js";
import { createErrand } from "../errand.js";
import { t } from "../i18n.js";
import { factorAt, height } from "../math/drawn.js";
import { format } from "../math/format.js";
import { dropsOf } from "../math/schedules.js";

/** @typedef {import("../state.js").Method["schedule"]} Schedule */
/** @typedef {import("../math/epochs.js").Clock} Clock */
/** @typedef {ReturnType<typeof schedulePlane>} Plane */

const WIDTH = 320, HEIGHT = 150, LEFT = 54, RIGHT = 12, TOP = 10, FOOT = 22;
/** So many steps the server answers at once. */
const MOST = 10_000;
const STILL = { kind: "surface", function: "bowl", start: [0, 0] };

/** What stands on the plane over the line: handles. @param {...SVGElement} over */
export function schedulePlane(...over) {
  const errand = createErrand();
  const drops = svg("path", { class: "drawn-drops" }), now = svg("line", { class: "drawn-now", y1: TOP, y2: HEIGHT - FOOT });
  const line = svg("polyline", { class: "drawn-line" }), end = svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 6, "text-anchor": "end" });
  const element = svg("svg", { class: "drawn-plane", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "group" },
    levels(), svg("text", { x: LEFT, y: HEIGHT - 6 }, "0"), end, drops, now, line, over);
  let last = 20, asked = "";
  const x = (/** @type {number} */ epoch) => LEFT + (WIDTH - LEFT - RIGHT) * Math.min(1, epoch / last);
  /** @param {number} rate @param {Record<string, string>} words @param {any[] | null} lines */
  const draw = (rate, words, lines) => {
    const factors = lines?.slice(0, -1).map((step) => step.rate / rate) ?? [];
    setAttribute(line, "points", stairs(factors, x).join(" "));
    const said = { first: format(rate * (factors[0] ?? 1)), at: last, last: format(rate * (factors.at(-1) ?? 1)), ...words };
    setAttribute(element, "aria-label", t("schedule.picture", said));
  };
  return {
    element, x, y,
    /** What lies under a place, in the plane's own units. @param {number} px @param {number} py @returns {[number, number]} epoch, factor */
    pair: (px, py) => [((px - LEFT) / (WIDTH - LEFT - RIGHT)) * last, factorAt((HEIGHT - FOOT - py) / (HEIGHT - FOOT - TOP))],
    scale: () => WIDTH / (element.getBoundingClientRect().width || WIDTH),
    inside: (/** @type {number} */ px) => Math.max(LEFT, Math.min(WIDTH - RIGHT, px)),
    /** @param {Schedule} schedule @param {number} rate @param {Clock} clock @param {number} reach @param {Record<string, string>} words */
    show(schedule, rate, clock, reach, words) {
      last = Math.max(reach, element.matches(":active") ? last : 0); // what is being pulled stays under the finger
      setText(end, t("schedule.point.end", { at: last, ...words }));
      setAttribute(drops, "d", dropsOf(schedule, last).map(({ epoch }) => `M${x(epoch)} ${TOP}V${HEIGHT - FOOT}`).join(""));
      for (const name of ["x1", "x2"]) setAttribute(now, name, x(clock.now));
      setAttribute(now, "display", clock.now > 0 && clock.now < last ? null : "none");
      const question = { spec: { objective: STILL, methods: [{ blocks: [{ optimizer: "sgd", rate }], schedule }] }, steps: Math.min(last, MOST) };
      const key = JSON.stringify([question, words]);
      if (key === asked) return;
      asked = key;
      errand(question, (lines) => draw(rate, words, lines));
    },
  };
}

/** The rate is constant within an epoch. @param {number[]} factors @param {(epoch: number) => number} x */
function stairs(factors, x) {
  const fine = factors.length > WIDTH / 2;
  return factors.flatMap((factor, epoch) => (fine ? [`${x(epoch)},${y(factor)}`] : [`${x(epoch)},${y(factor)}`, `${x(epoch + 1)},${y(factor)}`]));
}

/** @param {number} factor */
const y = (factor) => HEIGHT - FOOT - height(factor) * (HEIGHT - FOOT - TOP);

/** Lines at ×1, ×0.1, ×0.01. */
function levels() {
  return [1, 0.1, 0.01].flatMap((factor) => [
    svg("line", { class: "drawn-level", x1: LEFT, x2: WIDTH - RIGHT, y1: y(factor), y2: y(factor) }),
    svg("text", { x: LEFT - 12, y: y(factor) + 4, "text-anchor": "end" }, `×${factor}`),
  ]);
}

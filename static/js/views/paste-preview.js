// @ts-check
/** What a CSV will become: the picture of its points, a sentence, and what is wrong with which line. */
import { h } from "../dom.js";
import { drawPoints } from "../draw/points.js";
import { t } from "../i18n.js";
import { formatShort } from "../math/format.js";
import { theme } from "../theme.js";

/** @typedef {import("./paste.js").Reading} Reading */

const SIDE = 168;
const MOST_PROBLEMS = 6;

export function dataPreview() {
  const canvas = h("canvas", { class: "preview", role: "img" });
  const says = h("ul", { class: "says", "aria-live": "polite" });
  const element = h("div", { class: "paste-preview" }, canvas, says);
  return {
    element,
    /** @param {Reading} reading */
    show(reading) {
      canvas.hidden = reading.data === null;
      const lines = reading.empty ? [] : reading.data ? summary(reading) : problems(reading);
      says.replaceChildren(...lines.map((line) => h("li", null, line)));
      says.classList.toggle("wrong", !reading.empty && reading.data === null);
      if (reading.data) {
        draw(canvas, reading.data);
        canvas.setAttribute("aria-label", lines[0]);
      }
    },
  };
}

/** @param {Reading} reading */
function summary({ data, names, scaled, decimals, task }) {
  const count = data?.points.length ?? 0;
  const first = task === "regression" ? t("paste.regression", { count }) : t("paste.classification", { count, classes: data?.classes ?? 2, names: names.join(", ") });
  return [
    first,
    ...scaled.map(({ column, low, high }) => t("paste.scaled", { column: columnName(column), low: formatShort(low), high: formatShort(high) })),
    ...(decimals === null ? [] : [t("paste.decimals", { decimals })]),
  ];
}

/** @param {Reading} reading */
function problems({ problems }) {
  const told = problems.slice(0, MOST_PROBLEMS).map(({ key, values }) => t(key, "column" in values ? { ...values, column: columnName(String(values.column)) } : values));
  return problems.length > MOST_PROBLEMS ? [...told, t("csv.more", { count: problems.length - MOST_PROBLEMS })] : told;
}

/** @param {string} column */
const columnName = (column) => (column === "label" ? t("csv.column.label") : column);

/** @param {HTMLCanvasElement} canvas @param {import("../math/csv.js").Data} data */
function draw(canvas, { points, task }) {
  const ratio = Math.min(3, devicePixelRatio || 1);
  canvas.width = canvas.height = SIDE * ratio;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(ratio, ratio);
  const marks = points.map(([x, y, label, test = 0], id) => ({ id, x, y, label, test: test === 1 }));
  drawPoints(context, marks, { task, radius: 3.2, ratio, size: SIDE }, theme());
}

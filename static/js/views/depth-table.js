// @ts-check
/** The depth panel's numbers as a table, for those who do not see the picture: a layer a row, a curve a column. Written while nothing moves. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull } from "../math/format.js";
import { layerName, nameOf } from "./depth-parts.js";

export function createTable() {
  const element = h("table", { class: "sr-only depth-table" });
  let shown = "";
  return {
    element,
    /** @param {import("./depth-parts.js").Model} model @param {boolean} playing */
    show({ answer, curves }, playing) {
      const key = JSON.stringify([curves, t("depth.layer")]);
      if (playing || key === shown) return;
      shown = key;
      const row = (/** @type {string} */ name, /** @type {(curve: typeof curves[number]) => string} */ say) => h("tr", null, h("th", { scope: "row" }, name), curves.map((curve) => h("td", null, say(curve))));
      element.replaceChildren(
        h("caption", null, t("depth.table", { layers: answer.layers, units: answer.units, points: answer.points, step: answer.step })),
        h("thead", null, h("tr", null, h("th", { scope: "col" }, "‖∂L/∂W‖"), curves.map((curve) => h("th", { scope: "col" }, nameOf(curve))))),
        h("tbody", null,
          Array.from({ length: answer.layers + 1 }, (_, layer) => row(layerName(layer, answer.layers), ({ norms }) => format(norms[layer], 4))),
          row(t("depth.table.loss"), ({ loss }) => formatFull(loss)),
          row(t("depth.table.ratio"), ({ ratio }) => format(ratio, 3)),
          row(t("depth.table.units"), ({ distinct }) => distinct?.join(", ") ?? "–"),
        ),
      );
    },
  };
}

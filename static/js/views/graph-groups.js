// @ts-check
/** What can be folded: a dashed box around its nodes, and on it a button that folds them into one; on the folded one a button that opens it. */
import { setAttribute, setText, svg } from "../dom.js";
import { t } from "../i18n.js";
import { format } from "../math/format.js";
import { widthOf } from "../math/graph-sizes.js";

/** @typedef {import("../math/graph-fold.js").Group} Group */
/** @typedef {import("../math/graph-layout.js").Box} Box */

const PAD = { x: 5, y: 26 }, TALL = 24, HEAD = 18;

/** @param {Group} group @param {readonly Box[]} boxes @param {boolean} folded @param {readonly number[] | null} only  shown only while one of these is at hand @param {number} [height]  of the picture */
export function drawnGroup(group, boxes, folded, only, height = Infinity) {
  const left = Math.min(...boxes.map(({ x, w }) => x - w / 2)) - PAD.x, right = Math.max(...boxes.map(({ x, w }) => x + w / 2)) + PAD.x;
  const top = Math.max(HEAD, Math.min(...boxes.map(({ y, h }) => y - h / 2)) - (folded ? 6 : PAD.y)), bottom = Math.min(height - 2, Math.max(...boxes.map(({ y, h }) => y + h / 2)) + PAD.y);
  const box = svg("rect", { class: "graph-box", x: left, y: top, width: right - left, height: bottom - top, rx: 14, hidden: folded });
  const text = svg("text", { class: "graph-fold-text", x: left + (folded ? (right - left) / 2 : 8), y: top - 7 }), area = svg("rect", { class: "graph-fold-area", y: top - TALL, height: TALL, rx: 6 });
  const button = svg("g", { class: `graph-fold${folded ? " folded" : ""}`, role: "button", tabindex: 0, "data-fold": group.key, "aria-expanded": String(!folded) }, area, text);
  return {
    box, button,
    /** @param {import("../math/graph-now.js").Now} now @param {number | null} at  the node at hand */
    show({ answer, known, picture }, at) {
      const away = only !== null && (at === null || !only.includes(at));
      setAttribute(button, "hidden", away);
      setAttribute(box, "hidden", away || folded);
      if (away) return;
      const out = answer.nodes[group.out], slope = group.slopes[0], reached = known.values[picture.places[group.out]];
      const name = t(folded ? "graph.open" : "graph.fold", { name: groupName(group) });
      const law = !folded && group.kind === "sigmoid" && reached && typeof slope === "number" ? t("graph.sigmoid", { value: format(/** @type {number} */ (out.value), 2), slope: format(slope, 2) }) : "";
      const said = law ? `${name}: ${law}` : name;
      setText(text, said);
      setAttribute(button, "aria-label", said);
      const wide = widthOf(said) * 0.88 + 14, x = folded ? (left + right - wide) / 2 : left + 2;
      setAttribute(area, "x", x);
      setAttribute(area, "width", wide);
    },
  };
}

/** @param {Group} group */
export const groupName = ({ kind, label }) => (kind === "layer" ? t("graph.layer", { n: label }) : kind === "neuron" ? t("graph.neuron", { name: label }) : label);

/** What is written in a node. @param {import("../math/graph-fold.js").Shown} one */
export const labelOf = ({ group, node, label }) => (group ? (group.kind === "layer" ? groupName(group) : label) : node.op === "target" ? t("graph.target", { name: label }) : label);

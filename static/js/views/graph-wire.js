// @ts-check
/** A wire of the graph. Red when a gradient has come back through it; where a node's wires part, each has its part of the gradient written at its end. */
import { setAttribute, setText, svg } from "../dom.js";
import { formatFull, formatWire } from "../math/format.js";

/** @typedef {import("../math/graph-fold.js").Shown} Shown */

/** Where more wires end their parts are told by the card. */
const CROWD = 3;

/** @param {import("../math/graph-layout.js").Wire} wire @param {Shown} source @param {Shown} target @param {number} middle  the target's */
export function drawnWire({ from, to, slot, d, enter }, source, target, middle) {
  const parts = source.users.length > 1, weighted = target.node.weights !== undefined;
  const path = svg("path", { class: "graph-wire", d }), title = svg("title"), text = svg("tspan");
  const apart = enter[1] - middle, below = target.inputs.length > 1 && Math.abs(apart) < 3 ? 4 : apart < 0 ? -5 : 14;
  const part = svg("text", { class: "graph-part", x: enter[0] - 5, y: enter[1] + below, hidden: true }, title, text);
  return {
    element: path, part, from, to,
    /** @param {import("../math/graph-now.js").Now["picture"]} picture @param {import("../math/graph-walk.js").Known} known @param {boolean} quiet  no part is written @param {number} heavy  the largest weight */
    show({ nodes }, known, quiet, heavy) {
      const sent = nodes[to].sent[slot] ?? null, back = known.sent[to], weight = weighted ? (nodes[to].node.weights?.[slot] ?? 0) : null;
      const state = back ? "back" : nodes[from].kind !== "step" || known.values[from] ? (known.values[to] || known.current === to ? "done" : "") : "far";
      setAttribute(path, "class", `graph-wire ${state}${known.current === to ? " now" : ""}${weight === null ? "" : weight < 0 ? " negative" : " positive"}`);
      if (weight !== null) setAttribute(path, "stroke-width", (1 + (3.5 * Math.abs(weight)) / (heavy || 1)).toFixed(2));
      const shown = parts && back && !quiet && nodes[to].inputs.length <= CROWD && typeof sent === "number";
      setAttribute(part, "hidden", !shown);
      if (!shown) return;
      setText(text, formatWire(sent));
      setText(title, formatFull(sent));
    },
  };
}

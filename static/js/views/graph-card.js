// @ts-check
/** The card of the node at hand, or of the one that was picked: upstream × local = downstream, and what the gate does. */
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull, formatWire } from "../math/format.js";
import { cellsPicture } from "./graph-outer.js";
import { neuronForward, neuronLines } from "./graph-neuron.js";
import { meaningOf } from "./graph-leaves.js";
import { groupName } from "./graph-groups.js";
import { forkOf, forwardOf, gateOf, linesOf, nameOf, number, slopeName } from "./graph-words-card.js";

/** @typedef {import("./graph-picture.js").Scene} Scene */

/** What has a name in formulas besides what it does. */
const LABELLED = new Set(["neuron", "linear", "activation", "softmax"]);
/** More inputs than these are not told one by one. */
const MOST = 4;

/** @param {{fold: (key: string) => void, type: (node: number) => void, ours: (node: number) => boolean, lab: (layer: number, unit: number, given?: number[]) => void}} hands  lab: shows a neuron in the Neuron lab */
export function nodeCard({ fold, type, ours, lab }) {
  let act = () => {}, leave = () => {};
  const name = h("strong"), rule = h("span", { class: "graph-rule" }), open = h("button", { type: "button", class: "button quiet", onclick: () => act() }), away = h("button", { type: "button", class: "button quiet", onclick: () => leave() }), forward = h("p", { class: "graph-forward" });
  const body = h("div", { class: "graph-sum" }), note = h("p", { class: "graph-note" });
  const element = h("section", { class: "graph-card" }, h("h3", null, name, " ", rule, open, away), forward, body, note);
  let written = "";
  return {
    element,
    /** @param {Scene} scene @param {number | null} at @param {import("../state.js").State} state */
    show({ now, lang }, at, state) {
      const one = at === null ? null : now.picture.nodes[at], fault = one && (now.answer.faults ?? []).find(({ node }) => node === one.index);
      const back = at !== null && (now.known.sent[at] || (one?.kind !== "step" && now.known.grads[at] === "all"));
      const said = JSON.stringify([lang, one, at, back, fault, now.known.phase]);
      if (said === written) return;
      written = said;
      element.classList.toggle("empty", one === null);
      setText(name, at === null ? "" : titleOf(now, at));
      setText(rule, one === null ? t("graph.card.begin") : one.kind === "step" && back && (one.node.op !== "neuron" || one.group) ? t(one.node.op === "linear" && !one.group ? "graph.card.outer" : "graph.card.rule") : "");
      const typed = at !== null && ours(at), group = one?.group ?? null;
      open.hidden = !group && !typed;
      setText(open, group ? t("graph.open", { name: groupName(group) }) : typed ? t("graph.card.type") : "");
      const place = placeOf(now, one);
      away.hidden = place === null;
      setText(away, t("inspector.open"));
      leave = () => place && lab(place.layer, place.unit, place.given);
      act = () => (group ? fold(group.key) : at !== null && type(at));
      setText(forward, one === null || at === null || back || !now.known.values[at] ? "" : one.node.op === "neuron" && !one.group ? neuronForward(one.node, one.label) : forwardOf(now, at));
      body.replaceChildren(...(at !== null && one?.kind === "step" && back ? sums(now, at) : at !== null && back ? [alone(now, at)] : []));
      const words = at === null || !one ? [] : fault ? [faultText(fault)] : one.value === null && now.known.values[at] ? [t("graph.card.lost")] : [back ? gateOf(now, at) : "", back && now.known.grads[at] === "all" ? forkOf(now, at) : "", one?.kind === "leaf" ? leafText(state, one, back) : ""];
      setText(note, words.filter(Boolean).join(" "));
      note.classList.toggle("wrong", Boolean(fault));
    },
  };
}

/** Of a neuron of the network: where it is, and what comes into it where that can be read off. @param {Scene["now"]} now @param {import("../math/graph-fold.js").Shown | null} one @returns {{layer: number, unit: number, given?: number[]} | null} */
function placeOf({ answer }, one) {
  if (!one || answer.source !== "network") return null;
  const folded = /** @type {any} */ (one.group), { op, place, inputs } = /** @type {any} */ (one.node);
  if (folded) return folded.kind === "neuron" && folded.place?.unit >= 0 ? folded.place : null;
  if (op !== "neuron" || !place) return null;
  const given = inputs.map((/** @type {number} */ index) => answer.nodes[index].value);
  return { layer: place.layer, unit: place.unit, ...(given.every(Number.isFinite) && { given }) };
}

/** "W·x + b = z₂": what it does, and what it is called in formulas. @param {Scene["now"]} now @param {number} at */
function titleOf(now, at) {
  const { group, node, label } = now.picture.nodes[at], name = nameOf(now, at);
  if (group) return group.kind === "layer" ? `${groupName(group)} = ${name}` : label;
  return node.kind === "step" && LABELLED.has(node.op) && label !== name ? `${label} = ${name}` : name;
}

/** @param {import("../math/graph-fold.js").Fault} fault */
function faultText({ key, values, text }) {
  const said = t(key, values);
  return said === key ? text : said;
}

/** What changing it means. @param {import("../state.js").State} state @param {import("../math/graph-fold.js").Shown} one @param {boolean} known */
function leafText(state, one, known) {
  const meaning = meaningOf(state, one);
  return meaning === "weight" ? t("graph.card.weight") : meaning === "point" ? t("graph.card.point") : meaning === "value" && !known ? t("graph.card.leaf") : "";
}

/** One line an input. @param {Scene["now"]} now @param {number} at */
function sums(now, at) {
  if (now.picture.nodes[at].node.op === "neuron" && !now.picture.nodes[at].group) return neuronLines(now, at);
  const lines = linesOf(now, at), matrix = lines.find(({ up, down }) => Array.isArray(up) || Array.isArray(down));
  if (matrix) return [cellsPicture(now, at)];
  const rows = lines.slice(0, MOST).map(({ to, up, local, text, down }) => h("tr", null,
    part(up, "back"), h("td", { class: "times" }, "×"), part(local, "local", text), h("td", { class: "times" }, "="), part(down, "back"), h("td", { class: "to" }, lines.length > 1 || to.length < 9 ? `→ ${to}` : "")));
  const heads = ["up", "", "local", "", "down", ""].map((key) => (key ? h("th", { scope: "col" }, t(`graph.card.${key}`)) : h("td", null)));
  const more = lines.length > MOST ? h("p", { class: "graph-note" }, t("graph.card.more", { count: lines.length - MOST })) : null;
  return [h("table", { class: `graph-lines${lines.length === 1 ? " one" : ""}` }, h("thead", null, h("tr", null, heads)), h("tbody", null, rows)), ...(more ? [more] : [])];
}

/** @param {any} value @param {string} kind @param {string} [text] */
const part = (value, kind, text = "") => h("td", { class: kind, title: formatFull(number(value)) }, text && text !== formatWire(number(value)) ? [h("small", null, `${text} = `), formatWire(number(value))] : formatWire(number(value)));

/** Of a leaf: how f follows it. @param {Scene["now"]} now @param {number} at */
function alone(now, at) {
  const { label, grad } = now.picture.nodes[at], f = now.answer.source === "network" ? "L" : "f";
  return h("p", { class: "graph-sense" }, h("b", { title: formatFull(number(grad)) }, `${slopeName(now, at)} = ${formatWire(number(grad))}`), ` ${t("graph.card.sense", { name: label, f, grad: formatWire(number(grad)) })}`);
}

// @ts-check
/** The graph as an SVG: built when its structure or its room changes, else only its numbers and states are written. */
import { setAttribute, setText, svg } from "../dom.js";
import { t } from "../i18n.js";
import { formOf } from "../math/graph-sizes.js";
import { layoutOf, rowsOf } from "../math/graph-layout.js";
import { drawnGroup, labelOf } from "./graph-groups.js";
import { drawnNode } from "./graph-node.js";
import { drawnWire } from "./graph-wire.js";

/** @typedef {import("../math/graph-now.js").Now} Now */
/** @typedef {import("../math/graph-layout.js").Layout} Layout */
/**
 * @typedef {object} Scene  what the picture shows
 * @property {Now} now @property {number | null} picked  the shown node whose card is open @property {readonly string[]} folded @property {string} lang @property {(node: number) => boolean} ours  a leaf that can be changed
 */

/** More wires than these have their parts written only where one looks. */
const MANY = 24;
/** Above the picture for the words on a group's box. */
const HEAD = 18;
/** More groups than these show where one looks only. */
const FEW = 4;
/** Between columns of cells, which have their numbers in themselves. */
const CLOSE = 26;
/** How much larger than usual a small graph is drawn: the largest that fits. */
const LARGER = [1.4, 1.2];

export function createPicture() {
  const layer = svg("g", { class: "graph-layer" }), told = svg("desc"), element = svg("svg", { class: "graph-picture", role: "group" }, told, layer);
  let key = "", layout = /** @type {Layout | null} */ (null), scale = 1;
  /** @type {{nodes: ReturnType<typeof drawnNode>[], wires: ReturnType<typeof drawnWire>[], groups: ReturnType<typeof drawnGroup>[]}} */
  let drawn = { nodes: [], wires: [], groups: [] };

  /** @param {Scene} scene @param {{w: number, h: number}} room  in the picture's own pixels */
  const build = ({ now: { picture }, folded, ours }, room) => {
    const labels = picture.nodes.map(labelOf), forms = picture.nodes.map((one, i) => formOf(one, labels[i])), ahead = forms.some(({ shape }) => shape === "cells");
    const graph = { sizes: forms, inputs: picture.nodes.map(({ inputs }) => inputs), ahead, ...(ahead && { gap: CLOSE }), ...(picture.open.length && picture.open.length <= FEW && { head: HEAD }) };
    const rows = rowsOf(graph), within = (/** @type {number} */ larger) => layoutOf(graph, { w: room.w / larger, h: room.h / larger }, rows);
    scale = LARGER.find((larger) => fits(within(larger), room, larger)) ?? 1;
    layout = within(scale);
    const boxes = layout.boxes, few = picture.open.length <= FEW;
    const nodes = picture.nodes.map((one, i) => drawnNode(one, forms[i], boxes[i], i, i === picture.nodes.length - 1, labels[i], ours(i)));
    const wires = layout.wires.map((wire) => drawnWire(wire, picture.nodes[wire.from], picture.nodes[wire.to], boxes[wire.to].y));
    const groups = [
      ...picture.open.map(({ group, nodes: inside }) => drawnGroup(group, inside.map((i) => boxes[i]), false, few ? null : inside, layout?.height)),
      ...picture.nodes.flatMap((one, i) => (one.group && folded.includes(one.group.key) ? [drawnGroup(one.group, [boxes[i]], true, null, layout?.height)] : [])),
    ];
    drawn = { nodes, wires, groups };
    layer.replaceChildren(
      svg("g", { class: "graph-boxes" }, groups.map(({ box }) => box)), svg("g", { class: "graph-wires" }, wires.map(({ element: wire }) => wire)),
      svg("g", { class: "graph-nodes" }, nodes.map(({ element: node }) => node)), svg("g", { class: "graph-parts" }, wires.map(({ part }) => part)),
      svg("g", { class: "graph-folds" }, groups.map(({ button }) => button)),
    );
  };
  return {
    element, layer, layout: () => /** @type {Layout} */ (layout), scale: () => scale, node: (/** @type {number} */ i) => drawn.nodes[i]?.element ?? null,
    /** @param {Scene} scene @param {{w: number, h: number}} room @returns {boolean} whether it was built anew */
    show(scene, room) {
      const { now } = scene, structure = `${scene.lang} ${structureOf(now, room)}`, built = structure !== key, { known, picture } = now;
      if (built) build(scene, room);
      key = structure;
      const many = drawn.wires.length > MANY, at = scene.picked ?? known.current, heavy = heaviest(picture);
      drawn.nodes.forEach((node, i) => node.show(picture.nodes[i], scene, i));
      drawn.wires.forEach((wire) => wire.show(picture, known, many && wire.from !== at && wire.to !== at, heavy));
      drawn.groups.forEach((group) => group.show(now, at));
      setAttribute(element, "class", `graph-picture ${known.phase}${now.error ? " stale" : ""}${many ? " many" : ""}`);
      setText(told, t("graph.keys"));
      setAttribute(element, "aria-label", t("graph.picture", { steps: now.walk.count }));
      return built;
    },
    forget: () => (key = ""),
  };
}

/** @param {Layout} layout @param {{w: number, h: number}} room @param {number} larger */
const fits = ({ width, height }, { w, h }, larger) => width * larger <= w + 1 && height * larger <= h + 1;

/** What the layout depends on: never a number. @param {Now} now @param {{w: number, h: number}} room */
function structureOf({ picture: { nodes, open } }, { w, h }) {
  const shape = (/** @type {any} */ value) => (Array.isArray(value) ? `${value.length}×${value[0]?.length}` : "");
  return `${w} ${h} ${nodes.map(({ key, label, kind, inputs, value, grad }) => `${key} ${label} ${kind} ${inputs} ${shape(value)}${shape(grad)}`).join(";")} ${open.map(({ group }) => group.key)}`;
}

/** The largest weight of a wire between neurons. @param {Now["picture"]} picture */
const heaviest = ({ nodes }) => nodes.reduce((most, { node }) => (node.weights ?? []).reduce((m, w) => Math.max(m, Math.abs(w ?? 0)), most), 0);

// @ts-check
/**
 * The graph that is shown: an answer of the `graph` study in which some groups are folded, each into one node. Nothing is computed: a folded
 * node has the value and the gradient of its group's last node, and the slopes and what is sent back that the engine gave for the whole.
 *
 * @typedef {number | readonly (readonly number[])[] | null} Amount  a number or a matrix; null: not finite, or no single number
 *
 * @typedef {object} Given  a node of the answer (docs/studies.md, `graph`)
 * @property {string} key @property {string} op @property {"leaf" | "number" | "step"} kind @property {string} label @property {readonly number[]} inputs
 * @property {Amount} value @property {Amount} grad @property {readonly Amount[]} slopes @property {readonly Amount[]} [sent]
 * @property {Amount} [numeric] @property {number | null} [up] @property {number | null} [down] @property {readonly [number, number][]} [spans]
 * @property {null | {layer: number, unit: number, input?: number | null}} [place]
 * @property {readonly Amount[]} [local]  between vectors: the slope along each input, cell by cell @property {number | null} [z] @property {number | null} [grad_z] @property {number | null} [bias] @property {number | null} [bias_grad] @property {string} [activation]  of a neuron
 * @property {boolean} [absorbed]  a number that the label of its step says
 * @property {readonly number[]} [weights] @property {readonly number[]} [weight_grads]
 *
 * @typedef {object} Group
 * @property {string} key @property {string} kind @property {string} label @property {readonly number[]} nodes @property {number} out
 * @property {readonly number[]} inputs @property {readonly Amount[]} slopes @property {readonly Amount[]} sent
 *
 * @typedef {{nodes: readonly Given[], groups?: readonly Group[], leaves?: readonly {name: string, node: number, value: number, declared: number | null}[], faults?: readonly Fault[],
 *   nudged?: null | {key: string, by: number, values: readonly Amount[], f: number | null, predicted: number | null}, source?: string, level?: string | null}} Answer
 * @typedef {{node: number, column: number, key: string, values: Record<string, any>, text: string}} Fault
 *
 * @typedef {object} Shown  one node of the picture
 * @property {string} key  of the node, or of the group that it stands for @property {number} index  in the answer: itself, or the group's last node
 * @property {Given} node  that one @property {Group | null} group  what is folded into it
 * @property {"leaf" | "number" | "step"} kind @property {string} label @property {readonly number[]} inputs  indices of shown nodes
 * @property {readonly Amount[]} slopes @property {readonly Amount[]} sent  one an input
 * @property {readonly {to: number, slot: number}[]} users  who takes it, and as which of their inputs
 * @property {Amount} value @property {Amount} grad
 *
 * @typedef {{nodes: readonly Shown[], open: readonly {group: Group, nodes: readonly number[]}[], places: readonly number[]}} Picture
 *   open: groups that could be folded, by shown nodes; places: of each node of the answer the shown node in which it is, −1 if it is not drawn
 */

/** A step with such a label takes its numbers as nodes of their own; any other label says the number itself: "+1", "1/x". */
const BARE = new Set(["+", "−", "-", "×", "·", "÷", "/", "^", "max", "min"]);

/** @param {Answer} answer @param {readonly string[]} folded  keys of groups @returns {Picture} */
export function shownOf({ nodes, groups = [] }, folded) {
  const owner = ownersOf(nodes, groups, folded), said = saidOf(nodes), drawn = nodes.map((_, i) => (owner[i] ? owner[i]?.out === i : !said[i]));
  const places = /** @type {number[]} */ (Array(nodes.length).fill(-1)), order = nodes.flatMap((_, i) => (drawn[i] ? [i] : []));
  order.forEach((i, at) => (places[i] = at));
  nodes.forEach((_, i) => owner[i] && (places[i] = places[/** @type {Group} */ (owner[i]).out]));
  const shown = order.map((i) => entry(nodes, i, owner, places));
  const users = /** @type {{to: number, slot: number}[][]} */ (shown.map(() => []));
  shown.forEach(({ inputs }, to) => inputs.forEach((from, slot) => users[from].push({ to, slot })));
  const open = groups.filter(({ key, nodes: inside }) => !folded.includes(key) && inside.some((i) => !owner[i]))
    .map((group) => ({ group, nodes: [...new Set(group.nodes.map((i) => places[i]))].filter((i) => i >= 0) })).filter(({ nodes: inside }) => inside.length > 1);
  return { nodes: shown.map((one, i) => ({ ...one, users: users[i] })), open, places };
}

/** The largest folded group of each node. @param {readonly Given[]} nodes @param {readonly Group[]} groups @param {readonly string[]} folded */
function ownersOf(nodes, groups, folded) {
  const owner = /** @type {(Group | null)[]} */ (nodes.map(() => null));
  const taken = groups.filter(({ key }) => folded.includes(key)).sort((a, b) => a.nodes.length - b.nodes.length);
  for (const group of taken) for (const i of group.nodes) owner[i] = group;
  return owner;
}

/** Which numbers are told by the label of every step that takes them, and what only such numbers are made of. @param {readonly Given[]} nodes @returns {boolean[]} */
function saidOf(nodes) {
  const users = /** @type {number[][]} */ (nodes.map(() => [])), said = nodes.map(() => false);
  nodes.forEach(({ inputs }, to) => inputs.forEach((from) => users[from].push(to)));
  for (let i = nodes.length - 1; i >= 0; i -= 1) {
    if (nodes[i].kind !== "number" || !users[i].length) continue;
    said[i] = nodes[i].absorbed ?? users[i].every((to) => said[to] || (!BARE.has(nodes[to].label) && nodes[to].inputs.some((other) => nodes[other].kind !== "number")));
  }
  return said;
}

/** @param {readonly Given[]} nodes @param {number} i @param {readonly (Group | null)[]} owner @param {readonly number[]} places @returns {Omit<Shown, "users">} */
function entry(nodes, i, owner, places) {
  const node = nodes[i], group = owner[i], { inputs, slopes } = group ?? node, sent = group?.sent ?? node.sent ?? [], many = group && isLayer(nodes, group);
  const slots = inputs.map((_, slot) => slot).filter((slot) => places[inputs[slot]] >= 0), vectors = (/** @type {number} */ from) => owner[from] && isLayer(nodes, /** @type {Group} */ (owner[from]));
  // Of a folded layer all neurons are one input: what they get back is a vector.
  const kept = slots.filter((slot, k) => !vectors(inputs[slot]) || slots.findIndex((other) => places[inputs[other]] === places[inputs[slot]]) === k);
  const together = (/** @type {number} */ slot) => slots.filter((other) => places[inputs[other]] === places[inputs[slot]]).map((other) => [/** @type {number} */ (sent[other])]);
  const column = (/** @type {"value" | "grad"} */ what) => (many ? group.nodes.map((at) => [/** @type {number} */ (nodes[at][what])]) : node[what]);
  return {
    key: group?.key ?? node.key ?? String(i), index: i, node, group, kind: node.kind ?? (node.inputs.length ? "step" : node.op === "name" ? "leaf" : "number"), label: group?.label ?? node.label,
    inputs: kept.map((slot) => places[inputs[slot]]), slopes: kept.map((slot) => (vectors(inputs[slot]) ? null : (slopes[slot] ?? null))), sent: kept.map((slot) => (vectors(inputs[slot]) ? together(slot) : (sent[slot] ?? null))),
    value: column("value"), grad: column("grad"),
  };
}

/** A layer of single neurons: folded, their numbers are a vector. @param {readonly Given[]} nodes @param {Group} group */
const isLayer = (nodes, { kind, nodes: inside }) => kind === "layer" && inside.every((at) => !Array.isArray(nodes[at].value));

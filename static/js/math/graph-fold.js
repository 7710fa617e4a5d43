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
 * @property {null | {layer: number, unit: number, input?: number}} [place]
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
  const owner = ownersOf(nodes, groups, folded), drawn = nodes.map((node, i) => (owner[i] ? owner[i]?.out === i : !said(nodes, i)));
  const places = /** @type {number[]} */ (Array(nodes.length).fill(-1)), order = nodes.flatMap((_, i) => (drawn[i] ? [i] : []));
  order.forEach((i, at) => (places[i] = at));
  nodes.forEach((_, i) => owner[i] && (places[i] = places[/** @type {Group} */ (owner[i]).out]));
  const shown = order.map((i) => entry(nodes, i, owner[i], places));
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

/** Whether a number is told by the label of every step that takes it. @param {readonly Given[]} nodes @param {number} i */
function said(nodes, i) {
  if (nodes[i].kind !== "number") return false;
  const users = nodes.filter(({ inputs }) => inputs.includes(i));
  return users.length > 0 && users.every(({ label, inputs }) => !BARE.has(label) && inputs.some((other) => nodes[other].kind !== "number"));
}

/** @param {readonly Given[]} nodes @param {number} i @param {Group | null} group @param {readonly number[]} places @returns {Omit<Shown, "users">} */
function entry(nodes, i, group, places) {
  const node = nodes[i], { inputs, slopes } = group ?? node, sent = group?.sent ?? node.sent ?? [];
  const kept = inputs.map((_, slot) => slot).filter((slot) => places[inputs[slot]] >= 0);
  return {
    key: group?.key ?? node.key ?? String(i), index: i, node, group, kind: node.kind ?? (node.inputs.length ? "step" : node.op === "name" ? "leaf" : "number"), label: group?.label ?? node.label,
    inputs: kept.map((slot) => places[inputs[slot]]), slopes: kept.map((slot) => slopes[slot] ?? null), sent: kept.map((slot) => sent[slot] ?? null),
    value: node.value, grad: node.grad,
  };
}

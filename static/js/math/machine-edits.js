// @ts-check
/** What is done to a machine by hand: machine → machine. */
import { niceReach } from "./machine-geometry.js";

/** @typedef {import("../neuron.js").Machine} Machine */
/** @typedef {import("../neuron.js").Bend} Bend */

/** Nothing is larger, in either direction. */
export const MOST = 1000;
const held = (/** @type {number} */ value) => Math.max(-MOST, Math.min(MOST, value));

/** From now on the numbers are the person's. @param {Machine} machine @param {Partial<Machine>} change @returns {Machine} */
function byHand(machine, change) {
  const { from } = machine;
  return { ...machine, ...change, follow: false, from: from && !from.touched ? { ...from, touched: true } : from };
}

/** Inputs by number: their new values. @param {Machine} machine @param {Record<number, number>} values */
export function withInputs(machine, values) {
  const x = machine.x.map((old, input) => held(values[input] ?? old));
  return byHand(machine, { x, reach: Math.max(machine.reach, niceReach(Object.keys(values).map((input) => x[Number(input)]))) });
}

/** Weights of the held piece by number; the number after the last input is the bias. @param {Machine} machine @param {Record<number, number>} values */
export function withWeights(machine, values) {
  const rows = machine.rows.map((row, piece) => (piece === machine.piece ? row.map((old, input) => held(values[input] ?? old)) : row));
  return byHand(machine, { rows });
}

/** As steep as wanted, with the threshold where it is: w and b are scaled together. @param {Machine} machine @param {number} wanted */
export function withSteepness(machine, wanted) {
  const now = steepnessOf(machine);
  if (!(now > 0) || !(wanted > 0)) return machine;
  return byHand(machine, { rows: machine.rows.map((row) => row.map((value) => (value * wanted) / now)) });
}

/** ‖w‖ of the inputs that are shown. @param {Machine} machine */
export const steepnessOf = ({ rows, piece, axes }) => Math.hypot(...axes.map((axis) => rows[piece][axis]));

/** Into maxout the other pieces are the same line, turned round: |·| to begin with. @param {Machine} machine @param {Bend} bend */
export function withBend(machine, bend) {
  const wanted = bend.activation === "maxout" ? bend.pieces ?? 2 : 1, { rows, piece } = machine;
  const kept = wanted === 1 ? [rows[piece]] : rows.slice(0, wanted);
  const more = Array.from({ length: wanted - kept.length }, (_, at) => rows[0].map((value) => (at + kept.length === 1 ? -value : 0)));
  return byHand(machine, { bend, rows: [...kept, ...more], piece: wanted === 1 ? 0 : Math.min(piece, wanted - 1) });
}

/** How many inputs are shown. A neuron made by hand has no others; one of a network keeps them. @param {Machine} machine @param {1 | 2} count @returns {Machine} */
export function showing(machine, count) {
  const { axes, x, rows, from, deep, spare } = machine;
  if (axes.length === count) return machine;
  if (from || deep) {
    const other = x.findIndex((_, input) => input !== axes[0]);
    return { ...machine, axes: count === 1 ? [axes[0]] : other < 0 ? axes : [axes[0], other] };
  }
  if (count === 1) return { ...machine, axes: [0], names: ["x"], x: [x[0]], reach: Math.max(3, niceReach([x[0]])), rows: rows.map((row) => [row[0], row[2]]), spare: { x: x[1], weights: rows.map((row) => row[1]) } };
  const both = [x[0], spare?.x ?? 0.8];
  return { ...machine, axes: [0, 1], names: ["x₁", "x₂"], x: both, reach: niceReach(both), rows: rows.map((row, piece) => [row[0], spare?.weights[piece] ?? (piece % 2 ? 1 : -1) * 1.2, row[1]]), spare: null };
}

/** Another input on an axis; the one that was there goes to where that one was. @param {Machine} machine @param {number} at @param {number} input @returns {Machine} */
export function withAxis(machine, at, input) {
  const axes = machine.axes.map((old, place) => (place === at ? input : old === input ? machine.axes[at] : old));
  return { ...machine, axes, reach: Math.max(machine.reach, niceReach(axes.map((axis) => machine.x[axis]))) };
}

// @ts-check
/**
 * Where the nodes and wires of a graph lie, pixels: columns from left to right (graph-columns.js), in each the nodes as near to what they are
 * wired to as they may stand. After each node there is room for its numbers, on its own wire: value above, gradient below.
 *
 * @typedef {{w: number, h: number}} Size
 * @typedef {{x: number, y: number, w: number, h: number}} Box  centre and size
 * @typedef {{from: number, to: number, slot: number, d: string, enter: [number, number]}} Wire  enter: where it ends
 * @typedef {{width: number, height: number, boxes: Box[], wires: Wire[], crossings: number, columns: readonly number[]}} Layout  columns: of each node
 */
import { columnsOf, crossingsOf } from "./graph-columns.js";

/** Between columns: room for a number; with a fork's part at the other end as well; the most. Between rows; the most that they are drawn apart. */
const GAP = 55, PART = 40, WIDEST = 110, ROW = 9, LABELLED = 45, DUMMY = 16, STRETCH = 1.7;
/** A wire goes straight under its number, so far at most. */
const STUB = 36;
/** From the last node on, for f; at the edges. */
const END = 62, EDGE = 6;
/** So many leaves may stand in one column. */
const LEFT = 12;
/** Sweeps that set the rows; the last go forward, so that what follows one after the other lies on one line. */
const ROUNDS = 32;

/**
 * @typedef {{sizes: readonly Size[], inputs: readonly (readonly number[])[], ahead?: boolean, gap?: number, head?: number}} Graph  ahead: what is given stands just before its use; gap: between columns, for numbers; head: kept free above
 * @typedef {{columns: Columns, ys: number[]}} Rows  whatever the room is
 */

/** @param {Graph} graph @returns {Rows} */
export function rowsOf({ sizes, inputs, ahead = false }) {
  const given = inputs.filter((froms) => !froms.length).length, columns = columnsOf(inputs, !ahead && given <= LEFT);
  return { columns, ys: down(columns, sizes) };
}

/** @param {Graph} graph @param {Size} room  to be filled if there is space left; a graph that is larger is laid out larger @param {Rows} [rows] @returns {Layout} */
export function layoutOf(graph, room, rows = rowsOf(graph)) {
  const { sizes, inputs, gap = GAP, head = 0 } = graph, { columns: grid } = rows;
  const xs = across(grid, sizes, inputs, room.w, gap), { ys, height } = spread(grid, sizes, rows.ys, room.h, head);
  const boxes = grid.at.map((cell, node) => ({ x: xs.centres[grid.cells[cell].column], y: ys[cell], ...sizes[node] }));
  return { width: xs.width, height, boxes, wires: wiresOf(grid, boxes, xs, ys, inputs), crossings: crossingsOf(grid.cells, grid.columns), columns: grid.at.map((cell) => grid.cells[cell].column) };
}

/** @typedef {import("./graph-columns.js").Columns} Columns */
/** @typedef {{centres: number[], widths: number[], width: number}} Across */

/** @param {Columns} grid @param {readonly Size[]} sizes @param {readonly (readonly number[])[]} inputs @param {number} room @param {number} gap @returns {Across} */
function across({ columns, cells, at }, sizes, inputs, room, gap) {
  const uses = inputs.map(() => 0), gaps = columns.slice(1).map(() => gap);
  for (const froms of inputs) for (const from of froms) uses[from] += 1;
  inputs.forEach((froms, to) => froms.forEach((from) => uses[from] > 1 && (gaps[cells[at[to]].column - 1] = gap + PART)));
  const widths = columns.map((column) => Math.max(8, ...column.map((cell) => (cells[cell].dummy ? 0 : sizes[cells[cell].node].w))));
  const least = 2 * EDGE + END + [...widths, ...gaps].reduce((sum, w) => sum + w, 0);
  const wider = gaps.length ? Math.max(0, Math.min((room - least) / gaps.length, WIDEST - gap)) : 0;
  const width = least + wider * gaps.length, centres = /** @type {number[]} */ ([]);
  let x = EDGE + Math.max(0, room - width) / 2;
  widths.forEach((w, column) => {
    centres.push(x + w / 2);
    x += w + (gaps[column] ?? 0) + wider;
  });
  return { centres, widths, width: Math.max(width, room) };
}

/** @param {Columns} grid @param {readonly Size[]} sizes */
function down({ cells, columns }, sizes) {
  const tall = cells.map(({ node, dummy }) => (dummy ? DUMMY : Math.max(LABELLED, sizes[node].h + ROW))), ys = cells.map(() => 0);
  for (const column of columns) stand(column, column.map(() => 0), tall, ys);
  const sides = [["before"], ["after"], ["before", "after"]];
  for (let round = 0; round < ROUNDS; round += 1) {
    const look = /** @type {("before" | "after")[]} */ (sides[round >= ROUNDS - 2 ? 0 : round < ROUNDS / 2 ? round % 2 : 2]), order = round % 2 && round < ROUNDS - 2 ? [...columns].reverse() : columns;
    for (const column of order) stand(column, column.map((cell) => wanted(cells, cells[cell], look, ys, ys[cell])), tall, ys);
  }
  return ys;
}

/** Drawn apart to fill the room. @param {Columns} grid @param {readonly Size[]} sizes @param {readonly number[]} ys @param {number} room @param {number} head */
function spread({ cells }, sizes, ys, room, head) {
  const half = (/** @type {number} */ cell) => (cells[cell].dummy ? 4 : Math.max(20, sizes[cells[cell].node].h / 2));
  const top = Math.min(...ys.map((y, cell) => y - half(cell))), bottom = Math.max(...ys.map((y, cell) => y + half(cell)));
  const apart = bottom > top + 1 ? Math.max(1, Math.min(STRETCH, (room - head - 2 * EDGE - 40) / Math.max(1, bottom - top - 40))) : 1;
  const middle = (top + bottom) / 2, tallness = (bottom - top - 40) * apart + 40 + 2 * EDGE + head, height = Math.max(room, tallness);
  return { ys: ys.map((y) => (height + head) / 2 + (y - middle) * apart), height };
}

/** @param {readonly import("./graph-columns.js").Cell[]} cells @param {import("./graph-columns.js").Cell} cell @param {("before" | "after")[]} sides @param {readonly number[]} ys @param {number} own */
function wanted(cells, cell, sides, ys, own) {
  let sum = 0, weight = 0;
  for (const side of sides) {
    for (const beside of cell[side]) {
      const w = cell.dummy && cells[beside].dummy ? 4 : 1;
      sum += w * ys[beside];
      weight += w;
    }
  }
  return weight ? sum / weight : own;
}

/** As near to what they want as the order and their heights allow: least squares, by pooling neighbours that would meet. @param {readonly number[]} column @param {readonly number[]} goals @param {readonly number[]} tall @param {number[]} ys  written */
function stand(column, goals, tall, ys) {
  const offsets = /** @type {number[]} */ ([]), pools = /** @type {{sum: number, count: number}[]} */ ([]);
  column.forEach((cell, i) => {
    offsets.push(i ? offsets[i - 1] + (tall[column[i - 1]] + tall[cell]) / 2 : 0);
    let pool = { sum: goals[i] - offsets[i], count: 1 };
    for (let last = pools.at(-1); last && last.sum / last.count >= pool.sum / pool.count; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  });
  let i = 0;
  for (const { sum, count } of pools) for (let k = 0; k < count; k += 1, i += 1) ys[column[i]] = sum / count + offsets[i];
}

/** @param {Columns} grid @param {readonly Box[]} boxes @param {Across} across @param {readonly number[]} ys @param {readonly (readonly number[])[]} inputs @returns {Wire[]} */
function wiresOf({ cells, at, via }, boxes, { centres, widths }, ys, inputs) {
  return inputs.flatMap((froms, to) => {
    const last = (/** @type {number} */ from) => ys[via(from, to).at(-1) ?? at[from]];
    const order = froms.map((_, slot) => slot).sort((a, b) => last(froms[a]) - last(froms[b]) || a - b), box = boxes[to];
    const apart = Math.min(14, (box.h * 0.6) / Math.max(1, froms.length - 1));
    return froms.map((from, slot) => {
      const dy = (order.indexOf(slot) - (froms.length - 1) / 2) * apart, reach = box.w / 2 - inset(box, dy);
      const enter = /** @type {[number, number]} */ ([box.x - reach, box.y + dy]), start = boxes[from];
      const edge = centres[cells[at[from]].column] + widths[cells[at[from]].column] / 2;
      const next = cells[at[from]].column + 1, gap = centres[next] - widths[next] / 2 - edge, straight = edge + Math.max(0, Math.min(STUB, (gap - 30) * 0.6));
      let d = `M${say(start.x + start.w / 2)} ${say(start.y)}H${say(straight)}`, x = straight, y = start.y;
      for (const cell of via(from, to)) {
        const { column } = cells[cell], [left, right] = [centres[column] - widths[column] / 2, centres[column] + widths[column] / 2];
        d += `${curve(x, y, left, ys[cell])}H${say(right)}`;
        [x, y] = [right, ys[cell]];
      }
      const wide = box.x - widths[cells[at[to]].column] / 2;
      return { from, to, slot, d: `${d}${curve(x, y, wide, enter[1])}H${say(enter[0])}`, enter };
    });
  });
}

/** A round node is narrower away from its middle. @param {Box} box @param {number} dy */
const inset = ({ w, h }, dy) => (w === h ? w / 2 - Math.sqrt(Math.max(0, (w * w) / 4 - dy * dy)) : 0);

/** @param {number} x @param {number} y @param {number} toX @param {number} toY */
const curve = (x, y, toX, toY) => (Math.abs(y - toY) < 0.5 ? `L${say(toX)} ${say(toY)}` : `C${say((x + toX) / 2)} ${say(y)} ${say((x + toX) / 2)} ${say(toY)} ${say(toX)} ${say(toY)}`);

/** @param {number} value */
const say = (value) => Math.round(value * 10) / 10;

// @ts-check
/**
 * Which node stands in which column of the picture, and in what order: a layered graph (Sugiyama). What skips columns gets a dummy in each of
 * them, one chain a node whoever takes it, so that a wire runs through no node; barycentre sweeps then take the crossings out. Only the
 * structure counts, so a picture stands still while its numbers change.
 *
 * @typedef {{node: number, before: number[], after: number[], dummy: boolean, column: number}} Cell  a node, or a dummy of the wires from it; before, after: cells in the columns beside
 * @typedef {{cells: Cell[], columns: number[][], at: readonly number[], via: (from: number, to: number) => number[]}} Columns
 *   columns: cells from the top; at: of each node its cell; via: the dummies that a wire goes through
 */

const SWEEPS = 12;

/** @param {readonly (readonly number[])[]} inputs  of each node, all before it @param {boolean} left  what is given stands in the first column; else just before it is first used @returns {Columns} */
export function columnsOf(inputs, left) {
  const place = placesOf(inputs, left), cells = /** @type {Cell[]} */ ([]);
  const at = inputs.map((_, node) => cells.push({ node, before: [], after: [], dummy: false, column: place[node] }) - 1);
  const chains = /** @type {number[][]} */ (inputs.map(() => []));
  inputs.forEach((froms, to) => {
    for (const from of new Set(froms)) {
      const chain = chains[from];
      while (place[from] + 1 + chain.length < place[to]) {
        const dummy = cells.push({ node: from, before: [], after: [], dummy: true, column: place[from] + 1 + chain.length }) - 1;
        join(cells, chain.at(-1) ?? at[from], dummy);
        chain.push(dummy);
      }
      join(cells, place[to] - place[from] > 1 ? chain[place[to] - place[from] - 2] : at[from], at[to]);
    }
  });
  const columns = ordered(cells, firstOrder(inputs), Math.max(0, ...place) + 1);
  return { cells, columns, at, via: (from, to) => chains[from].slice(0, Math.max(0, place[to] - place[from] - 1)) };
}

/** @param {Cell[]} cells @param {number} a @param {number} b */
function join(cells, a, b) {
  cells[a].after.push(b);
  cells[b].before.push(a);
}

/** @param {readonly (readonly number[])[]} inputs @param {boolean} left */
function placesOf(inputs, left) {
  const place = inputs.map(() => 0);
  inputs.forEach((froms, node) => (place[node] = froms.length ? 1 + Math.max(...froms.map((from) => place[from])) : 0));
  if (left) return place;
  const first = inputs.map(() => Infinity);
  inputs.forEach((froms, to) => froms.forEach((from) => (first[from] = Math.min(first[from], place[to]))));
  return place.map((column, node) => (inputs[node].length || first[node] === Infinity ? column : first[node] - 1));
}

/** As they are read from the end: what stands first in the text stands on top. @param {readonly (readonly number[])[]} inputs */
function firstOrder(inputs) {
  const rank = inputs.map(() => -1);
  let next = 0;
  for (let root = inputs.length - 1; root >= 0; root -= 1) {
    const stack = [root];
    while (stack.length) {
      const node = /** @type {number} */ (stack.pop());
      if (rank[node] >= 0) continue;
      rank[node] = next++;
      stack.push(...[...inputs[node]].reverse());
    }
  }
  return rank;
}

/** @param {Cell[]} cells @param {readonly number[]} rank @param {number} count */
function ordered(cells, rank, count) {
  const goal = cells.map(({ node, dummy, after }) => (dummy ? rank[cells[lastOf(cells, after)].node] + 0.5 : rank[node]));
  let columns = /** @type {number[][]} */ (Array.from({ length: count }, () => []));
  cells.forEach(({ column }, cell) => columns[column].push(cell));
  for (const column of columns) column.sort((a, b) => goal[a] - goal[b] || a - b);
  let best = columns, fewest = crossingsOf(cells, columns);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    columns = swept(cells, columns, sweep % 2 === 0);
    const crossings = crossingsOf(cells, columns);
    if (crossings < fewest) [best, fewest] = [columns, crossings];
  }
  return best;
}

/** The end of a chain of dummies. @param {Cell[]} cells @param {readonly number[]} after */
function lastOf(cells, after) {
  let [cell] = after;
  while (cells[cell].dummy) [cell] = cells[cell].after;
  return cell;
}

/** @param {Cell[]} cells @param {number[][]} columns @param {boolean} forward */
function swept(cells, columns, forward) {
  const rows = rowsOf(cells, columns), next = columns.map((column) => [...column]);
  for (const column of forward ? next : [...next].reverse()) {
    const mean = new Map(column.map((cell) => [cell, barycentre(forward ? cells[cell].before : cells[cell].after, rows, rows[cell])]));
    column.sort((a, b) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0) || rows[a] - rows[b]);
    column.forEach((cell, row) => (rows[cell] = (row + 0.5) / column.length));
  }
  return next;
}

/** @param {readonly number[]} beside @param {readonly number[]} rows @param {number} own */
const barycentre = (beside, rows, own) => (beside.length ? beside.reduce((sum, cell) => sum + rows[cell], 0) / beside.length : own);

/** Where each cell stands in its column, 0 to 1. @param {Cell[]} cells @param {number[][]} columns */
function rowsOf(cells, columns) {
  const rows = cells.map(() => 0);
  for (const column of columns) column.forEach((cell, row) => (rows[cell] = (row + 0.5) / column.length));
  return rows;
}

/** @param {readonly Cell[]} cells @param {readonly (readonly number[])[]} columns */
export function crossingsOf(cells, columns) {
  const row = new Map(columns.flatMap((column) => column.map((cell, at) => /** @type {[number, number]} */ ([cell, at]))));
  let count = 0;
  for (const column of columns.slice(0, -1)) {
    const ends = column.flatMap((cell) => cells[cell].after.map((to) => row.get(to) ?? 0).sort((a, b) => a - b));
    ends.forEach((end, i) => {
      for (let j = i + 1; j < ends.length; j += 1) if (ends[j] < end) count += 1;
    });
  }
  return count;
}

// @ts-check
/**
 * Level lines of a grid by marching squares. A grid is row-major, n values a row; coordinates are in grid units, so the value
 * z[j·n + i] stands at (i, j). Cells with a corner that is not finite are left out: a landscape may hold infinities.
 */

/**
 * The two ends of the pieces in each of the 16 cases, as numbers of a cell's sides: 0 top, 1 right, 2 bottom, 3 left.
 * The bits of a case say which corners lie above: 1 top left, 2 top right, 4 bottom right, 8 bottom left.
 */
const SIDES = [[], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2], [2, 3], [2, 0], [0, 1, 2, 3], [2, 1], [1, 3], [1, 0], [0, 3], []];
/** The two saddles when the middle of the cell lies with the corners above: the pieces cut off the other two corners. */
const SADDLE_ABOVE = [[0, 1, 2, 3], [3, 0, 1, 2]];

/**
 * The pieces of the level line, [x0, y0, x1, y1, …], in no order.
 * @param {ArrayLike<number>} z @param {number} n values a row @param {number} level @returns {number[]}
 */
export function isolines(z, n, level) {
  /** @type {number[]} */
  const out = [];
  eachPiece(z, n, level, (i, j, first, second) => {
    pushSide(out, z, n, level, i, j, first);
    pushSide(out, z, n, level, i, j, second);
  });
  return out;
}

/**
 * The same line joined: one array [x0, y0, x1, y1, …] for each connected curve; a closed curve ends where it began.
 * @param {ArrayLike<number>} z @param {number} n values a row @param {number} level @returns {number[][]}
 */
export function polylines(z, n, level) {
  /** Grid edges (each crossed at most once, so they name the points) → the one or two edges that a piece leads to. @type {Map<number, number[]>} */
  const neighbours = new Map();
  eachPiece(z, n, level, (i, j, first, second) => {
    const a = edgeOf(n, i, j, first), b = edgeOf(n, i, j, second);
    link(neighbours, a, b);
    link(neighbours, b, a);
  });
  const curves = [];
  for (const [edge, next] of neighbours) if (next.length === 1) curves.push(walk(neighbours, edge));
  for (const [edge, next] of neighbours) if (next.length === 2) curves.push(walk(neighbours, edge));
  return curves.filter((edges) => edges.length > 1).map((edges) => placesOf(edges, z, n, level));
}

/**
 * @param {ArrayLike<number>} z @param {number} n @param {number} level
 * @param {(i: number, j: number, first: number, second: number) => void} piece
 */
function eachPiece(z, n, level, piece) {
  const rows = Math.floor(z.length / n);
  for (let j = 0; j < rows - 1; j++) {
    for (let i = 0, o = j * n; i < n - 1; i++, o++) {
      const a = z[o], b = z[o + 1], c = z[o + n + 1], d = z[o + n];
      const code = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
      if (code === 0 || code === 15 || !Number.isFinite(a + b + c + d)) continue;
      const sides = sidesOf(code, (a + b + c + d) / 4 > level);
      piece(i, j, sides[0], sides[1]);
      if (sides.length === 4) piece(i, j, sides[2], sides[3]);
    }
  }
}

/** @param {number} code @param {boolean} middleAbove */
function sidesOf(code, middleAbove) {
  if (middleAbove && code === 5) return SADDLE_ABOVE[0];
  if (middleAbove && code === 10) return SADDLE_ABOVE[1];
  return SIDES[code];
}

/** @param {number[]} out @param {ArrayLike<number>} z @param {number} n @param {number} level @param {number} i @param {number} j @param {number} side */
function pushSide(out, z, n, level, i, j, side) {
  pushEdge(out, z, n, level, edgeOf(n, i, j, side));
}

/** The grid edge that is a cell's side: 2·(its first value) for one along the row, + 1 for one down the column. @param {number} n @param {number} i @param {number} j @param {number} side */
function edgeOf(n, i, j, side) {
  const o = j * n + i;
  if (side === 0) return 2 * o;
  if (side === 1) return 2 * (o + 1) + 1;
  return side === 2 ? 2 * (o + n) : 2 * o + 1;
}

/** Where the level crosses a grid edge. @param {number[]} out @param {ArrayLike<number>} z @param {number} n @param {number} level @param {number} edge */
function pushEdge(out, z, n, level, edge) {
  const o = edge >> 1, down = edge & 1;
  const from = z[o], to = z[down ? o + n : o + 1];
  const share = (level - from) / (to - from);
  const i = o % n, j = (o - i) / n;
  if (down) out.push(i, j + share);
  else out.push(i + share, j);
}

/** @param {Map<number, number[]>} neighbours @param {number} from @param {number} to */
function link(neighbours, from, to) {
  const known = neighbours.get(from);
  if (known) known.push(to);
  else neighbours.set(from, [to]);
}

/** Takes the curve that begins at an edge out of the map. @param {Map<number, number[]>} neighbours @param {number} start */
function walk(neighbours, start) {
  const edges = [start];
  for (let at = start; ;) {
    const next = neighbours.get(at)?.pop();
    if (next === undefined) return edges;
    const back = neighbours.get(next);
    back?.splice(back.indexOf(at), 1);
    edges.push(next);
    at = next;
  }
}

/** @param {number[]} edges @param {ArrayLike<number>} z @param {number} n @param {number} level */
function placesOf(edges, z, n, level) {
  /** @type {number[]} */
  const out = [];
  for (const edge of edges) pushEdge(out, z, n, level, edge);
  return out;
}

// @ts-check
/**
 * The paths of many walkers on a canvas of their own, drawn on as they grow: what has been drawn stays, so that eight walkers of five
 * thousand steps cost a frame no more than its new steps. A line has its method's colour and dash and a halo that lies under all lines.
 * Where an entry is seen is for the caller to say: on the map, or on the mountain, whose far side is drawn pale; NaN lifts the pen.
 */
import { clipped } from "../math/crossing.js";
import { Follower } from "../math/follow.js";
import { wipe } from "./wipe.js";

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {import("../math/landscape.js").Box} Box */
/** @typedef {{from: number, colour: string, dash: readonly number[], name: string}} Stretch   the method (by its key) from a step on */
/** @typedef {{row: number, width: number, bare: boolean, stretches: readonly Stretch[]}} Line   stretches: in order, the first from −∞; bare: without a halo, for what is no way but a row of leaps */
/** @typedef {{x: number, y: number, front: boolean}} Spot   pixels; front: nothing stands before it */
/** @typedef {(entry: number, row: number, into: Spot) => void} Placing */
/** @typedef {{x: number, y: number, loss: number, front: boolean}} Bead */
/** @typedef {{x: number, y: number, length: number, down: boolean}} Pen   length: of what it has drawn, for the dashes */
/**
 * @typedef {object} View
 * @property {Box} box  what of the canvas is the picture @property {Placing} place @property {string | null} halo  null: none
 * @property {any} key  whatever else decides where lines run: another key, and all is drawn anew
 */

/** So many pieces are drawn at once while one rewinds, zooms or turns; the rest comes when that rests. */
const BUDGET = 4000;
/** More pieces than this in one line are joined plainly: round joins cost three times as much and are not seen. */
const MANY = 60;
/** Pixels: a shorter step cannot be seen. */
const LEAST = 0.8;
/** Pixels between beads at first; they are never more than MOST, then every other one goes. */
const APART = 20, MOST = 160;

export class Paths {
  /** @param {Context} context of a canvas whose unit is the CSS pixel */
  constructor(context) {
    this.context = context;
    this.follower = new Follower();
    /** @type {Map<number, Pen>} */
    this.pens = new Map();
    /** On the first of the lines. @type {Bead[]} */
    this.beads = [];
    this.apart = APART;
    /** Whether only some of the entries were drawn. */
    this.coarse = false;
  }

  /** Draws all of it the next time. */
  refine() {
    this.follower.forget();
    this.fine = true;
  }

  /** Draws what is new of the trails up to an entry. @param {import("../math/trails.js").Trails} trails @param {number} entries @param {readonly Line[]} lines @param {View} view */
  draw(trails, entries, lines, view) {
    const { from, to, anew } = this.follower.next(trails, entries, view.key);
    if (anew) this.#wipe();
    const stride = anew && !this.fine ? oddStride((to * lines.length) / BUDGET) : 1;
    if (anew) Object.assign(this, { coarse: stride > 1, fine: false });
    this.add(trails, from, to, lines, view, stride);
    return anew;
  }

  /** What lies between two entries, over what is there. @param {import("../math/trails.js").Trails} trails @param {number} from @param {number} to @param {readonly Line[]} lines @param {View} view @param {number} [stride] */
  add(trails, from, to, lines, view, stride = 1) {
    if (to > from) for (const line of lines) this.#extend(trails, { from, to, stride }, line, view, line === lines[0]);
  }

  #wipe() {
    wipe(this.context);
    this.pens.clear();
    Object.assign(this, { beads: [], apart: APART });
  }

  /** @param {number} row @returns {Pen} */
  #pen(row) {
    const pen = this.pens.get(row) ?? { x: 0, y: 0, length: 0, down: false };
    this.pens.set(row, pen);
    return pen;
  }

  /** @param {import("../math/trails.js").Trails} trails @param {{from: number, to: number, stride: number}} part @param {Line} line @param {View} view @param {boolean} beaded */
  #extend(trails, { from, to, stride }, line, view, beaded) {
    const pen = this.#pen(line.row), { stretches } = line, spot = { x: 0, y: 0, front: true };
    let at = 0, front = true, drawn = 0, offset = pen.length;
    const flush = () => {
      if (drawn) this.#stroke(drawn, line.width, stretches[at], front, offset, line.bare ? null : view.halo);
      [drawn, offset] = [0, pen.length];
    };
    for (let entry = from; entry < to; entry += entry < to - 1 ? Math.min(stride, to - 1 - entry) : 1) {
      view.place(entry, line.row, spot);
      if (!goesOn(pen, spot, entry === to - 1)) continue;
      const taken = stretchAt(stretches, trails.step(entry));
      if (drawn && (taken !== at || spot.front !== front)) flush();
      [at, front] = [taken, spot.front];
      if (beaded && front) this.#thread(spot, trails.loss(entry, line.row));
      drawn = this.#add(pen, spot, view.box, drawn);
    }
    flush();
  }

  /** One more piece of the path that is being made. @param {Pen} pen @param {Spot} spot @param {Box} box @param {number} drawn pieces so far */
  #add(pen, spot, box, drawn) {
    const { context } = this, piece = clipped(box, pen.x, pen.y, spot.x, spot.y);
    if (piece && !drawn) context.beginPath();
    if (piece && (!drawn || piece[0] !== pen.x || piece[1] !== pen.y)) context.moveTo(piece[0], piece[1]);
    if (piece) context.lineTo(piece[2], piece[3]);
    pen.length = (pen.length + (piece ? Math.hypot(piece[2] - piece[0], piece[3] - piece[1]) : 0)) % 1e6;
    [pen.x, pen.y] = [spot.x, spot.y];
    return piece ? drawn + 1 : drawn;
  }

  /** Lines lie over halos, also over those that were there before. @param {number} pieces @param {number} width @param {Stretch} stretch @param {boolean} front @param {number} offset @param {string | null} halo */
  #stroke(pieces, width, { colour, dash }, front, offset, halo) {
    const { context } = this;
    Object.assign(context, { lineJoin: pieces > MANY ? "bevel" : "round", lineCap: "round", strokeStyle: colour, lineWidth: front ? width : width - 1, lineDashOffset: offset, globalAlpha: front ? 1 : 0.4 });
    context.globalCompositeOperation = front ? "source-over" : "destination-over";
    context.setLineDash([...dash]);
    context.stroke();
    context.setLineDash([]);
    if (front && halo) {
      Object.assign(context, { strokeStyle: halo, lineWidth: width + 3.4, globalCompositeOperation: "destination-over" });
      context.stroke();
    }
    Object.assign(context, { globalCompositeOperation: "source-over", globalAlpha: 1 });
  }

  /** @param {Spot} spot @param {number} loss */
  #thread({ x, y, front }, loss) {
    const last = this.beads.at(-1);
    if (last && Math.hypot(x - last.x, y - last.y) < this.apart) return;
    this.beads.push({ x, y, loss, front });
    if (this.beads.length < MOST) return;
    this.beads = this.beads.filter((_, at) => at % 2 === 0);
    this.apart *= 2;
  }
}

/** Whether the line goes on to a spot; the first one only sets the pen down. @param {Pen} pen @param {Spot} spot @param {boolean} last */
function goesOn(pen, { x, y }, last) {
  if (!pen.down || !Number.isFinite(x + y)) {
    Object.assign(pen, { x, y, down: Number.isFinite(x + y) });
    return false;
  }
  const away = Math.hypot(x - pen.x, y - pen.y);
  return away >= LEAST || (last && away > 0);
}

/** Odd, so that of a walker that jumps from side to side both sides stay. @param {number} least */
const oddStride = (least) => Math.max(1, 2 * Math.ceil((least - 1) / 2) + 1);

/** Which method took a step. @param {readonly Stretch[]} stretches @param {number} step */
function stretchAt(stretches, step) {
  let at = 0;
  while (at + 1 < stretches.length && stretches[at + 1].from < step) at++;
  return at;
}

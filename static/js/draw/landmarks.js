// @ts-check
/** The mountain's own marks: minima, local minima, saddles, maxima, and the starts that are suggested. Told apart by shape; ink on a halo. */

/** @typedef {import("./walk.js").Context} Context */
/** @typedef {[number, number]} Pixel */
/** @typedef {{halo: string, ink: string}} Look */
/** @typedef {"minima" | "locals" | "saddles" | "maxima"} Kind */

/** @param {Context} context @param {Kind} kind @param {Pixel} at @param {Look} look */
export function drawLandmark(context, kind, [x, y], look) {
  context.save();
  context.translate(x, y);
  Object.assign(context, { lineJoin: "round", lineCap: "round" });
  MARKS[kind](context, look);
  context.restore();
}

/** A start that is suggested. @param {Context} context @param {Pixel} at @param {Look} look */
export function drawSuggested(context, [x, y], { halo, ink }) {
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  for (const [colour, width, dash] of /** @type {[string, number, number[]][]} */ ([[halo, 5, []], [ink, 1.8, [2.6, 3.4]]])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width, lineCap: "butt" });
    context.setLineDash(dash);
    context.stroke();
  }
  context.setLineDash([]);
}

/** @type {Record<Kind, (context: Context, look: Look) => void>} */
const MARKS = {
  minima: (context, { halo, ink }) => {
    star(context, 9.5);
    paint(context, halo, ink, 1.8);
  },
  locals: (context, { halo, ink }) => {
    star(context, 6.5);
    paint(context, ink, halo, 1.2);
  },
  saddles: (context, { halo, ink }) => {
    context.beginPath();
    for (const way of [-1, 1]) {
      context.moveTo(-4.5, -4.5 * way);
      context.lineTo(4.5, 4.5 * way);
    }
    line(context, halo, 5.4);
    line(context, ink, 2.2);
  },
  maxima: (context, { halo, ink }) => {
    context.beginPath();
    for (const [x, y] of [[0, -7], [6.5, 5], [-6.5, 5]]) context.lineTo(x, y);
    context.closePath();
    paint(context, halo, ink, 1.8);
  },
};

/** @param {Context} context @param {number} radius */
function star(context, radius) {
  context.beginPath();
  for (let k = 0; k < 10; k++) {
    const r = k % 2 ? radius * 0.42 : radius, angle = (Math.PI * k) / 5 - Math.PI / 2;
    context.lineTo(r * Math.cos(angle), r * Math.sin(angle));
  }
  context.closePath();
}

/** @param {Context} context @param {string} fill @param {string} edge @param {number} width */
function paint(context, fill, edge, width) {
  line(context, fill, width + 2.6);
  context.fillStyle = fill;
  context.fill();
  line(context, edge, width);
}

/** @param {Context} context @param {string} colour @param {number} width */
function line(context, colour, width) {
  Object.assign(context, { strokeStyle: colour, lineWidth: width });
  context.stroke();
}

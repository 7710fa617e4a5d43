// @ts-check
/** What charts have in common: an empty sheet, lines that may have gaps, the powers of ten along a side. */

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** @param {Context} g @param {{width: number, height: number, font: number, family: string}} box */
export function begin(g, { width, height, font, family }) {
  g.clearRect(0, 0, width, height);
  Object.assign(g, { font: `${font}px ${family}`, lineJoin: "round", lineCap: "round" });
  g.setLineDash([]);
}

/** Broken where it is not known. @param {Context} g @param {readonly (readonly number[])[]} points @param {string} colour @param {number} width @param {readonly number[]} [dash] */
export function line(g, points, colour, width, dash = []) {
  Object.assign(g, { strokeStyle: colour, lineWidth: width });
  g.setLineDash([...dash]);
  g.beginPath();
  let on = false;
  for (const [x, y] of points) {
    if (Number.isFinite(y)) g[on ? "lineTo" : "moveTo"](x, y);
    on = Number.isFinite(y);
  }
  g.stroke();
  g.setLineDash([]);
}

/** Every so many. @param {import("../math/scale.js").Scale} scale @param {number} every */
export function decades({ domain: [low, high] }, every) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at).filter((power) => power % Math.max(1, every) === 0).map((power) => Number(`1e${power}`));
}

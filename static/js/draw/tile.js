// @ts-check
/** A mountain as a small picture: a pixel for each height, the browser makes them as large as the tile. */

/** @typedef {{side: number, heights: string}} Picture   heights: base64 of bytes, the row of the least y first, 0 the lowest */

/** @param {HTMLCanvasElement} canvas @param {Picture} picture @param {Uint32Array} ramp */
export function drawTile(canvas, { side, heights }, ramp) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), image = new ImageData(side, side);
  const bytes = atob(heights), pixels = new Uint32Array(image.data.buffer);
  Object.assign(canvas, { width: side, height: side });
  for (let at = 0; at < pixels.length; at++) pixels[(side - 1 - Math.floor(at / side)) * side + (at % side)] = ramp[bytes.charCodeAt(at)];
  context.putImageData(image, 0, 0);
}

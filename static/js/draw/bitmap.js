// @ts-check
/** A small picture made pixel by pixel and then drawn large: written through `pixels`, kept between frames. */

/** @typedef {{canvas: OffscreenCanvas, pixels: Uint32Array, write: () => void}} Bitmap */

/** @param {number} width @param {number} [height] @returns {Bitmap} */
export function createBitmap(width, height = width) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = new ImageData(width, height);
  return { canvas, pixels: new Uint32Array(image.data.buffer), write: () => context.putImageData(image, 0, 0) };
}

// @ts-check
/**
 * Numbers into colours: the sign's ramp, the height's ramp, the mixture of classes. Tables are Uint32 of 256 entries in the byte
 * order of ImageData (red first in memory, so 0xAABBGGRR), made from the theme's colours; no DOM.
 */

/** @typedef {[number, number, number]} Rgb */
/** @typedef {{panel: string, positive: string, negative: string, zero: string, classes: readonly string[], height: readonly string[]}} Palette   what of the theme is read here */

/** A CSS colour (#rgb, #rrggbb, rgb(…)) as three numbers 0 … 255. @param {string} css @returns {Rgb} */
export function parseColour(css) {
  const text = css.trim();
  if (text.startsWith("#")) return parseHex(text.slice(1));
  const numbers = text.match(/-?[\d.]+%?/g);
  if (!text.startsWith("rgb") || !numbers || numbers.length < 3) throw new Error(`colour: expected #rrggbb or rgb(), got ${css}`);
  return /** @type {Rgb} */ (numbers.slice(0, 3).map((part) => (part.endsWith("%") ? parseFloat(part) * 2.55 : parseFloat(part))));
}

/** @param {string} digits @returns {Rgb} */
function parseHex(digits) {
  const full = digits.length < 6 ? [...digits].map((digit) => digit + digit).join("") : digits;
  return /** @type {Rgb} */ ([0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)));
}

/** @param {Rgb} a @param {Rgb} b @param {number} share of b @returns {Rgb} */
export function mix(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** @param {Rgb} rgb */
export function pack([red, green, blue]) {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

/** @param {Rgb} rgb */
export function cssColour([red, green, blue]) {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
}

/** The colour of a signed value in −1 … 1. The root lets small values show. @param {Palette} theme @param {number} value @param {number} [strength] how near the ends come to the full colours @returns {Rgb} */
export function signColour(theme, value, strength = 1) {
  const end = parseColour(value < 0 ? theme.negative : theme.positive);
  return mix(parseColour(theme.zero), end, Math.min(1, Math.abs(value)) ** 0.8 * strength);
}

/** Bytes → sign colours: 1 is −1, 128 is 0, 255 is +1 (0 as 1). @param {Palette} theme @param {number} [strength] @returns {Uint32Array} */
export function signRamp(theme, strength = 1) {
  return kept(theme, `sign ${strength}`, () => Uint32Array.from({ length: 256 }, (_, byte) => pack(signColour(theme, (byte - 128) / 127, strength))));
}

/** The sign's colours as CSS, for lines: −1 … 1 in an odd number of steps, so that lines of one step are stroked together. @param {Palette} theme @param {number} steps @returns {string[]} */
export function signSteps(theme, steps) {
  const half = (steps - 1) / 2;
  return kept(theme, `steps ${steps}`, () => Array.from({ length: steps }, (_, step) => cssColour(signColour(theme, lineShare((step - half) / half)))));
}

/** A line's colour begins at a third of the ramp: thinner than that it would be lost on the panel. @param {number} value */
function lineShare(value) {
  return Math.sign(value) * (0.34 + 0.66 * Math.abs(value));
}

/** Bytes → height colours, 0 the valley. @param {Palette} theme @returns {Uint32Array} */
export function heightRamp(theme) {
  return kept(theme, "height", () => {
    const stops = theme.height.map(parseColour);
    return Uint32Array.from({ length: 256 }, (_, byte) => pack(along(stops, byte / 255)));
  });
}

/** How flat a band of filled contours is: 1 has one colour. */
const FLAT = 0.6;

/** The height's colours in steps, for filled contours: a band keeps a little of the slope inside it. @param {Palette} theme @param {number} bands @returns {Uint32Array} */
export function bandRamp(theme, bands) {
  return kept(theme, `bands ${bands}`, () => {
    const stops = theme.height.map(parseColour), fine = 2048;
    return Uint32Array.from({ length: fine }, (_, at) => {
      const height = at / (fine - 1), middle = (Math.min(bands - 1, Math.floor(height * bands)) + 0.5) / bands;
      return pack(along(stops, height + (middle - height) * FLAT));
    });
  });
}
/** @param {Rgb[]} stops @param {number} share @returns {Rgb} */
function along(stops, share) {
  const place = share * (stops.length - 1);
  const at = Math.min(stops.length - 2, Math.floor(place));
  return mix(stops[at], stops[at + 1], place - at);
}

/**
 * What a class's probability (a byte) adds to the panel's colour, three numbers an entry. Nothing up to 1/K, where the network
 * knows nothing: so boundaries stay as pale as between two classes.
 * @param {Palette} theme @param {number} classes @param {number} strength @returns {Float32Array[]}
 */
export function classRamps(theme, classes, strength) {
  return kept(theme, `classes ${classes} ${strength}`, () => theme.classes.slice(0, classes).map((css) => {
    const from = parseColour(theme.zero), to = parseColour(css);
    return Float32Array.from({ length: 768 }, (_, at) => {
      const share = Math.max(0, (Math.floor(at / 3) / 255 - 1 / classes) / (1 - 1 / classes));
      return (to[at % 3] - from[at % 3]) * share * strength;
    });
  }));
}

/** Colours of a signed field. @param {Uint32Array} pixels @param {Uint8Array} values @param {Uint32Array} ramp */
export function paint(pixels, values, ramp) {
  for (let at = 0; at < pixels.length; at++) pixels[at] = ramp[values[at]];
}

/** Colours of class probabilities, class after class in `values`. @param {Uint32Array} pixels @param {Uint8Array} values @param {readonly Float32Array[]} ramps @param {Rgb} ground */
export function paintClasses(pixels, values, ramps, ground) {
  const size = pixels.length;
  for (let at = 0; at < size; at++) {
    let [red, green, blue] = ground;
    for (let k = 0; k < ramps.length; k++) {
      const ramp = ramps[k], o = 3 * values[k * size + at];
      red += ramp[o];
      green += ramp[o + 1];
      blue += ramp[o + 2];
    }
    pixels[at] = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  }
}

/** @type {WeakMap<object, Map<string, any>>} */
const tables = new WeakMap();

/** Tables are made once a theme: the theme is a new object whenever its colours change. @template T @param {object} theme @param {string} key @param {() => T} make @returns {T} */
function kept(theme, key, make) {
  let known = tables.get(theme);
  if (!known) tables.set(theme, (known = new Map()));
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
}

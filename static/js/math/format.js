// @ts-check
/** Numbers for people: a true minus sign, three significant digits unless all are wanted, the same width for the same size. */

const MINUS = "−";
const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹", SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉";

/**
 * For readouts: 0.03 → "0.0300", 12.345 → "12.3", 12345 → "12,345", 0.00001234 → "1.23·10⁻⁵", NaN → "–".
 * @param {number | null | undefined} value @param {number} [digits] significant digits
 */
export function format(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  if (exponent < -4 || exponent > 8) return power(value, digits);
  if (exponent >= digits) return formatInteger(value);
  return signed(value.toFixed(digits - 1 - exponent));
}

/** On a wire or a chip: 3 → "3", −0.5256 → "−0.53", 0.0012 → "0.0012". @param {number | null | undefined} value */
export function formatWire(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return format(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return signed(String(value));
  return Math.abs(value) < 0.0995 || Math.abs(value) >= 999.5 ? format(value, Math.abs(value) < 0.0995 ? 2 : 3) : signed(value.toFixed(2));
}

/** Every digit that the number has. @param {number | null | undefined} value */
export function formatFull(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return format(value);
  return signed(String(value));
}

/** 12345.6 → "12,346". @param {number} value */
export function formatInteger(value) {
  return signed(String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ","));
}

/** As short as it can be said: for ticks, rates, λ. 0.03 → "0.03", 1e-7 → "10⁻⁷". @param {number} value */
export function formatShort(value) {
  if (!Number.isFinite(value) || value === 0) return format(value);
  const magnitude = Math.abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e6) return formatPower(value);
  return signed(String(Number(value.toPrecision(3))));
}

/** As short as a power of ten can be said: 10000 → "10⁴". @param {number} value */
export const formatPower = (value) => power(value, 3).replace(/\.?0+·/, "·").replace(/^1·/, "").replace(/^−1·/, MINUS);

/** A place on an axis that spans so much: with as many digits as tell its marks apart. @param {number} value @param {number} span */
export const formatPlace = (value, span) => signed(String(Number(value.toFixed(Math.max(0, Math.min(9, Math.ceil(1.2 - Math.log10(span))))))));

/** 0.985 → "98.5%". @param {number | null | undefined} share */
export function formatPercent(share) {
  if (share === null || share === undefined || Number.isNaN(share)) return "–";
  return `${(share * 100).toFixed(1)}%`;
}

/** @param {number} value @param {number} digits */
function power(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${signed(mantissa)}·10${superscript(Number(exponent))}`;
}

/** @param {number} exponent */
function superscript(exponent) {
  return (exponent < 0 ? "⁻" : "") + [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPT[Number(digit)]).join("");
}

/** @param {string} text */
const signed = (text) => text.replace(/^-/, MINUS).replace(/e-/, `e${MINUS}`);

/** 12 → "₁₂". @param {number | string} digits */
export const subscript = (digits) => String(digits).replace(/\d/g, (digit) => SUBSCRIPT[Number(digit)]);

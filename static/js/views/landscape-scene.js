// @ts-check
/**
 * What both pictures of the landscape show, worked out once: heights from losses, the path with its tail, the marks. Each part is made
 * anew only when what it is made of has changed; pictures compare parts by identity.
 */
import { heightRamp } from "../math/colour.js";
import { SIDE, heightOf, lossOf, lossScale, reliefOf } from "../math/relief.js";
import { axisNames, lookup, toUnit } from "../math/landscape.js";
import { remembered } from "../math/remembered.js";
import { trailOf } from "../math/trail.js";
import { grown, joined, NO_TAIL, placeOf, spansOf } from "../math/walk.js";
import { rampCss } from "../draw/landscape.js";
import { formatShort } from "../math/format.js";
import { t } from "../i18n.js";
import { weightAt } from "../math/network-geometry.js";
import { weightName } from "./network-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Landscape} Landscape */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {[number, number]} Unit   (u, v) in the window */
/**
 * @typedef {object} Scene
 * @property {Landscape} landscape @property {import("../math/relief.js").LossScale} scale @property {Float32Array<ArrayBuffer>} relief
 * @property {import("../math/trail.js").Trail} trail @property {readonly import("../math/walk.js").Span[]} spans
 * @property {import("../math/walk.js").Point | null} now  where the run is, if it is known @property {Unit | null} hover @property {Unit | null} preview
 * @property {Theme} theme @property {import("../draw/walk.js").Look} look @property {import("../draw/landscape.js").Words} words
 */

/** Fewer points than this span no plane of their own. */
const LEAST_POINTS = 3;

/** A maker of scenes that remembers the last one's parts. */
export function createScenes() {
  let tail = NO_TAIL;
  const relief = remembered((/** @type {Landscape} */ landscape, /** @type {boolean} */ log) => {
    const scale = lossScale(landscape.z, landscape.path.filter((_, at) => at % 5 === 3), log);
    return { scale, relief: reliefOf(landscape.z, landscape.n, scale) };
  });
  const spans = remembered(spansOf);
  const points = remembered(joined);
  const trail = remembered(trailOf);
  const look = remembered(lookOf);

  /** @param {State} state @param {Theme} theme @param {Unit | null} hover @param {string} font @returns {Scene | null} */
  return (state, theme, hover, font) => {
    const { landscape, frame, preview } = state;
    if (!landscape || (landscape.kind === "path" && landscape.path.length < 5 * LEAST_POINTS)) return null;
    tail = frame ? keptIfSame(tail, grown(tail, frame, landscape)) : tail;
    const ground = relief(landscape, state.view.surfaceLog);
    const taken = spans(state.journal, trainCount(state));
    const walked = points(landscape, tail);
    const now = placeOf(frame, landscape.plane) ?? (frame?.place && frame.plane !== landscape.plane ? walked.at(-1) ?? null : null);
    return {
      ...ground, landscape, spans: taken, theme, hover, now,
      trail: trail(walked, landscape.window, taken, state.run.step),
      preview: preview?.plane === landscape.plane ? toUnit(landscape.window, preview.a, preview.b) : null,
      ...look(theme, ground.scale, font, state.lang, now !== null, axesOf(state, landscape).join("\n")),
    };
  };
}

/** The loss that the picture shows at (u, v); Infinity where it is cut off. @param {Scene} scene @param {Unit} at */
export function lossAt({ relief, scale }, [u, v]) {
  const height = lookup(relief, SIDE, u, v);
  return height > 1 ? Infinity : lossOf(scale, height);
}

/** The relief's height at (u, v). @param {Float32Array} relief @returns {import("../gl/camera.js").HeightAt} */
export const heightsOf = (relief) => (u, v) => lookup(relief, SIDE, u, v);

/** @param {import("../math/walk.js").Tail} old @param {import("../math/walk.js").Tail} fresh */
function keptIfSame(old, fresh) {
  return old.plane === fresh.plane && old.points.length === fresh.points.length && old.points.at(-1) === fresh.points.at(-1) ? old : fresh;
}

/** @param {State} state */
function trainCount({ points, journal }) {
  return points.reduce((sum, point) => sum + (point.test ? 0 : 1), 0) || Math.round(journal.spec.data.count * (1 - journal.spec.data.test));
}

/** @param {Theme} theme @param {import("../math/relief.js").LossScale} scale @param {string} font @param {string} lang @param {boolean} now @param {string} axes  their two names, a line each */
function lookOf(theme, scale, font, lang, now, axes) {
  const ramp = heightRamp(theme);
  return {
    words: { axis: `12px ${font}`, number: formatShort, loss: t("landscape.loss"), axes: /** @type {[string, string]} */ (axes.split("\n")) },
    look: {
      halo: theme.panel, ink: theme.ink, methods: theme.methods, font: `600 12.5px ${font}`, now,
      bead: (/** @type {number} */ loss) => rampCss(ramp, heightOf(scale, loss)),
      name: (/** @type {string} */ optimizer) => t(`optimizer.${optimizer}`),
    },
  };
}

/** What the two axes are. @param {State} state @param {Landscape} landscape @returns {readonly string[]} */
function axesOf({ frame, spec }, { kind, explained, facts }) {
  if (kind === "path") return axisNames(explained);
  if (kind === "gradient") return [t("landscape.axis.gradient"), t("landscape.axis.curved")];
  if (kind === "random") return [1, 2].map((n) => t("landscape.axis.random", { n }));
  return [facts.first, facts.second].map((index) => {
    const ref = frame && weightAt(frame.sizes, index);
    return ref ? weightName(ref, spec?.model.features ?? []) : "w";
  });
}

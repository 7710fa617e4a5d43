// @ts-check
/** The map's frame: which window of the plane it shows, where a pixel is in it, and how one looks elsewhere. */
import { viewChanged } from "../actions.js";
import { toPlace, toUnit, underPixel } from "../math/landscape.js";
import { fitted, isWithin, panned, zoomed } from "../math/outlook.js";
import { remembered } from "../math/remembered.js";
import { mountainOf } from "../mountains.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {[number, number]} Pixel */

/** The shape of a map that is not on the screen. */
const ASPECT = 1.3;

/** @param {import("../store.js").Store} store @param {() => import("../math/landscape.js").Box} boxOf  of the picture */
export function createFrame({ get, dispatch }, boxOf) {
  const fit = remembered(fitted), homeOf = (/** @type {State} */ state) => mountainOf((state.spec ?? state.journal.spec).objective).window;
  const window = (state = get()) => {
    const { width, height } = boxOf();
    return fit(state.view.descent.window ?? homeOf(state), width > 50 && height > 50 ? width / height : ASPECT);
  };
  /** @param {[number, number, number, number] | null} there */
  const look = (there) => {
    if (!there || isWithin(there, homeOf(get()))) dispatch(viewChanged({ descent: { ...get().view.descent, window: there } }));
  };
  /** @param {Pixel} pixel @returns {[number, number]} shares, also beyond the edge */
  const unitAt = ([x, y]) => {
    const { left, top, width, height } = boxOf();
    return [(x - left) / width, 1 - (y - top) / height];
  };
  return {
    window,
    home: () => look(null),
    /** @param {number} factor @param {Pixel} about */
    zoom: (factor, about) => look(zoomed(window(), factor, ...unitAt(about))),
    /** @param {number} factor @param {readonly [number, number] | null} place about it, if it is in the picture */
    zoomAbout(factor, place) {
      const [u, v] = place ? toUnit(window(), ...place) : [-1, -1], inside = u >= 0 && u <= 1 && v >= 0 && v <= 1;
      look(zoomed(window(), factor, ...(inside ? /** @type {const} */ ([u, v]) : [])));
    },
    /** @param {number} du @param {number} dv */
    pan: (du, dv) => look(panned(window(), du, dv)),
    /** What was at one pixel is at another. @param {Pixel} from @param {Pixel} to */
    drag: (from, to) => look(panned(window(), (from[0] - to[0]) / boxOf().width, (to[1] - from[1]) / boxOf().height)),
    /** @param {Pixel} pixel */
    place: (pixel) => toPlace(window(), ...unitAt(pixel)),
    /** @param {Pixel} pixel */
    holds: (pixel) => underPixel(boxOf(), ...pixel) !== null,
    /** @param {readonly [number, number]} place @returns {Pixel} */
    pixel(place) {
      const { left, top, width, height } = boxOf(), [u, v] = toUnit(window(), ...place);
      return [left + u * width, top + (1 - v) * height];
    },
    /** Pixels of a length of 1. */
    unit: () => boxOf().width / (window()[1] - window()[0]),
  };
}

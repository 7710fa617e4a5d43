// @ts-check
/**
 * Which plane the landscape shows: the choice, what belongs to it, and what is to be said of the plane that came. A pressed weight
 * follows what is chosen in the network's picture, so that one can walk from weight to weight and watch.
 */
import { viewChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format } from "../math/format.js";
import { exists, weightAt } from "../math/network-geometry.js";
import { refName, weightName } from "./network-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Plane} Plane */
/** @typedef {import("../state.js").WeightPlace} WeightPlace */
/** @typedef {import("../state.js").EdgeRef | import("../state.js").BiasRef} WeightRef */

/** @type {import("../state.js").PlaneKind[]} */
const KINDS = ["path", "random", "weights", "gradient"];

/** @param {import("../store.js").Store} store @param {() => void} leave  the next landscape is quite another one */
export function createPlane(store, leave) {
  /** Which of the two weights follows what is chosen. */
  let following = -1;
  const options = KINDS.map((kind) => h("option", { value: kind }));
  const kinds = h("select", { class: "choice landscape-kind" }, options);
  const redraw = h("button", { type: "button", class: "button landscape-redraw", onclick: () => choose({ seed: (plane().seed + 1) % 2 ** 32 }, true) });
  const weights = [0, 1].map((axis) => h("button", { type: "button", class: "button landscape-weight", onclick: () => follow(axis) }));
  const facts = h("p", { class: "landscape-facts" });
  const element = h("div", { class: "landscape-plane" }, kinds, redraw, weights, facts);
  kinds.addEventListener("change", () => {
    const kind = /** @type {Plane["kind"]} */ (kinds.value);
    following = -1;
    choose({ kind, ...(kind === "weights" && plane().weights.length < 2 && { weights: steepest(store.get()) }) }, true);
  });
  const plane = () => store.get().view.plane;
  /** @param {Partial<Plane>} change @param {boolean} elsewhere */
  function choose(change, elsewhere) {
    if (elsewhere) leave();
    store.dispatch(viewChanged({ plane: { ...plane(), ...change } }));
  }
  /** @param {number} axis */
  function follow(axis) {
    following = following === axis ? -1 : axis;
    show(store.get());
  }
  /** @param {State} state */
  function takeSelected({ selected, frame }) {
    if (following < 0 || !frame || !exists(frame.sizes, selected) || (selected?.kind !== "edge" && selected?.kind !== "bias")) return;
    const place = placeOf(selected, frame.sizes), now = plane().weights;
    if (now.length === 2 && !now.some((other) => String(other) === String(place))) choose({ weights: now.map((other, axis) => (axis === following ? place : other)) }, false);
  }
  /** @param {State} state */
  function show(state) {
    const { kind, weights: places } = state.view.plane, { frame, spec } = state, features = spec?.model.features ?? [];
    setAttribute(kinds, "aria-label", t("landscape.plane"));
    KINDS.forEach((one, at) => setText(options[at], t(`landscape.plane.${one}`)));
    if (kinds.value !== kind) kinds.value = kind;
    redraw.hidden = kind !== "random";
    setText(redraw, t("landscape.plane.redraw"));
    weights.forEach((button, axis) => {
      const place = places[axis], ref = place && frame && refOf(place, frame.sizes);
      button.hidden = kind !== "weights";
      setText(button, `${axis ? "↕" : "↔"} ${ref ? weightName(ref, features) : "?"}`);
      setAttribute(button, "aria-pressed", String(following === axis));
      const name = ref && frame ? refName(ref, frame.sizes, features) : "?";
      setAttribute(button, "aria-label", t(axis ? "landscape.plane.second" : "landscape.plane.first", { name }));
      setAttribute(button, "title", button.getAttribute("aria-label"));
    });
  }

  return {
    element,
    /** @param {State} state @param {State["landscape"]} landscape the one that is shown */
    update(state, landscape) {
      if (state.view.plane.kind !== "weights") following = -1;
      show(state);
      facts.hidden = !landscape;
      if (!landscape) return;
      setText(facts, following < 0 ? factsText(landscape) : t("landscape.plane.follow"));
      setAttribute(facts, "title", landscape.kind === "path" ? fromEnd(landscape) : null);
    },
    takeSelected,
  };
}

/** @param {WeightRef} ref @param {readonly number[]} sizes @returns {WeightPlace} */
const placeOf = (ref, sizes) => [ref.layer, ref.unit, ref.kind === "bias" ? sizes[ref.layer] : ref.input];

/** @param {WeightPlace} place @param {readonly number[]} sizes @returns {WeightRef | null} */
function refOf([layer, unit, input], sizes) {
  /** @type {WeightRef} */
  const ref = input === sizes[layer] ? { kind: "bias", layer, unit } : { kind: "edge", layer, unit, input };
  return exists(sizes, ref) ? ref : null;
}

/** The two weights, not biases, that the loss asks most of, to begin with. @param {State} state @returns {WeightPlace[]} */
function steepest({ frame }) {
  if (!frame?.grad) return [[0, 0, 0], [0, 0, 1]];
  const size = (/** @type {number} */ at) => Math.abs(frame.grad?.[at] ?? 0), count = frame.grad.length / frame.loss.length;
  const edges = Array.from({ length: count }, (_, at) => at).filter((at) => weightAt(frame.sizes, at)?.kind === "edge");
  const order = edges.length < 2 ? [0, 1] : edges.sort((p, q) => size(q) - size(p)).slice(0, 2);
  return order.flatMap((at) => {
    const ref = weightAt(frame.sizes, at);
    return ref ? [placeOf(ref, frame.sizes)] : [];
  });
}

/** @param {import("../state.js").Landscape} landscape */
function factsText({ kind, explained, walk, facts }) {
  const share = explained[0] + explained[1], percent = (/** @type {number} */ part) => (Number.isFinite(part) ? Math.round(100 * part) : 0);
  if (kind === "path") return t("landscape.facts.path", { explained: percent(share), walk: percent(walk[0] + walk[1]) });
  if (kind === "gradient") return t(facts.curvature > 0 ? "landscape.facts.gradient" : "landscape.facts.downward", { curvature: format(facts.curvature), limit: format(2 / facts.curvature) });
  const angle = Number.isFinite(facts.angle) ? Math.round(facts.angle) : "–", hold = Number.isFinite(share) ? t("landscape.facts.hold", { explained: percent(share) }) : "";
  return [kind === "random" && t("landscape.facts.angle", { angle }), hold].filter(Boolean).join(" · ");
}

/** @param {import("../state.js").Landscape} landscape */
function fromEnd({ facts }) {
  const percent = (/** @type {number} */ part) => Math.round(100 * part);
  return t("landscape.facts.end", { explained: percent(facts.end_a + facts.end_b), walk: percent(facts.walk_a + facts.walk_b) });
}

// @ts-check
import { Trails } from "./math/trails.js";
import { Tries } from "./math/tries.js";
import { BACKPROP } from "./backprop.js";
import { NEURON } from "./neuron.js";

/**
 * The shape of the state, and its beginning. Every view reads from here, every action changes something here.
 *
 * @typedef {{id: number, x: number, y: number, label: number, test: boolean}} Point
 * @typedef {{units: number, activation: string, leak?: number, alpha?: number, pieces?: number}} HiddenLayer
 * @typedef {{optimizer: string, rate: number, decay?: number, swats?: boolean, until?: number, [number: string]: any}} Block   and its rule's own numbers
 * @typedef {{blocks: Block[], schedule: {kind: string, warmup?: number, [value: string]: any}, clip?: {kind: string, at: number},
 *   seed?: number, start?: [number, number] | number[], noise?: number}} Method
 * @typedef {{objective: {kind: string, function?: string, formula?: string, start?: [number, number], noise?: number, loss?: string},
 *   data: {preset: string | null, count: number, noise: number, test: number, task: string, classes: number,
 *     outliers?: number, balance?: number, formula?: string, digits?: number[], points?: number[][]},
 *   model: {features: string[], hidden: HiddenLayer[], init: string, theta?: number[], dropout?: number}, loss: string, huber?: number, penalty: {kind: string, lambda: number},
 *   methods: Method[], batch: number, seeds: Record<string, number>, dtype: string}} Spec   as docs/spec.md
 * @typedef {{kind: string, [field: string]: any}} Edit   as docs/protocol.md
 * @typedef {{id: number, edit: Edit, gesture: number | undefined, of: "made" | "undo" | "redo"}} Pending   an edit that the server has not answered yet
 * @typedef {{spec: Spec, edits: {step: number, edit: Edit}[]}} Journal
 *
 * @typedef {object} Frame   a decoded frame (protocol.js), arrays as in docs/protocol.md; what was not asked for is undefined
 * @property {number} step @property {number} horizon @property {number} epoch @property {number} version @property {number} speed  steps a second really done @property {number} plane  on which `place` lies
 * @property {boolean} playing @property {boolean} diverged @property {boolean} behind
 * @property {number[]} sizes  units per layer, inputs and outputs included, e.g. [2, 6, 4, 1]
 * @property {Float64Array} loss @property {Float64Array} test_loss @property {Float64Array} penalty @property {Float64Array} batch_loss @property {Float64Array} rate
 * @property {Float64Array} accuracy @property {Float64Array} test_accuracy @property {Float64Array} evaluations @property {Float32Array} norms
 * @property {Float64Array} [status] @property {Float64Array} [search] @property {Float64Array} [trail_steps] @property {Float32Array} [trail] @property {Float32Array} [tried]
 * @property {Float64Array} [moments] @property {Float64Array} [scalars] @property {Float64Array} [delta]  of planar runs
 * @property {Float64Array} [theta] @property {Float32Array} [grad] @property {Float64Array} [probe] @property {Float64Array} [probe_at]
 * @property {Float32Array} [hist] @property {Float32Array} [hist_range] @property {Uint16Array} [batch] ids of the coming minibatch, only the valid ones
 * @property {{classes: number, side: number, data: Uint8Array}} [field] @property {Float64Array} [place]
 *
 * @typedef {"path" | "random" | "weights" | "gradient" | "xy"} PlaneKind
 * @typedef {[number, number, number]} WeightPlace   layer, unit, input as in a `weight` edit
 * @typedef {{kind: PlaneKind, seed: number, weights: readonly WeightPlace[]}} Plane   weights: two, or none chosen yet
 *
 * @typedef {object} Landscape   the newest level of the newest plane
 * @property {number} plane @property {number} n @property {[number, number, number, number]} window  a0, a1, b0, b1
 * @property {[number, number]} explained @property {[number, number]} walk @property {number} step @property {number} version @property {boolean} finest
 * @property {PlaneKind} kind @property {Record<string, number>} facts  what is told of this kind of plane (docs/protocol.md)
 * @property {Float32Array} z  (n, n), row b0 first @property {Float32Array} path  (m, 5): step, a, b, loss, distance
 *
 * @typedef {{kind: "unit", layer: number, unit: number}} UnitRef     layer 0 = inputs, 1 = first hidden, last = outputs
 * @typedef {{kind: "edge", layer: number, unit: number, input: number}} EdgeRef   the weight into `unit` of node layer `layer` + 1 from `input` of node layer `layer`; so `layer` is the weight layer of the `weight` edit
 * @typedef {{kind: "bias", layer: number, unit: number}} BiasRef      the bias of `unit` in node layer `layer` + 1: same `layer` as an edge into it
 * @typedef {{kind: "point", id: number}} PointRef
 * @typedef {UnitRef | EdgeRef | BiasRef | PointRef | null} Ref
 *
 * @typedef {"descent" | "backprop" | "neuron" | "network"} Lab   all but the first look at the same run: the network
 *
 * @typedef {object} State
 * @property {Lab} lab
 * @property {"ko" | "en"} lang
 * @property {"auto" | "light" | "dark"} theme
 * @property {boolean} present
 * @property {{status: "connecting" | "live" | "lost", boot: string, fingerprint: string, fps: number, attempt: number, why: import("./ending.js").Why | null, until: number | null, fault: string}} link
 *   fps: frames a second that the server wants to give; why it was lost, until when (ms of performance.now) it waits before it tries again, null: it does not wait or not by itself; fault: the number of an
 *   error in the server's log
 * @property {null | {fps: number, wanted: number | null, done: number | null}} pace   what the server can give while it cannot give all: frames a second, steps a frame wanted and done
 * @property {null | {code: string, followers: number}} share   by which others look on, and how many do
 * @property {null | {code: string, here: boolean, elsewhere: boolean}} follow   whose run this page looks on: whether the presenter is connected, and walks on mountains
 * @property {Journal} journal            what runs now
 * @property {Spec | null} spec           the present folded Spec, without points, local edits already applied
 * @property {number} version             of the folded Spec
 * @property {readonly Point[]} points    the present data, local drags already applied
 * @property {{spec: Spec | null, points: readonly Point[]}} confirmed   the same two as the server last said them
 * @property {readonly Pending[]} pending
 * @property {any} checkpoint             the newest one of this journal
 * @property {number} count               the last id that was given (edits, notices, branches)
 * @property {{step: number, horizon: number, epoch: number, playing: boolean, speed: number, unit: "batch" | "epoch",
 *   diverged: null | {step: number, row: number, layer: number, what: string, rate: number}, progress: null | {what: string, step: number, of: number},
 *   wish: null | {playing: boolean, patience: number}, fresh: boolean, reruns: number, answered: number, renewed: boolean}} run
 *   speed: wanted steps a second, 0 = as fast as it goes; playing: what was last pressed, until a frame that is newer than that says otherwise (wish);
 *   fresh: a restart was asked for, its journal has not come yet; reruns: how many other journals this page has asked for (math/roster.js);
 *   answered: the last of them that has come; renewed: the next frame is the first of another journal
 * @property {Frame | null} frame
 * @property {{size: number, units: (Uint8Array | null)[], scale: number[], tick: number}} maps   newest map of every unit, inputs first; tick changes when any does
 * @property {import("./math/history.js").History} history    the loss curve of the running journal (append-only; compare history.tick)
 * @property {import("./math/trails.js").Trails} trails @property {import("./math/tries.js").Tries} tries   of a planar run: where every row has been, what searches have asked for
 * @property {Survey | null} survey       slope, curvature and a cut where the picked walker stands: the newest answer
 * @property {{id: number, survey: Survey | null}} outset   the same at the start of the run: the question asked last, and the newest answer
 * @property {{playing: boolean}} walk   through the graph of the Backprop lab; where it is: view.backprop.at
 * @property {Readonly<Record<string, any>>} studies  by what they are about: the newest answer to `study` (studies.js)
 * @property {any} formula                the newest answer to `formula`
 * @property {readonly Branch[]} branches  the ghosts: other futures that can be returned to
 * @property {Landscape | null} landscape
 * @property {null | {plane: number, a: number, b: number, loss: number | null, penalty: number | null, test_loss: number | null}} preview   a place on the landscape that is being looked at
 * @property {Checkup | null} check       the newest answer to `check` (docs/protocol.md)
 * @property {{undo: readonly Edit[][], redo: readonly Edit[][], gesture: number | undefined}} past   each entry: the edits that undo (redo) one gesture, or what a lab remembered before it (reduce-lab.js); the newest entry's gesture
 * @property {null | {field: string, key: string, values: Record<string, any>}} refusal   what the server said of a field that shows it itself (the formula), until that is settled
 * @property {Ref} selected               clicked or focused (stays)
 * @property {Ref} hovered
 * @property {{x: number, y: number} | null} spot   the place of a mountain that is pointed at, on the map or in 3-D
 * @property {View} view
 * @property {string | null} dialog       "help", "share", "paste", … or null
 * @property {readonly {id: number, key: string, values: Record<string, any>, tone: "info" | "alarm", action?: {key: string, action: any}}[]} notices
 *
 * @typedef {{id: number, at: [number, number], angle: number, span: number, h: number, f: number, grad: [number, number], numeric: [number, number],
 *   values: [number, number], vectors: [number, number][], limits: (number | null)[], slice: {from: number, to: number, f: (number | null)[]},
 *   derivative: {exact: number, forward: number, central: number}, errors: {h: number[], forward: number[], central: number[], best: {forward: number, central: number}}}} Survey
 *
 * @typedef {{step: number, loss: number, norm: number}} Before
 * @typedef {{step?: number, loss?: number,
 *   gradient?: {verdict: string, error: number | null, numeric: number | null, analytic: number | null, layer: number, unit: number, input: number, bias: boolean, coordinates: number},
 *   curvature?: {value: number | null, seen: number | null, limit: number | null, optimizer: string, rate: number},
 *   layers?: {activation: string, units: number, dead: number[], saturated: number}[], updates?: (number | null)[],
 *   diverged: null | {step: number, rate: number, cause: {reason: "rate" | "weights" | "overflow" | "set", curvature: number | null, limit: number | null, turn: Before | null, last: Before | null}}}} Checkup
 *
 * @typedef {{id: number, journal: Journal, history: import("./math/history.js").History, trails?: import("./math/trails.js").Trails, checkpoint: any, horizon: number, from: number}} Branch   from: the step where it parts from the running journal
 * @typedef {{tool: "drag" | "add" | "delete" | "brush", label: number, dimension: "2d" | "3d", log: boolean, surfaceLog: boolean, surfaceSize: number, plane: Plane, hideTest: boolean, panel: string, descent: Descent, backprop: import("./backprop.js").Backprop, neuron: import("./neuron.js").Neuron}} View
 *
 * @typedef {"race" | "fan" | "relay"} Mode   everybody against everybody; one walker at nine rates; Adam, SGD, and Adam then SGD
 * @typedef {object} Descent   how the Descent lab is looked at, and what it remembers
 * @property {Mode} mode @property {Partial<Record<Mode, readonly Method[]>>} shelf  the walkers of the modes that are not on the way
 * @property {string} picked  the key of the chosen walker @property {Record<string, Method>} bench  the settings of walkers who rest
 * @property {"mountain" | "slice" | "inner" | "data"} side  what stands beside the map
 * @property {"steps" | "evaluations"} by  what the race is counted in @property {boolean} tuned  each at the rate that suits it, or all at the same
 * @property {boolean} blind @property {[number, number, number, number] | null} window  of the map; null: the mountain's own
 * @property {"gradient" | "x" | "y" | "free"} along  which way the slice goes @property {number} angle  of a free one, radians
 * @property {number} h  of its secant @property {boolean} central  both sides of the walker, or from the walker on
 * @property {number} run  which of the nine is looked at in the fan @property {"start" | "now"} from  where the fan's curvature is measured @property {boolean} four  the textbook's four curves, or all nine
 */

/** @type {Descent} */
const DESCENT = { mode: "race", shelf: {}, picked: "adam", bench: {}, side: "mountain", by: "steps", tuned: true, blind: false, window: null, along: "gradient", angle: 0, h: 0.5, central: false, run: 4, from: "start", four: false };

/** The view that everything begins with; what was kept or linked may know less of it. @type {View} */
const VIEW = {
  tool: "drag", label: 1, dimension: "3d", log: true, surfaceLog: true, surfaceSize: 41, plane: { kind: "path", seed: 0, weights: [] }, hideTest: false, panel: "data", descent: DESCENT, backprop: BACKPROP, neuron: NEURON,
};

/** @returns {State} @param {Partial<State>} [over] @param {import("./math/history.js").History} [history] */
export function initialState(over = {}, history) {
  return {
    lab: "network", lang: "ko", theme: "auto", present: false,
    link: { status: "connecting", boot: "", fingerprint: "", fps: 30, attempt: 0, why: null, until: null, fault: "" }, pace: null, share: null, follow: null,
    journal: { spec: /** @type {any} */ ({}), edits: [] }, spec: null, version: 0, points: [],
    confirmed: { spec: null, points: [] }, pending: [], checkpoint: null, count: 0,
    run: { step: 0, horizon: 0, epoch: 0, playing: false, speed: 200, unit: "batch", diverged: null, progress: null, wish: null, fresh: false, reruns: 0, answered: 0, renewed: false },
    frame: null, maps: { size: 0, units: [], scale: [], tick: 0 },
    history: /** @type {any} */ (history), trails: new Trails(), tries: new Tries(), survey: null, outset: { id: 0, survey: null }, formula: null, studies: {}, walk: { playing: false }, branches: [], landscape: null, preview: null, check: null,
    past: { undo: [], redo: [], gesture: undefined }, refusal: null, selected: null, hovered: null, spot: null,
    dialog: null, notices: [], ...over, view: viewOf(over),
  };
}

/** The panel that a phone shows first, of each lab. @type {Record<Lab, string[]>} */
export const PANELS = { network: ["data", "network", "landscape", "gradients"], descent: ["map", "walkers", "side"], backprop: ["graph", "beside"], neuron: ["machine", "gallery", "depth"] };

/** What was kept or linked may come from another lab, and know less. @param {Partial<State>} over @returns {View} */
function viewOf({ lab = "network", view }) {
  const known = { ...VIEW, ...view }, [first] = PANELS[lab];
  return {
    ...known, panel: PANELS[lab].includes(known.panel) ? known.panel : first, descent: { ...DESCENT, ...view?.descent },
    backprop: { ...BACKPROP, ...view?.backprop }, neuron: { ...NEURON, ...view?.neuron },
  };
}

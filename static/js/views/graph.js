// @ts-check
/** The computation graph: every value above its wire, every gradient below; leaves are dragged or typed, groups fold, and cards tell the chain rule. */
import { labChanged, newGesture, walkMoved, walkPut } from "../actions.js";
import { h } from "../dom.js";
import { graphNow, refolded } from "../math/graph-now.js";
import { graphExample } from "../math/graph-question.js";
import { stepped, scrubbed } from "../math/graph-scrub.js";
import { overflows, readable, towards, whole, within, zoomed } from "../math/graph-sight.js";
import { positionOf } from "../math/graph-walk.js";
import { openNeuron } from "../opened.js";
import { nodeCard } from "./graph-card.js";
import { handle } from "./graph-hands.js";
import { listen } from "./graph-keys.js";
import { meaningOf, setLeaf } from "./graph-leaves.js";
import { nudgeCard } from "./graph-nudge.js";
import { createPicture } from "./graph-picture.js";
import { graphTools } from "./graph-tools.js";
import { typedField } from "./graph-typed.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/graph-now.js").Now} Now */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const read = graphNow(), picture = createPicture(), { dispatch } = store;
  let now = /** @type {Now | null} */ (null), room = { w: 0, h: 0 }, rem = 1, unit = 1, sight = { k: 1, x: 0, y: 0 }, seen = "", focus = -1;
  let held = { value: 0, gesture: 0, node: -1 };

  const size = () => ({ w: picture.layout().width, h: picture.layout().height });
  const put = (/** @type {typeof sight} */ next) => {
    sight = next;
    picture.layer.setAttribute("transform", `translate(${sight.x.toFixed(1)} ${sight.y.toFixed(1)}) scale(${sight.k.toFixed(4)})`);
    picture.element.classList.toggle("small", sight.k < 0.75);
    picture.element.classList.toggle("tiny", sight.k < 0.42);
    picture.element.classList.toggle("movable", overflows(sight, size(), room));
    tools.show(overflows(sight, size(), room) || sight.k < 0.85 || sight.k > 1.01 * unit, overflows(sight, size(), room));
  };
  const zoom = (/** @type {number} */ factor, /** @type {[number, number]} */ at = [room.w / 2, room.h / 2]) => put(zoomed(sight, factor, at, size(), room, unit));
  const nodeAt = (/** @type {number} */ node) => /** @type {Now} */ (now).picture.nodes[node];
  const ours = (/** @type {number} */ node) => now !== null && nodeAt(node)?.kind === "leaf" && meaningOf(store.get(), nodeAt(node)) !== null;
  const back = (/** @type {number} */ node) => /** @type {any} */ (picture.node(node))?.focus?.({ preventScroll: true });
  const pick = (/** @type {number} */ node) => {
    const { at } = store.get().view.backprop, same = pickedOf(store.get()) === nodeAt(node).key;
    dispatch(labChanged("backprop", { picked: same ? null : { key: nodeAt(node).key, at } }));
    rove(node);
  };
  const fold = (/** @type {string} */ key) => {
    const { folded } = store.get().view.backprop, next = folded.includes(key) ? folded.filter((one) => one !== key) : [...folded, key];
    if (now) dispatch(labChanged("backprop", { folded: next, at: refolded(now, next), picked: null }));
    requestAnimationFrame(() => requestAnimationFrame(() => /** @type {any} */ (picture.element.querySelector(`[data-fold="${CSS.escape(key)}"]`))?.focus?.({ preventScroll: true })));
  };
  const go = (/** @type {number} */ node) => {
    if (!now) return;
    dispatch(labChanged("backprop", { picked: null }));
    dispatch(walkPut(positionOf(now.picture, now.walk, node, now.known.at)));
  };
  const type = (/** @type {number} */ node) => {
    const box = picture.layout().boxes[node], { label, value } = nodeAt(node);
    held = { ...held, node };
    typed.open(label, String(value).replace("-", "−"), sight.x + (box.x + box.w / 2 + 2) * sight.k, sight.y + (box.y - 12) * sight.k, meaningOf(store.get(), nodeAt(node)) === "value");
  };
  const drag = (/** @type {number} */ node, /** @type {boolean} */ start, /** @type {number} */ dx, /** @type {number} */ dy, /** @type {boolean} */ fine) => {
    if (held.node !== node || !held.gesture) held = { value: /** @type {number} */ (nodeAt(node).value), gesture: newGesture(), node };
    setLeaf(store, nodeAt(node), scrubbed(held.value, dx + dy, fine), held.gesture);
  };
  /** Only one step can be reached by Tab, and every leaf of a few. @param {number} node */
  const rove = (node) => {
    focus = node;
    const many = !now || now.picture.nodes.filter((_, i) => ours(i)).length > 12;
    now?.picture.nodes.forEach((_, i) => picture.node(i)?.setAttribute("tabindex", i === focus || (ours(i) && !many) ? "0" : "-1"));
  };
  const tools = graphTools(zoom, () => put(whole(size(), room, unit)));
  const typed = typedField((value) => setLeaf(store, nodeAt(held.node), value, newGesture()), () => back(held.node));
  const stage = h("div", { class: "graph-room" }, picture.element, typed.element);
  const card = nodeCard({ fold, type, ours, lab: (layer, unit, given) => openNeuron(store, layer, unit, given, graphExample(store.get())) }), nudge = nudgeCard(store);
  element.replaceChildren(stage, tools.element, h("div", { class: "graph-cards" }, card.element, nudge.element));
  const undoHands = handle(picture.element, {
    ours, drag, dropped: () => (held = { ...held, gesture: 0 }), pick, go: (node) => (ours(node) ? type(node) : go(node)), type, fold,
    roomy: () => !overflows(sight, size(), room), move: (dx, dy) => put(within({ ...sight, x: sight.x + dx, y: sight.y + dy }, size(), room)), zoom,
  });
  const undoKeys = listen(picture.element, {
    ours, pick, go, type, fold, walk: (by) => dispatch(walkMoved(by)), zoom, fit: () => put(whole(size(), room, unit)),
    step: (node, steps, fine, gesture) => setLeaf(store, nodeAt(node), stepped(/** @type {number} */ (nodeAt(node).value), steps, fine), gesture),
    next: (node, by) => {
      const to = Math.max(0, Math.min((now?.picture.nodes.length ?? 1) - 1, node + by));
      rove(to);
      reveal(to);
      back(to);
    },
    leave: () => {
      dispatch(labChanged("backprop", { picked: null }));
      if (document.activeElement instanceof SVGElement) document.activeElement.blur();
    },
  });

  /** The node whose card is open. */
  const atHand = () => {
    const key = pickedOf(store.get()), at = now ? now.picture.nodes.findIndex((one) => one.key === key) : -1;
    return at >= 0 ? at : (now?.known.current ?? null);
  };
  const reveal = (/** @type {number} */ node) => put(towards(sight, picture.layout().boxes[node], size(), room));

  const measure = () => {
    room = { w: stage.clientWidth, h: stage.clientHeight };
    rem = Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 15);
  };
  const observer = new ResizeObserver(() => { // what stands around it may change its room without any change of the state
    measure();
    if (seen !== "" && seen !== roomOf()) view.update(store.get(), store.get());
  });
  observer.observe(stage);
  const view = {
    measure,
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const { studies: { graph }, view: { backprop }, lang } = state;
      if (graph === previous.studies?.graph && backprop === previous.view.backprop && lang === previous.lang && room.w + room.h === 0) return;
      if (lang !== previous.lang) tools.speak();
      if (graph === previous.studies?.graph && backprop === previous.view.backprop && lang === previous.lang && seen === roomOf()) return;
      now = read(state);
      if (!now || room.w < 40 || room.h < 40) return;
      const picked = now.picture.nodes.findIndex(({ key }) => key === pickedOf(state)), scene = { now, picked: picked < 0 ? null : picked, folded: backprop.folded, lang, ours };
      const built = picture.show(scene, { w: Math.round(room.w / rem), h: Math.round(room.h / rem) });
      unit = rem * picture.scale();
      if (built) {
        typed.close();
        put(readable(size(), room, unit));
        rove(now.known.current ?? now.picture.nodes.findIndex(({ kind }) => kind === "leaf"));
      }
      if ((built || backprop.at !== previous.view.backprop?.at) && now.known.current !== null) reveal(now.known.current);
      seen = roomOf();
      const hand = atHand();
      card.show(scene, hand, state);
      nudge.show(scene, hand, state);
    },
    destroy() {
      observer.disconnect();
      undoHands();
      undoKeys();
      element.replaceChildren();
    },
  };
  return view;

  function roomOf() {
    return `${room.w} ${room.h} ${rem}`;
  }
}

/** The node that was picked, as long as the walk has not moved on. @param {State} state */
const pickedOf = ({ view: { backprop: { picked, at } } }) => (picked && picked.at === at ? picked.key : null);

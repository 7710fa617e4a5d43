// @ts-check
/**
 * What the page asks of the engine beside the run (docs/protocol.md, `study`): a table of questions, each made of the state and of nothing
 * else. The answers are in `state.studies`, under the same names.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {{readers: readonly string[], question: (state: State) => object | null, about?: (state: State) => unknown}} Study
 *   readers: the views that show it: it is asked only while one of them is seen; question: null if there is nothing to ask;
 *   about: what else the answer depends on, such as the run's step: when that changes, it is asked again
 */

import { cursorQuestion, dataQuestion, fixedQuestion, ownQuestion } from "./math/gallery-questions.js";
import { depthQuestion } from "./math/depth-question.js";
import { graphQuestion } from "./math/graph-question.js";
import { influenceQuestion } from "./math/influence.js";
import { questionOf } from "./math/softmax-state.js";
import { curveQuestion, neuronQuestion } from "./opened.js";

/** @type {Readonly<Record<string, Study>>} */
export const STUDIES = {
  graph: { readers: ["graph", "walk"], question: graphQuestion, about: (state) => (state.view.backprop.source === "network" ? present(state) : null) },
  influence: { readers: ["influence"], question: influenceQuestion, about: (state) => present(state) },
  softmax: { readers: ["softmax"], question: ({ view }) => questionOf(view.backprop.softmax) },
  neuron: { readers: ["machine"], question: neuronQuestion },
  neuron_curve: { readers: ["machine"], question: curveQuestion },
  activations: { readers: ["gallery"], question: fixedQuestion },
  activations_own: { readers: ["gallery"], question: ownQuestion },
  activations_at: { readers: ["gallery"], question: cursorQuestion },
  activations_data: { readers: ["gallery"], question: dataQuestion, about: (state) => present(state) },
  depth: { readers: ["depth"], question: depthQuestion, about: (state) => [state.run.reruns, state.version] },
};

/** The run as it stands now, for studies of the network. @param {State} state */
export const present = ({ run, frame, version }) => [run.reruns, frame?.step, version, frame?.version];

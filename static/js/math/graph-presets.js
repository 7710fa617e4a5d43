// @ts-check
/**
 * Formulas to begin with in the Backprop lab, named "graph.preset.…": published ones first. Written as JSON, so that tests of the engine read the same table.
 * (x + y)z, the sigmoid neuron, the four gates, the staged fraction and the softmax scores are CS231n's, with its numbers.
 *
 * @typedef {{key: string, text: string, values: Readonly<Record<string, number>>}} GraphPreset
 */

/** @type {readonly GraphPreset[]} */
export const GRAPH_PRESETS = [
  {"key": "product", "text": "(x + y) · z", "values": {"x": -2, "y": 5, "z": -4}},
  {"key": "sigmoid", "text": "1 / (1 + exp(−(w0·x0 + w1·x1 + w2)))", "values": {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}},
  {"key": "gates", "text": "2(x·y + max(z, w))", "values": {"x": 3, "y": -4, "z": 2, "w": -1}},
  {"key": "softmax", "text": "o1 = ln(0.2); o2 = ln(0.3); o3 = ln(0.5); e1 = exp(o1); e2 = exp(o2); e3 = exp(o3); p2 = e2 / (e1 + e2 + e3); L = −ln(p2)", "values": {}},
  {"key": "network", "text": "h1 = tanh(w11·x1 + w12·x2 + b1); h2 = tanh(w21·x1 + w22·x2 + b2); z = v1·h1 + v2·h2 + c; y = 1 / (1 + exp(−z)); L = (y − t)²", "values": {"x1": 0.5, "x2": -1, "t": 1, "w11": 1, "w12": -0.5, "b1": 0.1, "w21": -1.5, "w22": 0.5, "b2": 0, "v1": -1, "v2": 2, "c": 0.5}},
  {"key": "fork", "text": "x·x + x", "values": {"x": 3}},
  {"key": "staged", "text": "a = x + σ(y); b = σ(x) + (x + y)²; f = a / b", "values": {"x": 3, "y": -4}},
  {"key": "relu", "text": "h = relu(w·x + b); L = (tanh(v·h) − t)²", "values": {"x": 2, "w": 0.5, "b": -0.4, "v": 1.5, "t": 0.2}}
];

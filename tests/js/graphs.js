/** Two graphs with the numbers that CS231n prints, in the shape of the `graph` study's answer. */

/** @param {string} key @param {string} label @param {number} value @param {number} grad */
const leaf = (key, label, value, grad, kind = "leaf") => ({ key, op: kind === "leaf" ? "name" : "number", kind, label, inputs: [], value, grad, slopes: [], sent: [] });
const step = (key, op, label, inputs, value, grad, slopes, sent) => ({ key, op, kind: "step", label, inputs, value, grad, slopes, sent });

export const CIRCUIT = {
  nodes: [
    leaf("x", "x", -2, -4), leaf("y", "y", 5, -4), step("#2", "add", "+", [0, 1], 3, -4, [1, 1], [-4, -4]),
    leaf("z", "z", -4, 3), step("#4", "multiply", "×", [2, 3], -12, 1, [-4, 3], [-4, 3]),
  ],
  groups: [],
};

export const NEURON = {
  nodes: [
    leaf("w0", "w0", 2, -0.2), leaf("x0", "x0", -1, 0.39), step("#2", "multiply", "×", [0, 1], -2, 0.2, [-1, 2], [-0.2, 0.39]),
    leaf("w1", "w1", -3, -0.39), leaf("x1", "x1", -2, -0.59), step("#5", "multiply", "×", [3, 4], 6, 0.2, [-2, -3], [-0.39, -0.59]),
    step("#6", "add", "+", [2, 5], 4, 0.2, [1, 1], [0.2, 0.2]), leaf("w2", "w2", -3, 0.2), step("#8", "add", "+", [6, 7], 1, 0.2, [1, 1], [0.2, 0.2]),
    leaf("#9", "−1", -1, 0, "number"), step("#10", "multiply", "×−1", [9, 8], -1, -0.2, [1, -1], [-0.2, 0.2]),
    step("#11", "exp", "exp", [10], 0.37, -0.53, [0.37], [-0.2]), leaf("#12", "1", 1, -0.53, "number"),
    step("#13", "add", "+1", [12, 11], 1.37, -0.53, [1, 1], [-0.53, -0.53]), leaf("#14", "1", 1, 0.73, "number"),
    step("#15", "divide", "1/x", [14, 13], 0.73, 1, [0.73, -0.53], [0.73, -0.53]),
  ],
  groups: [{ key: "s", kind: "sigmoid", label: "σ", nodes: [9, 10, 11, 12, 13, 14, 15], out: 15, inputs: [8], slopes: [0.2], sent: [0.2] }],
};

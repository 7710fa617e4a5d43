import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setLanguage, setTexts } from "../../static/js/i18n.js";
import { shownOf } from "../../static/js/math/graph-fold.js";
import { knownAt, walkOf } from "../../static/js/math/graph-walk.js";
import { backwardWords, called, chipNumber, chipTitle, forwardWords, placeWords, resultName, told } from "../../static/js/views/walk-words.js";
import { formatWire } from "../../static/js/math/format.js";
import { CIRCUIT, NEURON } from "./graphs.js";

for (const lang of ["ko", "en"]) setTexts(lang, JSON.parse(readFileSync(new URL(`../../static/i18n/${lang}.json`, import.meta.url), "utf8")));
setLanguage("ko");

/** @param {any} answer @param {number} at @param {string[]} [folded] */
function nowAt(answer, at, folded = []) {
  const picture = shownOf(answer, folded), walk = walkOf(picture);
  return { answer, picture, walk, known: knownAt(picture, walk, at), error: null };
}

test("(x + y) · z is told node by node, in both languages", () => {
  const said = [0, 1, 2, 3, 4].map((at) => placeWords(nowAt(CIRCUIT, at)));
  assert.deepEqual(said.slice(1), [
    "앞으로 1/2 · x + y: x −2, y 5 → 3", "앞으로 2/2 · × z: 3, z −4 → −12",
    "뒤로 1/2 · × z: 위에서 1 → x + y 쪽으로 1 × (−4) = −4, z 쪽으로 1 × 3 = 3", "뒤로 2/2 · x + y: 위에서 −4 → x 쪽으로 −4 × 1 = −4, y 쪽으로 −4 × 1 = −4",
  ]);
  setLanguage("en");
  assert.equal(placeWords(nowAt(CIRCUIT, 3)), "Backward 1/2 · × z: from above 1 → to x + y 1 × (−4) = −4, to z 1 × 3 = 3");
  setLanguage("ko");
});

test("the sigmoid neuron folded: one chip with the slope of the whole, 0.73 · 0.27", () => {
  const { picture, walk } = nowAt(NEURON, 0, ["s"]), last = walk.steps[walk.count - 1];
  assert.deepEqual([called(picture, last), chipNumber(picture, last, false), chipNumber(picture, last, true)], ["σ", "0.73", "0.20"]);
  assert.equal(backwardWords(picture, last), "σ: 위에서 1 → + w2 쪽으로 1 × 0.20 = 0.20");
});

test("of many inputs four are told, and how many more there are; their chip has the node's own gradient", () => {
  const leaf = (key) => ({ key, op: "name", kind: "leaf", label: key, inputs: [], value: 1, grad: 2, slopes: [], sent: [] });
  const inputs = [0, 1, 2, 3, 4, 5], neuron = { key: "a2[0]", op: "neuron", kind: "step", label: "tanh", inputs, value: 0.5, grad: 2, slopes: inputs.map(() => 1), sent: inputs.map(() => 2), place: { layer: 2, unit: 0, input: null } };
  const { picture } = nowAt({ nodes: [..."abcdef"].map(leaf).concat(neuron) }, 0);
  assert.equal(forwardWords(picture, 6), "a⁽²⁾₁: a 1, b 1, c 1, d 1, 외 2개 → 0.50");
  assert.equal(chipNumber(picture, 6, true), "2");
});

test("matrices are told by their shape, what has no value by a dash, and pointing tells all digits", () => {
  assert.deepEqual([told([[1, 2], [3, 4], [5, 6]]), told([[0.25]]), told(null)], ["3×2", "0.25", "–"]);
  const { picture } = nowAt({ ...CIRCUIT, nodes: CIRCUIT.nodes.map((node) => (node.key === "#2" ? { ...node, value: 0.1 + 0.2 } : node)) }, 0);
  assert.match(chipTitle(picture, 2, false), /0\.30000000000000004$/);
});

test("the result has the name that the text gives it, else f; of a network L", () => {
  assert.equal(resultName(nowAt(CIRCUIT, 0)), "f");
  assert.equal(resultName(nowAt({ ...CIRCUIT, nodes: CIRCUIT.nodes.map((node, i) => (i === 4 ? { ...node, key: "cost" } : node)) }, 0)), "cost");
  assert.equal(resultName(nowAt({ ...CIRCUIT, source: "network" }, 0)), "L");
});

test("numbers on wires: whole ones plainly, others with two decimals, small ones with two digits", () => {
  assert.deepEqual([3, -12, 0.7310586, -0.5256, 1.3679, 0.0012345, 1234.5, null].map(formatWire), ["3", "−12", "0.73", "−0.53", "1.37", "0.0012", "1,235", "–"]);
});

test("the right answer is told apart from an input of its letter, and is sent nothing", () => {
  const leaf = (key, op, label) => ({ key, op, kind: "leaf", label, inputs: [], value: 1, grad: op === "target" ? null : 2, slopes: [], sent: [] });
  const loss = { key: "L", op: "loss", kind: "step", label: "L", inputs: [0, 1], value: 0.5, grad: 1, slopes: [2, null], sent: [2, null], place: null };
  const { picture } = nowAt({ source: "network", nodes: [leaf("x[1]", "input", "y"), leaf("y[0]", "target", "y"), loss] }, 0);
  assert.equal(forwardWords(picture, 2), "L: y 1, 정답 y 1 → 0.50");
  assert.equal(backwardWords(picture, 2), "L: 위에서 1 → y 쪽으로 1 × 2 = 2");
});

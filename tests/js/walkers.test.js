import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DASHES } from "../../static/js/math/dashes.js";
import { marked, markedAll } from "../../static/js/math/marked.js";
import { anew, atRate, ruleOf, tunedAll } from "../../static/js/math/rates.js";
import { keyOf, walkersOf, WALKERS, withSeeds } from "../../static/js/math/roster.js";
import { SOURCES, toldBy } from "../../static/js/math/sources.js";
import { formulaOf } from "../../static/js/views/control-part.js";

const ko = JSON.parse(readFileSync(new URL("../../static/i18n/ko.json", import.meta.url), "utf8"));
const method = (optimizer, rate, more = {}) => ({ blocks: [{ optimizer, rate }], schedule: { kind: "constant" }, ...more });
const METHODS = { optimizers: { adam: { rated: true }, sgd: { rated: true }, adadelta: { rated: true }, random_search: { rated: false } } };
const TABLE = { sgd: 0.002, adam: 1 };

test("every walker has a line of its own, names in a list and in a sentence, and a source", () => {
  for (const key of WALKERS) {
    assert.ok(key in DASHES && `walker.${key}` in ko && `optimizer.${key}` in ko && SOURCES[key]?.length, key);
  }
});

test("a source tells its rate and what it has otherwise than the page", () => {
  const told = toldBy("adam", { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  assert.deepEqual(told.map(({ name, numbers }) => [name, numbers]), [["PyTorch", [["rate", 0.001]]], ["Keras", [["rate", 0.001], ["epsilon", 1e-7]]], ["Kingma & Ba 2015", [["rate", 0.001]]]]);
});

test("how the rates are set is read off those whose rate counts", () => {
  const rule = (all, chosen = true, table = TABLE) => ruleOf(METHODS, all, table, chosen);
  assert.equal(rule([method("random_search", 7), method("sgd", 0.002), method("adam", 1)]), "tuned");
  assert.equal(rule([method("random_search", 7), method("sgd", 0.1), method("adam", 0.1)]), "same");
  assert.equal(rule([method("sgd", 0.1), method("adam", 1)]), "own");
  assert.equal(rule([method("adam", 1)], false), "same");
  assert.equal(rule([method("adam", 1), method("adadelta", 5)]), "tuned", "nobody knows a rate for Adadelta");
  assert.equal(rule([method("sgd", 0.1), method("adam", 1)], true, undefined), "own");
});

test("tuned rates are those of the mountain, block by block; one rate is that of an optimizer", () => {
  const relay = { ...method("adam", 3), blocks: [{ optimizer: "adam", rate: 3, until: 10 }, { optimizer: "sgd", rate: 3, swats: true }] };
  assert.deepEqual(tunedAll([relay, method("adadelta", 5)], TABLE).map(({ blocks }) => blocks.map(({ rate }) => rate)), [[1, 0.002], [5]]);
  assert.deepEqual(atRate(relay, 0.5).blocks, [{ optimizer: "adam", rate: 0.5, until: 10 }, relay.blocks[1]]);
  assert.equal(atRate(relay, undefined), relay);
});

test("a race begun anew has its walkers as they are now, and no edits of them on the way", () => {
  const journal = { spec: { objective: {}, methods: [method("adam", 1)] }, edits: [{ step: 5, edit: { kind: "method", row: 0, method: method("adam", 2) } }, { step: 6, edit: { kind: "move", point: 1 } }] };
  assert.deepEqual(anew(journal, [method("adam", 2)]), { spec: { objective: {}, methods: [method("adam", 2)] }, edits: [{ step: 6, edit: { kind: "move", point: 1 } }] });
});

test("rows of one walker are one while the server has answered for some of them only", () => {
  const said = { blocks: [{ optimizer: "sgd", rate: 0.1 }], schedule: { kind: "constant" }, seed: 1, start: [0, 0] };
  const mine = { blocks: [{ rate: 0.1, optimizer: "sgd", decay: 0 }], schedule: { kind: "constant" }, seed: 2, start: [0, 0] };
  assert.deepEqual(walkersOf([said, mine, { ...mine, seed: 0, noise: 0 }]).map(({ key, rows }) => [key, rows]), [["sgd", [0, 1]], ["gradient_descent", [2]]]);
});

test("more seeds of a walker have what was changed of it on the way", () => {
  const changed = { ...method("sgd", 0.5), clip: { kind: "norm", at: 1 } };
  const { spec, edits } = withSeeds({ spec: { objective: { start: [1, 2] }, methods: [method("sgd", 0.1)] }, edits: [{ step: 9, edit: { kind: "method", row: 0, method: changed } }] }, 3);
  assert.deepEqual(spec.methods.map(keyOf), ["sgd", "sgd", "sgd"]);
  assert.deepEqual(edits.map(({ step, edit }) => [step, edit.row, edit.method.seed, edit.method.start, edit.method.clip.at]), [1, 2, 3].map((seed) => [9, seed - 1, seed, [1, 2], 1]));
});

test("what is wrong is marked as a whole word, one sign, or a space where something is missing", () => {
  assert.deepEqual(marked("x² + foo(y)", 6), { before: "x² + ", at: "foo", after: "(y)" });
  assert.deepEqual(marked("x ) y", 3), { before: "x ", at: ")", after: " y" });
  assert.deepEqual(marked("x +", 4), { before: "x +", at: " ", after: "" });
  assert.equal(marked("x", undefined), null);
  assert.deepEqual(markedAll("ln(x) + 1/y", [10, 1]), ["", "ln", "(x) + 1", "/", "y"]);
  assert.deepEqual(markedAll("x", [undefined]), ["x"]);
});

test("a number that a rule does not have says nothing in its formula", () => {
  assert.equal(formulaOf({ optimizer: "numerical_gradient", rate: 1, central: 0 }), "optimizer.numerical_gradient.formula.forward");
  assert.equal(formulaOf({ optimizer: "adam", rate: 1, central: 0 }), "optimizer.adam.formula");
});

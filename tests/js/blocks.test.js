import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { canEstimate, chosen, withNext, without } from "../../static/js/math/blocks.js";
import { DASHES } from "../../static/js/math/dashes.js";
import { added, factorAt, height, moved, span } from "../../static/js/math/drawn.js";

const METHODS = {
  optimizers: { sgd: { rate: 0.3, numbers: {} }, adam: { rate: 0.03, numbers: {} }, lion: { rate: 0.003, numbers: {} } },
  swats: { after: ["adam"], by: ["sgd"] },
};
const ADAM_SGD = [{ optimizer: "adam", rate: 0.01, until: 10 }, { optimizer: "sgd", rate: 0.1, swats: true }];

test("another optimizer brings its own rate, forgets the old one's numbers and keeps its place", () => {
  const blocks = [{ optimizer: "adam", rate: 0.5, beta1: 0.5, until: 7 }, { optimizer: "sgd", rate: 0.1 }];
  assert.deepEqual(chosen(METHODS, blocks, 0, "lion"), [{ optimizer: "lion", rate: 0.003, until: 7 }, blocks[1]]);
});

test("an estimate goes when nothing is left to estimate it from", () => {
  assert.equal(canEstimate(METHODS, ADAM_SGD, 1), true);
  assert.equal(canEstimate(METHODS, ADAM_SGD, 0), false);
  assert.equal(chosen(METHODS, ADAM_SGD, 0, "lion")[1].swats, undefined);
  assert.deepEqual(without(METHODS, ADAM_SGD, 0), [{ optimizer: "sgd", rate: 0.1 }]);
  assert.equal(chosen(METHODS, ADAM_SGD, 1, "lion")[1].swats, undefined);
});

test("the next block begins a little after now", () => {
  assert.deepEqual(withNext(METHODS, [{ optimizer: "adam", rate: 1 }], 4.2), [{ optimizer: "adam", rate: 1, until: 15 }, { optimizer: "sgd", rate: 0.3 }]);
});

test("a drawn point stays between its neighbours, and epochs are whole", () => {
  const points = [[0, 1], [10, 1], [20, 0.1]];
  assert.deepEqual(moved(points, 1, [25.4, 0.5]), [[0, 1], [19, 0.5], [20, 0.1]]);
  assert.deepEqual(moved(points, 0, [-3, 2]), [[0, 2], [10, 1], [20, 0.1]]);
  assert.deepEqual(added(points, [12.6, 0.3]), { at: 2, points: [[0, 1], [10, 1], [13, 0.3], [20, 0.1]] });
  assert.equal(added(points, [10.2, 0.3]), null);
  assert.equal(span(points), 25);
});

test("heights of factors are a log scale, and back", () => {
  assert.equal(height(3), 1);
  assert.equal(height(1e-6), 0);
  for (const factor of [0.001, 0.02, 0.5, 1, 3]) assert.equal(factorAt(height(factor)), factor);
});

test("every optimizer has a colour, a dash, a name and a formula", () => {
  const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const names = [["updates", "UPDATES"], ["search", "SEARCHES"]].flatMap(([file, name]) => {
    const table = read(`server/engine/${file}.py`).split(`${name}: dict`)[1].split("\n}")[0];
    return [...table.matchAll(/^ {4}"(\w+)": (?:Rule|Search)/gm)].map(([, key]) => key);
  });
  const tokens = read("static/css/tokens.css"), texts = JSON.parse(read("static/i18n/ko.json"));
  assert.equal(names.length, 16);
  for (const name of names) {
    assert.ok(tokens.includes(`--method-${name}:`), `colour of ${name}`);
    assert.ok(name in DASHES, `dash of ${name}`);
    assert.ok(`optimizer.${name}` in texts && `optimizer.${name}.formula` in texts, `texts of ${name}`);
  }
});

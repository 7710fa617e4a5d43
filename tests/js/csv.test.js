import assert from "node:assert/strict";
import { test } from "node:test";

import { likelyTask, MOST_POINTS, readCsv, toCsv, toData } from "../../static/js/math/csv.js";

const read = (text) => {
  const { rows, problems } = readCsv(text);
  assert.deepEqual(problems, []);
  return rows;
};

test("commas, tabs, semicolons and spaces give the same rows", () => {
  const expected = [[0.5, -0.25, "1"], [0.1, 0.2, "0"]];
  for (const mark of [",", "\t", ";", " ", ", "]) {
    const text = [["0.5", "-0.25", "1"], ["0.1", "0.2", "0"]].map((row) => row.join(mark)).join("\r\n");
    assert.deepEqual(read(text).map(({ x, y, label }) => [x, y, label]), expected, JSON.stringify(mark));
  }
});

test("a header is not a point, and its names say where the columns are", () => {
  const [row] = read("label,extra,y,x\nred,9,0.2,0.1\n");
  assert.deepEqual([row.x, row.y, row.label, row.line], [0.1, 0.2, "red", 2]);
});

test("a decimal comma is read where semicolons cut", () => {
  assert.deepEqual(read("0,5;-0,25;1")[0].x, 0.5);
});

test("a quoted cell may hold the mark and a quote", () => {
  assert.equal(read('0,0,"red, or ""so"""')[0].label, 'red, or "so"');
});

test("a word where a number belongs is a problem of its line and column", () => {
  const { rows, problems } = readCsv("x,y,label\n0,0,1\n0.5,abc,1\n0,0,0");
  assert.deepEqual(problems, [{ key: "csv.number", values: { line: 3, column: "y", got: "abc" } }]);
  assert.equal(rows.length, 2);
});

test("too few columns, an empty label, no rows and too many rows are told", () => {
  assert.deepEqual(readCsv("0,0").problems, [{ key: "csv.columns", values: { line: 1, needed: 3, got: 2 } }]);
  assert.deepEqual(readCsv("0,0,").problems, [{ key: "csv.label", values: { line: 1 } }]);
  assert.deepEqual(readCsv("x,y,label\n").problems, [{ key: "csv.empty", values: {} }]);
  const many = readCsv("0,0,1\n".repeat(MOST_POINTS + 1));
  assert.deepEqual(many.problems, [{ key: "csv.many", values: { most: 2000, got: 2001 } }]);
});

test("infinity and NaN are not numbers", () => {
  assert.equal(readCsv("Infinity,0,1").problems[0].key, "csv.number");
  assert.equal(readCsv("0,NaN,1").problems[0].key, "csv.number");
});

test("names and up to four whole numbers are classes, the rest is a regression", () => {
  assert.equal(likelyTask(read("0,0,cat\n0,0,dog")), "classification");
  assert.equal(likelyTask(read("0,0,-1\n0,0,1")), "classification");
  assert.equal(likelyTask(read("0,0,0.5\n0,0,1")), "regression");
  assert.equal(likelyTask(read("0,0,1\n0,0,2\n0,0,3\n0,0,4\n0,0,5")), "regression");
});

test("classes are numbered: names as they come, numbers by size, 0 to 3 as they are", () => {
  const labels = (text) => toData(read(text), "classification").data.points.map((point) => point[2]);
  assert.deepEqual(labels("0,0,dog\n0,0,cat\n0,0,dog"), [0, 1, 0]);
  assert.deepEqual(labels("0,0,1\n0,0,-1"), [1, 0]);
  assert.deepEqual(labels("0,0,2\n0,0,0"), [2, 0]);
  assert.equal(toData(read("0,0,0"), "classification").data.classes, 2);
});

test("five classes are refused with their number", () => {
  const { problems } = toData(read("0,0,a\n0,0,b\n0,0,c\n0,0,d\n0,0,e"), "classification");
  assert.deepEqual(problems, [{ key: "csv.classes", values: { got: 5 } }]);
});

test("a name in a regression is a problem of its line", () => {
  const { problems } = toData(read("0,0,1\n0,0,cat"), "regression");
  assert.deepEqual(problems, [{ key: "csv.number", values: { line: 2, column: "label", got: "cat" } }]);
});

test("a column outside the window is scaled into −1…1 and the others are left", () => {
  const { data, scaled } = toData(read("10,0.1,0\n20,0.2,1\n30,0.3,1"), "classification");
  assert.deepEqual(data.points, [[-1, 0.1, 0], [0, 0.2, 1], [1, 0.3, 1]]);
  assert.deepEqual(scaled, [{ column: "x", low: 10, high: 30 }]);
});

test("a constant column outside the window becomes 0", () => {
  assert.deepEqual(toData(read("7,0,0\n7,0,1"), "classification").data.points.map(([x]) => x), [0, 0]);
});

test("2,000 points with all their digits fit through the wire", () => {
  const text = Array.from({ length: 2000 }, (_, i) => `${Math.sin(i)},${Math.cos(i)},${Math.sin(3 * i)},`).join("\n");
  const { data, decimals } = toData(read(text), "regression");
  assert.ok(JSON.stringify(data).length < 64 * 1024);
  assert.ok(decimals !== null && decimals >= 4, `decimals ${decimals}`);
});

test("what was copied out comes back as it was", () => {
  const points = [{ id: 4, x: 0.1, y: -1.15, label: 3, test: true }, { id: 9, x: 1e-7, y: 0.3, label: 0, test: false }];
  const { data, scaled } = toData(read(toCsv(points)), "classification");
  assert.deepEqual(data.points, [[0.1, -1.15, 3, 1], [1e-7, 0.3, 0, 0]]);
  assert.deepEqual(scaled, []);
});

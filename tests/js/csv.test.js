import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { likelyTask, MOST_POINTS, readCsv, toCsv, toData } from "../../static/js/math/csv.js";

const read = (text) => {
  const { rows, problems } = readCsv(text);
  assert.deepEqual(problems, []);
  return rows;
};

// The same cases are read by tests/test_csv_points.py.
for (const expected of JSON.parse(readFileSync(new URL("../reference/csv_cases.json", import.meta.url), "utf8"))) {
  test(`a text is read as the server reads it: ${expected.name}`, () => {
    const { rows, problems } = readCsv(expected.text);
    const task = expected.as ?? likelyTask(rows);
    const made = toData(rows, task);
    const got = {
      rows: rows.map(({ x, y, label, test }) => [x, y, label, test]), lines: rows.map(({ line }) => line),
      task, names: made.names, points: made.data.points, scaled: made.scaled.map(({ column, low, high }) => [column, low, high]),
    };
    assert.deepEqual([...problems, ...made.problems].map(({ key, values }) => [key, values]), expected.problems ?? []);
    for (const name of Object.keys(got)) if (name in expected) assert.deepEqual(got[name], expected[name], name);
  });
}

test("too many rows are told with their number", () => {
  const many = readCsv("0,0,1\n".repeat(MOST_POINTS + 1));
  assert.deepEqual(many.problems, [{ key: "csv.many", values: { most: 2000, got: 2001 } }]);
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

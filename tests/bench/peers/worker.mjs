// A worker that is asked line by line (tests/bench/contenders.py); it only loads its peer from a path.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [, , path, folder] = process.argv;
const cases = new Map();

/** The case of that name, read once. */
export function caseOf(name) {
  if (!cases.has(name)) cases.set(name, JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")));
  return cases.get(name);
}

export const peer = path;

/** Answers until stdin ends. `make(kind, case, …rest)` gives {run(n), check()}. */
export async function serve(about, make) {
  const works = new Map();
  const made = (work) => {
    const [kind, name, ...rest] = work.split(":");
    return make(kind, caseOf(name), ...rest);
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const ask = JSON.parse(line);
    if (ask.about) say({ about });
    else if (ask.check) say({ values: made(ask.work).check() });
    else {
      if (!works.has(ask.work)) works.set(ask.work, made(ask.work));
      const { run } = works.get(ask.work);
      const before = process.cpuUsage();
      run(ask.n);
      const { user, system } = process.cpuUsage(before);
      say({ cpu: (user + system) / 1e6 });
    }
  }
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

// TensorFlow Playground's engine (nn.ts), used as its page uses it: example by example.

import { createRequire } from "node:module";
import { peer, serve } from "./worker.mjs";

const nn = createRequire(import.meta.url)(peer);
const { SQUARE } = nn.Errors;
const { TANH } = nn.Activations;
const DENSITY = 100, REACH = 6;

function build({ sizes, layers }) {
  const network = nn.buildNetwork(sizes, TANH, TANH, null, sizes.slice(0, 1).flatMap(ids));
  network.slice(1).forEach((nodes, l) => nodes.forEach((node, i) => {
    const row = layers[l][i];
    node.inputLinks.forEach((link, j) => { link.weight = row[j]; });
    node.bias = row[row.length - 1];
  }));
  return network;
}

const ids = (count) => Array.from({ length: count }, (_, i) => `x${i}`);

function step(one) {
  const network = build(one), { x, y, rate } = one;
  let at = 0;
  const next = () => {
    const inputs = x[at], targets = y[at];
    for (let i = 0; i < inputs.length; i++) {
      nn.forwardProp(network, inputs[i]);
      nn.backProp(network, targets[i], SQUARE);
    }
    nn.updateWeights(network, rate, 0);
    at = (at + 1) % x.length;
  };
  const loss = () => x[at].reduce(
    (sum, input, i) => sum + SQUARE.error(nn.forwardProp(network, input), y[at][i]), 0) / x[at].length;
  return {
    run: (n) => { for (let i = 0; i < n; i++) next(); },
    check: () => x.map(() => { const before = loss(); next(); return before; }),
  };
}

/** Every unit's output over the square, as the page's updateDecisionBoundary does. */
function surface(one) {
  const network = build(one), maps = {};
  nn.forEachNode(network, true, (node) => {
    maps[node.id] = Array.from({ length: DENSITY }, () => new Array(DENSITY));
  });
  const place = (i) => -REACH + (2 * REACH * i) / (DENSITY - 1);
  const whole = () => {
    for (let i = 0; i < DENSITY; i++) {
      for (let j = 0; j < DENSITY; j++) {
        nn.forwardProp(network, [place(i), place(j)]);
        nn.forEachNode(network, true, (node) => { maps[node.id][i][j] = node.output; });
      }
    }
  };
  return {
    run: (n) => { for (let i = 0; i < n; i++) whole(); },
    check: () => {
      whole();
      return network.slice(1).flat().flatMap(
        ({ id }) => maps[id].flat().filter((_, i) => i % 1111 === 0));
    },
  };
}

const WORKS = { step, surface };
serve(`TensorFlow Playground's engine, node ${process.versions.node}`, (kind, one) => WORKS[kind](one));

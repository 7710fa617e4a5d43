// ConvNetJS, used as its demos use it: one example a call, an update after each minibatch.

import { createRequire } from "node:module";
import { peer, serve } from "./worker.mjs";

const convnetjs = createRequire(import.meta.url)(peer);

function build({ sizes, activation, loss, layers }) {
  const hidden = sizes.slice(1, -1).map((num_neurons) => ({ type: "fc", num_neurons, activation }));
  const last = sizes[sizes.length - 1];
  const end = loss === "squared_tanh"
    ? { type: "regression", num_neurons: last } : { type: "softmax", num_classes: last };
  const net = new convnetjs.Net();
  net.makeLayers([{ type: "input", out_sx: 1, out_sy: 1, out_depth: sizes[0] }, ...hidden, end]);
  if (loss === "squared_tanh") {  // its regression has a linear output: put a tanh before it
    const tanh = new convnetjs.TanhLayer({ in_sx: 1, in_sy: 1, in_depth: last });
    net.layers.splice(-1, 0, tanh);
  }
  net.layers.filter(({ layer_type }) => layer_type === "fc").forEach((fc, l) => {
    fc.filters.forEach((filter, i) => { filter.w.set(layers[l][i].slice(0, -1)); });
    fc.biases.w.set(layers[l].map((row) => row[row.length - 1]));
  });
  return net;
}

function step(one) {
  const { x, y, rate, loss } = one, size = x[0].length;
  const trainer = new convnetjs.Trainer(build(one), {
    method: "sgd", learning_rate: rate, momentum: 0, l2_decay: 0, batch_size: size,
  });
  const inputs = x.map((batch) => batch.map((row) => new convnetjs.Vol(row)));
  const targets = loss === "squared_tanh" ? y.map((batch) => batch.map((value) => [value])) : y;
  let at = 0;
  const next = () => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += trainer.train(inputs[at][i], targets[at][i]).cost_loss;
    at = (at + 1) % x.length;
    return loss === "squared_tanh" ? sum / 4 / size : sum / size;  // it says 2(o − t)² for ½(o − t)²
  };
  return {
    run: (n) => { for (let i = 0; i < n; i++) next(); },
    check: () => x.map(next),
  };
}

const WORKS = { step };
serve(`ConvNetJS, node ${process.versions.node}`, (kind, one) => WORKS[kind](one));

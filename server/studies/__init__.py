"""Studies: what the Backprop and Neuron labs ask, each a table's line:
(run, question, kept) → Work of the answer, a dict that becomes JSON.

1. The question is checked at once, by the study's own file: Bad names its field. The rest is work
   in pieces of a few milliseconds.
2. (Run at its step, question) determine the answer; `kept` only saves work: what an earlier
   question of the same study has computed.
3. Every number is the engine's: a study arranges, it has no formula that the engine has.
"""

from collections.abc import Callable, Mapping
from typing import Any

from server.run import Run
from server.studies import activation_data, activations, depth, graph, influence, neuron, softmax
from server.work import Work

Kept = dict[str, Any]
Study = Callable[[Run, Mapping[str, Any], Kept], Work[dict[str, Any]]]

STUDIES: dict[str, Study] = {
    "graph": graph.study,
    "softmax": softmax.study,
    "neuron": neuron.study,
    "neuron_curve": neuron.curve,
    "activations": activations.tables,
    "activations_own": activations.tables,
    "activations_at": activations.cursor,
    "activations_data": activation_data.study,
    "depth": depth.study,
    "influence": influence.study,
}

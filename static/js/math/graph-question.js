// @ts-check
/** What is asked of the engine about the graph. @param {import("../state.js").State} state */
export const graphQuestion = ({ view: { backprop: { text, values } } }) => ({ text, values });

// @ts-check
/** How the input features are written in formulas. @type {Record<string, string>} */
export const FEATURES = { x: "x", y: "y", x2: "x²", y2: "y²", xy: "xy", sin_x: "sin πx", sin_y: "sin πy" };

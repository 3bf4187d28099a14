/** All that Yjs asks of lib0/logging: two warnings to a developer. */
export const BOLD = "";
export const UNBOLD = "";
export const ORANGE = "";
export const print = (...words: unknown[]): void => console.log(...words);
export const warn = (...words: unknown[]): void => console.warn(...words);
export const RED = "";

/** Where this runs is known: in a browser, without a command line and its variables. */
export const isNode = false;
export const isBrowser = true;
export const getVariable = (): null => null;

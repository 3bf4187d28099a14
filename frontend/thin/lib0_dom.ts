/** All that y-prosemirror asks of lib0/dom; the whole brings a schema library along (3 kB). */
export const doc = document;

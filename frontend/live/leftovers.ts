/**
 * What was typed into a copy of a document that has been replaced meanwhile.
 *
 * Sharing makes a fresh document from the draft's content. Whoever was typing, or was offline, then
 * has words that only the old document knows. They go to where they stood: what the new document
 * has already, it does not get twice; what fits nowhere goes beneath the same item.
 */
import { initProseMirrorDoc, updateYFragment } from "y-prosemirror";
import type { Node } from "prosemirror-model";
import * as Y from "yjs";
import { schema } from "./document.ts";
import { isKnown } from "./guard.ts";

export interface Leftover {
  blocks: Node[]; // touched after the last confirmed save
  all: Node[]; // every block of the item, in order
}

export type Leftovers = Map<string, Leftover>;

/** By item root: how it stood at the last confirmed save, and after each change since. */
export type States = Map<string, Node[]>;

function touchedAfter(type: Y.XmlElement | Y.XmlText | Y.XmlHook, saved: Map<number, number>): boolean {
  if (type._item && isNew(type._item, saved)) return true;
  for (let item = type._start; item; item = item.right) {
    if (isNew(item, saved)) return true;
    const child = item instanceof Y.Item && item.content instanceof Y.ContentType ? item.content.type : null;
    if (child && !item.deleted && touchedAfter(child as Y.XmlElement, saved)) return true;
  }
  return false;
}

function isNew(item: Y.Item, saved: Map<number, number>): boolean {
  return item.id.clock + item.length > (saved.get(item.id.client) ?? 0);
}

/** Blocks by item root that hold anything written after the state vector `saved`. */
export function leftoversOf(doc: Y.Doc, saved: Uint8Array | null): Leftovers {
  const vector = saved ? Y.decodeStateVector(saved) : new Map<number, number>();
  const found: Leftovers = new Map();
  for (const name of [...doc.share.keys()].filter((key) => key.startsWith("item:"))) {
    const fragment = doc.getXmlFragment(name);
    if (!isKnown(fragment)) continue;
    const touched = fragment.toArray().map((block) => touchedAfter(block as Y.XmlElement, vector));
    if (!touched.includes(true)) continue;
    const root = initProseMirrorDoc(fragment, schema).doc;
    const blocks = root.children.filter((block, i) => touched[i] === true && block.textContent.trim() !== "");
    if (blocks.length) found.set(name, { blocks, all: [...root.children] });
  }
  return found;
}

/** Where two nodes differ: from `at` to `a` in the first, to `b` in the second. */
function between(first: Node, second: Node): { at: number; a: number; b: number } {
  const at = first.content.findDiffStart(second.content) ?? first.content.size;
  const { a, b } = first.content.findDiffEnd(second.content) ?? { a: at, b: at };
  const overlap = Math.max(0, at - Math.min(a, b));
  return { at, a: a + overlap, b: b + overlap };
}

/** How much of `there` is in `mine` too; nothing, unless one is the other with something put in, or half of both is alike. */
function likeness(there: Node, mine: Node): number {
  const { at, a, b } = between(there, mine);
  const alike = at + there.content.size - a;
  return a === at || b === at || alike * 2 >= Math.max(there.content.size, mine.content.size) ? alike : 0;
}

/** `there`, with what `mine` has more where they differ. */
function extended(there: Node, mine: Node): Node {
  const { at, a, b } = between(there, mine);
  return a === at ? mine : there.replace(at, at, mine.slice(at, b));
}

/** Makes the one of `blocks` grow that is most like `mine`; false where none is. */
function grow(blocks: Node[], mine: Node, mayGrow: (block: Node) => boolean): boolean {
  const likes = blocks.map((block) => (block.sameMarkup(mine) && mayGrow(block) ? likeness(block, mine) : 0));
  const most = Math.max(...likes);
  const best = likes.indexOf(most);
  try {
    if (most) blocks[best] = extended(blocks[best]!, mine);
    return most > 0;
  } catch {
    return false; // the places do not fit, as in two lists of another depth
  }
}

/** What an item of the new document should be: nothing typed is lost, doubled or brought back. */
export function merged(there: Node, left: Leftover | undefined, states: Node[] = []): Node {
  // The server had come as far as one of these: the rest of them is what it lacks.
  if (states.some((state) => state.eq(there))) return states.at(-1)!;
  const has = (block: Node): boolean => there.children.some((other) => other.eq(block));
  const mine = left?.all.filter((block) => left.blocks.includes(block) || has(block));
  if (!left || !mine?.length) return there;
  const whole = schema.node("doc", null, mine);
  const { at, a, b } = between(there, whole);
  if (b === at) return there;
  if (a === at) return whole;
  const blocks = [...there.children];
  for (const block of left.blocks) if (!has(block) && !grow(blocks, block, has)) blocks.push(block);
  return schema.node("doc", null, blocks);
}

/** Puts what `doc` lacks into its items; returns into how many. An unknown item's words go to the first. */
export function putBack(doc: Y.Doc, leftovers: Leftovers, fallback: string | null, states: States = new Map()): number {
  let count = 0;
  for (const name of new Set([...leftovers.keys(), ...states.keys()])) {
    const root = doc.share.has(name) ? name : fallback;
    if (!root) continue;
    const fragment = doc.getXmlFragment(root);
    const { doc: there, meta } = initProseMirrorDoc(fragment, schema);
    const made = merged(there, leftovers.get(name), states.get(name));
    if (made.eq(there)) continue;
    count += 1;
    doc.transact(() => updateYFragment(doc, fragment, made, meta), "leftovers");
  }
  return count;
}

/** The same words as plain text, for somebody to copy. */
export function asText(leftovers: Leftovers): string {
  return [...leftovers.values()].map(({ blocks }) => blocks.map((block) => block.textBetween(0, block.content.size, "\n", "\n")).join("\n")).join("\n\n");
}

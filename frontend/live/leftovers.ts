/**
 * What was typed into a copy of a document that has been replaced meanwhile.
 *
 * Sharing makes a fresh document from the draft's content. Somebody offline then holds words that
 * only the old document knows; whole blocks that were touched after the last confirmed save, and
 * that the new document lacks, are put beneath the same item, so that they are never lost.
 */
import { yXmlFragmentToProseMirrorRootNode, prosemirrorToYXmlFragment } from "y-prosemirror";
import { Fragment, type Node } from "prosemirror-model";
import * as Y from "yjs";
import { schema } from "./document.ts";
import { isKnown } from "./guard.ts";

export type Leftovers = Map<string, Node[]>;

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
    const root = yXmlFragmentToProseMirrorRootNode(fragment, schema);
    const blocks = root.children.filter((block, i) => touched[i] === true && block.textContent.trim() !== "");
    if (blocks.length) found.set(name, blocks);
  }
  return found;
}

/** Puts the blocks that `doc` lacks beneath their items; returns how many. An unknown item's go to the first. */
export function putBack(doc: Y.Doc, leftovers: Leftovers, fallback: string | null): number {
  let count = 0;
  for (const [name, blocks] of leftovers) {
    const root = doc.share.has(name) ? name : fallback;
    if (!root) continue;
    const fragment = doc.getXmlFragment(root);
    const there = yXmlFragmentToProseMirrorRootNode(fragment, schema);
    const missing = blocks.filter((block) => !there.children.some((other) => other.eq(block)));
    if (!missing.length) continue;
    count += missing.length;
    const made = new Y.Doc().getXmlFragment("made");
    prosemirrorToYXmlFragment(schema.node("doc", null, Fragment.from(missing)), made);
    doc.transact(() => {
      const isEmpty = there.childCount === 1 && there.firstChild?.content.size === 0;
      if (isEmpty) fragment.delete(0, fragment.length);
      fragment.push(made.toArray().map((block) => block.clone() as Y.XmlElement));
    }, "leftovers");
  }
  return count;
}

/** The same words as plain text, for somebody to copy. */
export function asText(leftovers: Leftovers): string {
  return [...leftovers.values()].map((blocks) => blocks.map((block) => block.textBetween(0, block.content.size, "\n", "\n")).join("\n")).join("\n\n");
}

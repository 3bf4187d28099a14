import type { Node } from "prosemirror-model";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { rootOf, schema } from "./document.ts";
import { asText, leftoversOf, merged, putBack } from "./leftovers.ts";

const FIRST = rootOf("7d9f2c1e-0000-4000-8000-000000000001");
const SECOND = rootOf("7d9f2c1e-0000-4000-8000-000000000002");

function write(doc: Y.Doc, root: string, ...lines: string[]): void {
  doc.getXmlFragment(root).push(
    lines.map((line) => {
      const block = new Y.XmlElement("paragraph");
      if (line) block.insert(0, [new Y.XmlText(line)]);
      return block;
    }),
  );
}

function words(doc: Y.Doc, root: string): string[] {
  return doc.getXmlFragment(root).toArray().map((block) => (block as Y.XmlElement).toString().replaceAll(/<[^>]+>/g, ""));
}

function docWith(root: string, ...lines: string[]): Y.Doc {
  const doc = new Y.Doc();
  write(doc, root, ...lines);
  return doc;
}

it("finds nothing when all was confirmed", () => {
  const doc = docWith(FIRST, "a");
  expect(leftoversOf(doc, Y.encodeStateVector(doc)).size).toBe(0);
});

it("finds the blocks that were touched after the last confirmed save", () => {
  const doc = docWith(FIRST, "a", "b");
  const saved = Y.encodeStateVector(doc);
  const text = (doc.getXmlFragment(FIRST).get(1) as Y.XmlElement).get(0) as Y.XmlText;
  text.insert(1, " and more");
  write(doc, FIRST, "c");
  expect(asText(leftoversOf(doc, saved))).toBe("b and more\nc");
});

it("puts beneath the same item what the new document lacks, and only that", () => {
  const old = docWith(FIRST, "kept", "typed offline");
  const fresh = docWith(FIRST, "kept");
  expect(putBack(fresh, leftoversOf(old, null), null)).toBe(1);
  expect(words(fresh, FIRST)).toEqual(["kept", "typed offline"]);
  expect(putBack(fresh, leftoversOf(old, null), null)).toBe(0);
});

it("takes the place of an empty paragraph", () => {
  const fresh = docWith(FIRST, "");
  putBack(fresh, leftoversOf(docWith(FIRST, "a"), null), null);
  expect(words(fresh, FIRST)).toEqual(["a"]);
});

it("brings the words of an item that is gone to another item, never to nothing", () => {
  const fresh = docWith(FIRST, "a");
  putBack(fresh, leftoversOf(docWith(SECOND, "orphan"), null), FIRST);
  expect(words(fresh, FIRST)).toEqual(["a", "orphan"]);
});

it("never carries the old document's ids or deleted text into the new one", () => {
  const old = docWith(FIRST, "secret", "said");
  old.getXmlFragment(FIRST).delete(0, 1);
  const fresh = docWith(FIRST, "");
  putBack(fresh, leftoversOf(old, null), null);
  const update = Y.encodeStateAsUpdate(fresh);
  expect(new TextDecoder().decode(update)).not.toContain("secret");
  expect([...Y.decodeStateVector(Y.encodeStateVector(fresh)).keys()]).toEqual([fresh.clientID]);
});

/** Text of an item, a block a line. */
function item(...lines: string[]): Node {
  return schema.node("doc", null, lines.map((line) => schema.node("paragraph", null, line ? schema.text(line) : [])));
}

function linesOf(doc: Node): string[] {
  return doc.children.map((block) => block.textContent);
}

describe("a copy from another time, of which is known which blocks were touched", () => {
  it.each([
    ["letters at the end", ["a", "begun"], ["a", "begun and more"], [1], ["a", "begun and more"]],
    ["letters in the middle", ["a", "begun here"], ["a", "begun right here"], [1], ["a", "begun right here"]],
    ["letters at the beginning", ["begun"], ["well, begun"], [0], ["well, begun"]],
    ["a block split", ["one two"], ["one ", "two"], [0, 1], ["one ", "two"]],
    ["only the half of a split known as new", ["one two", "b"], ["one ", "two", "b"], [0, 1], ["one ", "two", "b"]],
    ["a new block between others", ["a", "b"], ["a", "new", "b"], [1], ["a", "new", "b"]],
    ["nothing new", ["a", "b"], ["a", "b"], [1], ["a", "b"]],
    ["an older state than what is there", ["begun and more"], ["begun"], [0], ["begun and more"]],
    ["a block that was deleted when it was shared", ["a"], ["a", "private", "new"], [2], ["a", "new"]],
    ["the touched block deleted", ["a"], ["a", "typed on"], [1], ["a", "typed on"]],
    ["letters at the end of a block, and one before it was deleted", ["begun"], ["private", "begun more"], [1], ["begun more"]],
    ["two blocks that grew", ["one", "two"], ["one more", "two more"], [0, 1], ["one more", "two more"]],
    ["a block that grew, and the partner's new one", ["begun", "hers"], ["begun and more"], [0], ["begun and more", "hers"]],
    ["a block that both wrote on", ["we had begun with her"], ["we had begun by me, "], [0], ["we had begun by me, with her"]],
    ["two new blocks like one that is there", ["a"], ["a", "ab", "ac"], [1, 2], ["a", "ab", "ac"]],
    ["nothing alike", ["hers"], ["mine"], [0], ["hers", "mine"]],
    ["an empty item", [""], ["mine"], [0], ["mine"]],
  ])("%s", (_name, there, all, touched, made) => {
    const mine = item(...all);
    const left = { blocks: touched.map((i) => mine.child(i)), all: [...mine.children] };
    expect(linesOf(merged(item(...there), left))).toEqual(made);
  });
});

describe("an open editor, that knows each state since the last confirmed save", () => {
  const left = { blocks: [], all: [] };

  it.each([
    ["letters that were not stored yet", "beg", ["beg", "begu", "begun"], "begun"],
    ["letters taken back", "begum", ["begu", "begum", "begu", "begun"], "begun"],
    ["all of it stored", "begun", ["beg", "begun"], "begun"],
    ["an idle tab", "begun and more", ["begun"], "begun and more"],
  ])("%s", (_name, there, states, made) => {
    expect(linesOf(merged(item(there), left, states.map((words) => item(words))))).toEqual([made]);
  });
});

it("doubles nothing when two tabs bring the same words one after the other", () => {
  const fresh = docWith(FIRST, "begun");
  const old = docWith(FIRST, "begun and more");
  expect(putBack(fresh, leftoversOf(old, null), null)).toBe(1);
  expect(putBack(fresh, leftoversOf(old, null), null)).toBe(0);
  expect(words(fresh, FIRST)).toEqual(["begun and more"]);
});

it("brings what two tabs typed, each its own", () => {
  const fresh = docWith(FIRST, "begun");
  putBack(fresh, leftoversOf(docWith(FIRST, "begun here"), null), null);
  putBack(fresh, leftoversOf(docWith(FIRST, "begun", "there"), null), null);
  expect(words(fresh, FIRST)).toEqual(["begun here", "there"]);
});

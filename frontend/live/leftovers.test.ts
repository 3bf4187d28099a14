import { expect, it } from "vitest";
import * as Y from "yjs";
import { rootOf } from "./document.ts";
import { asText, leftoversOf, putBack } from "./leftovers.ts";

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

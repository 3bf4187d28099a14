import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { yXmlFragmentToProseMirrorRootNode } from "y-prosemirror";
import * as Y from "yjs";
import { rootOf, schema } from "./document.ts";

const folder = "contracts/plan_document/updates";

interface Golden {
  made_by: string;
  updates: string[];
  bodies: Record<string, unknown[]>;
}
interface Json {
  marks?: { type: string }[];
  content?: Json[];
}

function read(name: string): Golden {
  return JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as Golden;
}

/** Marks have no order that means anything. */
function sorted(node: Json): Json {
  const marks = node.marks && [...node.marks].sort((a, b) => a.type.localeCompare(b.type));
  return { ...node, ...(marks ? { marks } : {}), ...(node.content ? { content: node.content.map(sorted) } : {}) };
}

describe("golden updates, made by Yjs and by pycrdt", () => {
  it.each(readdirSync(folder))("%s reads as the bodies that it says", (name) => {
    const golden = read(name);
    const doc = new Y.Doc();
    for (const update of golden.updates) Y.applyUpdate(doc, Buffer.from(update, "base64"));
    for (const [item, body] of Object.entries(golden.bodies)) {
      const node = yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment(rootOf(item)), schema);
      node.check();
      const plain = JSON.parse(JSON.stringify(node.toJSON())) as Json;
      expect(sorted(plain).content).toEqual((body as Json[]).map(sorted));
    }
  });
});

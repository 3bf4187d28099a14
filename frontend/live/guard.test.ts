import { expect, it, vi } from "vitest";
import * as Y from "yjs";
import { rootOf } from "./document.ts";
import { guard } from "./guard.ts";

const ROOT = rootOf("7d9f2c1e-0000-4000-8000-000000000001");

/** A guarded document, and what a remote writer then sends it. */
function receive(write: (fragment: Y.XmlFragment) => void, root = ROOT): { refused: boolean; heard: number } {
  const remote = new Y.Doc();
  write(remote.getXmlFragment(root));
  const doc = new Y.Doc();
  const refuse = vi.fn();
  let heard = 0;
  guard(doc, () => {
    refuse();
    expect(heard).toBe(0); // before any observer, such as the editor's binding
  });
  doc.getXmlFragment(root).observeDeep(() => (heard += 1));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(remote), "remote");
  return { refused: refuse.mock.calls.length > 0, heard };
}

function element(name: string, children: (Y.XmlElement | Y.XmlText)[] = [], attributes: Record<string, unknown> = {}): Y.XmlElement {
  const made = new Y.XmlElement(name);
  made.insert(0, children);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  return made;
}

function text(words: string, marks?: Record<string, unknown>): Y.XmlText {
  const made = new Y.XmlText();
  made.insert(0, words, marks as never);
  return made;
}

it("lets what the schema knows pass", () => {
  const list = element("tick_list", [element("tick_item", [element("paragraph", [text("a", { strong: {} })])], { checked: true })]);
  const link = element("paragraph", [text("b", { link: { href: "https://a.example" } })]);
  expect(receive((fragment) => fragment.insert(0, [list, link])).refused).toBe(false);
});

it.each([
  [false, new Y.XmlElement("paragraph")],
  [true, new Y.XmlElement("heading")],
])("judges a root that nobody has asked for yet (%#)", (isRefused, node) => {
  const remote = new Y.Doc();
  remote.getXmlFragment(ROOT).insert(0, [node]);
  const doc = new Y.Doc();
  const refuse = vi.fn();
  guard(doc, refuse);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(remote), "remote");
  expect(refuse).toHaveBeenCalledTimes(isRefused ? 1 : 0);
});

it.each([
  ["a node of a newer schema", element("heading", [text("a")])],
  ["a nested unknown node", element("blockquote", [element("video")])],
  ["an unknown mark", element("paragraph", [text("a", { underline: {} })])],
  ["an unknown attribute", element("paragraph", [], { onclick: "x" })],
  ["a script link", element("paragraph", [text("a", { link: { href: "javascript:alert(1)" } })])],
])("refuses %s", (_what, node) => {
  expect(receive((fragment) => fragment.insert(0, [node])).refused).toBe(true);
});

it("refuses what is nested too deeply", () => {
  let node = element("paragraph");
  for (let i = 0; i < 30; i += 1) node = element("blockquote", [node]);
  expect(receive((fragment) => fragment.insert(0, [node])).refused).toBe(true);
});

it("refuses an embedded object in text", () => {
  const node = element("paragraph");
  const words = new Y.XmlText();
  node.insert(0, [words]);
  expect(
    receive((fragment) => {
      fragment.insert(0, [node]);
      words.insertEmbed(0, { image: "x" });
    }).refused,
  ).toBe(true);
});

/**
 * Refuses what this page's schema does not know, before the editor's binding sees it: the binding
 * would delete it, for everybody.
 */
import * as Y from "yjs";
import { isAllowedHref, LIMITS, schema } from "./document.ts";

const HASHED = /^(.*)--[a-zA-Z0-9+/=]{8}$/; // y-prosemirror's names of overlapping marks

function isKnownMark(name: string, value: unknown): boolean {
  const known = HASHED.exec(name)?.[1] ?? name;
  if (!schema.marks[known]) return false;
  if (value === null || known !== "link") return true;
  return isAllowedHref((value as { href?: unknown }).href);
}

function isKnownText(text: Y.XmlText): boolean {
  const delta = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
  return delta.every(
    ({ insert, attributes }) =>
      typeof insert === "string" && Object.entries(attributes ?? {}).every(([name, value]) => isKnownMark(name, value)),
  );
}

function isKnownElement(element: Y.XmlElement, depth: number): boolean {
  const type = schema.nodes[element.nodeName];
  if (!type || type.isText || type === schema.topNodeType || depth > LIMITS.depth) return false;
  const attributes = Object.entries(element.getAttributes() as Record<string, unknown>);
  const known = attributes.every(([name, value]) => type.spec.attrs?.[name] !== undefined && typeof value === "boolean");
  return known && element.toArray().every((child) => isKnown(child, depth + 1));
}

/** Whether everything beneath this type is in the schema. */
export function isKnown(type: unknown, depth = 0): boolean {
  if (type instanceof Y.XmlText) return isKnownText(type);
  if (type instanceof Y.XmlElement) return isKnownElement(type, depth);
  if (type instanceof Y.XmlFragment) return type.toArray().every((child) => isKnown(child, depth + 1));
  return false;
}

/** The name of the root that a type stands beneath. */
function rootNameOf(type: Y.AbstractType<unknown>): string {
  let top = type;
  while (top._item) top = top._item.parent as Y.AbstractType<unknown>;
  for (const [name, root] of top.doc?.share ?? []) if (root === top) return name;
  return "";
}

function isRefused(doc: Y.Doc, type: Y.AbstractType<unknown>): boolean {
  if (type._item?.deleted) return false;
  const root = rootNameOf(type);
  if (!root.startsWith("item:")) return false;
  // A root that nobody has asked for yet has no kind: asking gives it one.
  return !isKnown(type._item ? type : doc.getXmlFragment(root));
}

/** Calls `refuse` (which must end the bindings) before any observer hears of unknown content. */
export function guard(doc: Y.Doc, refuse: () => void): () => void {
  const check = (transaction: Y.Transaction): void => {
    if (transaction.local) return;
    for (const type of transaction.changed.keys()) {
      if (isRefused(doc, type as Y.AbstractType<unknown>)) {
        doc.off("beforeObserverCalls", check);
        refuse();
        return;
      }
    }
  };
  doc.on("beforeObserverCalls", check);
  return () => doc.off("beforeObserverCalls", check);
}

/**
 * The twin of `contracts/plan_document/schema.json`: names and shapes in a plan's Y document.
 * A test reads the contract and holds this to it; a change of either raises SCHEMA_VERSION.
 */
import { Schema, type Attrs, type MarkSpec, type NodeSpec } from "prosemirror-model";

export const SCHEMA_VERSION = 1;
export const LIMITS = { document_bytes: 1_000_000, item_characters: 50_000, frame_bytes: 1_048_576, depth: 24, href_characters: 2000 };
export const LINK_SCHEMES = ["http", "https", "mailto"];

/** The root in the Y document that holds one agenda item's text. */
export function rootOf(item: string): string {
  return `item:${item}`;
}

export function isAllowedHref(href: unknown): href is string {
  if (typeof href !== "string" || href.length > LIMITS.href_characters) return false;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href)?.[1];
  return scheme !== undefined && LINK_SCHEMES.includes(scheme.toLowerCase());
}

function tickAttrs(element: HTMLElement): Attrs | false {
  const box = element.querySelector<HTMLInputElement>(":scope > input[type=checkbox], :scope > p > input[type=checkbox], :scope > label > input[type=checkbox]");
  if (!box && element.dataset["checked"] === undefined) return false;
  return { checked: element.dataset["checked"] === "true" || box?.hasAttribute("checked") === true };
}

function isTickList(element: HTMLElement): false | null {
  const first = element.querySelector<HTMLElement>(":scope > li");
  return element.classList.contains("ticked") || (first && tickAttrs(first)) ? null : false;
}

const nodes: Record<string, NodeSpec> = {
  doc: { content: "block+" },
  paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  tick_list: {
    group: "block",
    content: "tick_item+",
    parseDOM: [{ tag: "ul", priority: 60, getAttrs: isTickList }],
    toDOM: () => ["ul", { class: "ticked" }, 0],
  },
  tick_item: {
    content: "block+",
    attrs: { checked: { default: false, validate: "boolean" } },
    defining: true,
    parseDOM: [{ tag: "li", priority: 60, getAttrs: tickAttrs }],
    toDOM: (node) => ["li", { "data-checked": String(node.attrs["checked"]) }, ["div", 0]],
  },
  bullet_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  ordered_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ol" }], toDOM: () => ["ol", 0] },
  list_item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  blockquote: { group: "block", content: "block+", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  code_block: {
    group: "block",
    content: "text*",
    marks: "",
    code: true,
    defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => ["pre", ["code", 0]],
  },
  hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  text: { group: "inline" },
};

const marks: Record<string, MarkSpec> = {
  link: {
    attrs: { href: { validate: "string" } },
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (a) => (isAllowedHref(a.getAttribute("href")) ? { href: a.getAttribute("href") } : false) }],
    toDOM: (mark) => {
      const href: unknown = mark.attrs["href"];
      return ["a", isAllowedHref(href) ? { href, rel: "noreferrer noopener nofollow", target: "_blank" } : {}, 0];
    },
  },
  em: { parseDOM: [{ tag: "i" }, { tag: "em" }, { style: "font-style=italic" }], toDOM: () => ["em", 0] },
  strong: {
    parseDOM: [
      { tag: "strong" },
      // Some editors wrap everything in <b style="font-weight:normal">.
      { tag: "b", getAttrs: (b) => b.style.fontWeight !== "normal" && null },
      { style: "font-weight", getAttrs: (weight) => /^(bold(er)?|[6-9]\d\d)$/.test(weight) && null },
    ],
    toDOM: () => ["strong", 0],
  },
  code: { parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
};

export const schema = new Schema({ nodes, marks });

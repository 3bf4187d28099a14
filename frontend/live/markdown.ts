/** Pasted Markdown becomes the plan's own nodes: what people write in messages, not all of CommonMark. */
import { Fragment, Slice, type Mark, type Node } from "prosemirror-model";
import { isAllowedHref, schema } from "./document.ts";

const n = schema.nodes;
const FENCE = /^\s*(```|~~~)/;
const MARKER = /^(\s*)(?:([-*+])|(\d{1,9})[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const QUOTE = /^\s{0,3}>\s?/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*$/;

/** Inline marks, the longest first; code is taken literally. */
const INLINE =
  /(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)|\*\*(?=\S)([\s\S]*?\S)\*\*|__(?=\S)([\s\S]*?\S)__(?!\w)|\*(?=[^\s*])([\s\S]*?[^\s*])\*(?!\*)|(?<!\w)_(?=[^\s_])([\s\S]*?[^\s_])_(?!\w)|\[([^\]\n]+)\]\(([^()\s]+(?:\([^()\s]*\))?)\)|<((?:https?:\/\/|mailto:)[^>\s]+)>|(https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]])|\\([\\`*_[\]()>#+.!-])/;

const NESTED = 4; // marks within marks
const LONGEST = 5000; // a longer line is taken as it is

export function inline(text: string, marks: readonly Mark[] = [], depth = 0): Node[] {
  if (depth > NESTED || text.length > LONGEST) return text ? [schema.text(text, marks)] : [];
  const out: Node[] = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    if (found.index) out.push(schema.text(rest.slice(0, found.index), marks));
    out.push(...marked(found, marks, depth + 1));
    rest = rest.slice(found.index + found[0].length);
  }
  return rest ? [...out, schema.text(rest, marks)] : out;
}

function marked(found: RegExpExecArray, marks: readonly Mark[], depth: number): Node[] {
  const [whole, , code, strong, strongToo, em, emToo, label, href, angled, bare, escaped] = found;
  const add = (name: string, attrs?: { href: string }): readonly Mark[] => schema.mark(name, attrs).addToSet(marks);
  const bold = strong ?? strongToo;
  const slanted = em ?? emToo;
  if (code) return [schema.text(code, add("code"))];
  if (bold) return inline(bold, add("strong"), depth);
  if (slanted) return inline(slanted, add("em"), depth);
  if (label && isAllowedHref(href)) return inline(label, add("link", { href }), depth);
  const link = angled ?? bare;
  if (isAllowedHref(link)) return [schema.text(link.replace(/^mailto:/, ""), add("link", { href: link }))];
  return [schema.text(escaped ?? whole, marks)];
}

/** Lines of one paragraph: a single line break stays one. */
function paragraph(lines: string[]): Node {
  const content = lines.flatMap((line, i) => [...(i ? [n["hard_break"]!.create()] : []), ...inline(line.trim())]);
  return n["paragraph"]!.create(null, content);
}

function blocks(lines: string[], depth = 0): Node[] {
  const out: Node[] = [];
  let i = 0;
  const take = (stop: (line: string) => boolean): string[] => {
    const from = i;
    while (i < lines.length && !stop(lines[i]!)) i += 1;
    return lines.slice(from, i);
  };
  while (i < lines.length) {
    const line = lines[i]!;
    const heading = HEADING.exec(line);
    if (!line.trim()) i += 1;
    else if (FENCE.test(line)) {
      i += 1;
      const code = take((next) => FENCE.test(next)).join("\n");
      i += 1;
      out.push(n["code_block"]!.create(null, code ? schema.text(code) : null));
    } else if (heading) {
      i += 1;
      out.push(n["paragraph"]!.create(null, inline(heading[1]!, [schema.mark("strong")])));
    } else if (depth < 8 && QUOTE.test(line)) {
      const quoted = take((next) => !QUOTE.test(next)).map((next) => next.replace(QUOTE, ""));
      out.push(n["blockquote"]!.create(null, orEmpty(blocks(quoted, depth + 1))));
    } else if (depth < 8 && MARKER.test(line)) {
      out.push(list(lines, () => i, (to) => (i = to), depth));
    } else {
      out.push(paragraph([lines[i++]!, ...take((next) => !next.trim() || startsBlock(next))]));
    }
  }
  return out;
}

function startsBlock(line: string): boolean {
  return FENCE.test(line) || HEADING.test(line) || QUOTE.test(line) || MARKER.test(line);
}

function orEmpty(content: Node[]): Node[] {
  return content.length ? content : [n["paragraph"]!.create()];
}

type Marker = { kind: "bullet_list" | "ordered_list" | "tick_list"; indent: number; checked: boolean; text: string };

function markerOf(line: string): Marker | null {
  const found = MARKER.exec(line);
  if (!found) return null;
  const [, indent = "", , number, tick, text = ""] = found;
  const kind = tick !== undefined ? "tick_list" : number ? "ordered_list" : "bullet_list";
  return { kind, indent: indent.replaceAll("\t", "    ").length, checked: tick?.toLowerCase() === "x", text };
}

/** One list: its items are the markers at this indent, what is indented more belongs to an item. */
function list(lines: string[], at: () => number, to: (i: number) => void, depth: number): Node {
  const first = markerOf(lines[at()]!)!;
  const items: Node[] = [];
  let i = at();
  while (i < lines.length) {
    const marker = markerOf(lines[i]!);
    if (!marker || marker.indent > first.indent + 1 || marker.indent < first.indent || marker.kind !== first.kind) break;
    const inner = [marker.text];
    i += 1;
    while (i < lines.length && belongs(lines, i, marker.indent)) inner.push(lines[i++]!.replace(/^( {1,4}|\t)/, ""));
    const type = first.kind === "tick_list" ? "tick_item" : "list_item";
    items.push(n[type]!.create(type === "tick_item" ? { checked: marker.checked } : null, orEmpty(blocks(inner, depth + 1))));
  }
  to(i);
  return n[first.kind]!.create(null, items);
}

function belongs(lines: string[], i: number, indent: number): boolean {
  const line = lines[i]!;
  if (!line.trim()) return /^\s{2,}\S/.test(lines[i + 1] ?? "");
  return /^\s*/.exec(line.replaceAll("\t", "    "))![0].length > indent + 1;
}

export function parseMarkdown(text: string): Node[] {
  return blocks(text.replaceAll(/\r\n?/g, "\n").split("\n"));
}

/** For ProseMirror's clipboard: open at both ends, so that one pasted line joins the line it lands in. */
export function markdownSlice(text: string): Slice {
  const content = Fragment.from(orEmpty(parseMarkdown(text)));
  const isFlat = content.firstChild?.type === n["paragraph"] && content.lastChild?.type === n["paragraph"];
  return isFlat ? new Slice(content, 1, 1) : new Slice(content, 0, 0);
}

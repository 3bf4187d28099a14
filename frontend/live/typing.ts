/** Markdown that turns into what it means while one types. */
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import type { MarkType, NodeType } from "prosemirror-model";
import type { EditorState, Plugin, Transaction } from "prosemirror-state";
import { findWrapping, liftTarget } from "prosemirror-transform";
import { isAllowedHref, schema } from "./document.ts";

const n = (name: string): NodeType => schema.nodes[name]!;
const m = (name: string): MarkType => schema.marks[name]!;

/** Between a backtick and the next one, what is typed is taken literally. */
function isInOpenCode(state: EditorState, at: number): boolean {
  const $at = state.doc.resolve(at);
  return $at.parent.textBetween(0, $at.parentOffset, "", " ").split("`").length % 2 === 0;
}

/** `**bold**`: the last group of the pattern is what stays, marked. */
export function markRule(pattern: RegExp, mark: MarkType): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const words = match.at(-1);
    if (!words || (mark !== m("code") && isInOpenCode(state, start))) return null;
    const lead = match[0].indexOf(match[1] ?? "") === 0 && match.length > 2 ? match[1]!.length : 0;
    const from = start + lead;
    const tr = state.tr;
    const textStart = from + match[0].slice(lead).indexOf(words);
    const textEnd = textStart + words.length;
    if (textEnd < end) tr.delete(textEnd, end);
    if (textStart > from) tr.delete(from, textStart);
    tr.addMark(from, from + words.length, mark.create());
    return tr.removeStoredMark(mark);
  }, { inCodeMark: false });
}

/** `[words](https://…)` */
export const linkRule = new InputRule(/\[([^\]]+)\]\(([^()\s]+)\)$/, (state, match, start, end) => {
  const [, words, href] = match;
  if (!words || !isAllowedHref(href)) return null;
  return state.tr.replaceWith(start, end, schema.text(words, [m("link").create({ href })])).removeStoredMark(m("link"));
});

/** An address typed out becomes a link once a space follows it. */
export const addressRule = new InputRule(/(?:^|\s)(https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]])(\s)$/, (state, match, start, end) => {
  const href = match[1];
  if (!isAllowedHref(href)) return null;
  const from = start + match[0].indexOf(href);
  if (state.doc.rangeHasMark(from, end, m("link"))) return null;
  return state.tr
    .addMark(from, from + href.length, m("link").create({ href }))
    .insertText(" ", end)
    .removeStoredMark(m("link"));
});

/** `[ ] `: a tick list, also at the start of a bullet that was just typed. */
export const tickRule = new InputRule(/^\s*\[([ xX]?)\]\s$/, (state, match, start, end) => {
  const tr = state.tr.delete(start, end);
  const attrs = { checked: /x/i.test(match[1] ?? "") };
  const $start = tr.doc.resolve(start);
  const inBullet = $start.depth > 1 && $start.node(-1).type === n("list_item") && $start.index(-1) === 0;
  if (inBullet && !liftOut(tr, start)) return null;
  const range = tr.doc.resolve(tr.mapping.map(start)).blockRange();
  const wrapping = range && findWrapping(range, n("tick_item"), attrs);
  return wrapping ? tr.wrap(range, wrapping) : null;
});

function liftOut(tr: Transaction, at: number): boolean {
  const $at = tr.doc.resolve(at);
  const range = $at.blockRange($at, (node) => node.type === n("list_item"));
  const target = range && liftTarget(range);
  if (range && target !== null && target !== undefined) tr.lift(range, target);
  return range !== null && target !== null;
}

export function typing(): Plugin {
  return inputRules({
    rules: [
      wrappingInputRule(/^\s*>\s$/, n("blockquote")),
      wrappingInputRule(/^\s*[-+*]\s$/, n("bullet_list")),
      wrappingInputRule(/^\s*\d{1,3}[.)]\s$/, n("ordered_list")),
      textblockTypeInputRule(/^```$/, n("code_block")),
      tickRule,
      linkRule,
      addressRule,
      markRule(/(^|[^*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, m("strong")),
      markRule(/(^|[^\w_])__([^_\s](?:[^_]*[^_\s])?)__$/, m("strong")),
      markRule(/(^|[^*])\*([^*\s](?:[^*]*[^*\s])?)\*$/, m("em")),
      markRule(/(^|[^\w_])_([^_\s](?:[^_]*[^_\s])?)_$/, m("em")),
      markRule(/(^|[^`])`([^`]+)`$/, m("code")),
    ],
  });
}


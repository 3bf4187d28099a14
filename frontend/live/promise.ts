/** Mod-Enter: the line one is in becomes an action item; the line goes once the server has it. */
import type { Node } from "prosemirror-model";
import { Selection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { Answer } from "../behaviours/send.ts";

export type Promised = (item: string, text: string) => Promise<Answer>;

/** What an action item holds. */
const LONGEST = 500;

/** The block that holds the caret's line: a list item that holds nothing else, or the line itself. */
function lineAt(view: EditorView): { from: number; to: number; node: Node } | null {
  const { $from } = view.state.selection;
  if (!$from.parent.isTextblock || $from.parent.type.spec.code || !$from.parent.textContent.trim()) return null;
  let depth = $from.depth;
  while (depth > 1 && $from.node(depth - 1).childCount === 1) depth -= 1;
  return { from: $from.before(depth), to: $from.after(depth), node: $from.node(depth) };
}

/** Removes the line where it now is, if nobody has changed it meanwhile. */
function removeLine(view: EditorView, line: Node): void {
  let found: number | null = null;
  view.state.doc.descendants((node, at) => {
    if (found === null && node.eq(line)) found = at;
    return found === null;
  });
  if (found === null) return;
  const tr = view.state.tr.delete(found, found + line.nodeSize);
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(found, tr.doc.content.size)))).scrollIntoView());
}

export function promiseLine(view: EditorView, item: string, promised: Promised): boolean {
  const line = lineAt(view);
  if (!line) return false;
  const text = view.state.selection.$from.parent.textBetween(0, view.state.selection.$from.parent.content.size, " ", " ").trim();
  void promised(item, text.slice(0, LONGEST)).then((answer) => {
    if (answer.kind === "done" && text.length <= LONGEST) removeLine(view, line.node); // else its end would be lost
  });
  return true;
}

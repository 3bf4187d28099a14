/**
 * Two carets at the end of the same line: each stays behind its own words.
 *
 * The binding would let a caret at the end of a text run along with whatever the partner appends
 * there, and what both type would be shuffled letter by letter.
 */
import { Plugin, TextSelection, type EditorState, type Transaction } from "prosemirror-state";
import { ySyncPluginKey } from "y-prosemirror";

interface Origin {
  isChangeOrigin?: boolean;
  isUndoRedoOperation?: boolean;
}

function isPartners(tr: Transaction): boolean {
  const origin = tr.getMeta(ySyncPluginKey) as Origin | undefined;
  return origin?.isChangeOrigin === true && origin.isUndoRedoOperation !== true;
}

/** Sets the caret back to where it was, if the partner's words begin exactly there. */
export function steadied(before: EditorState, after: EditorState): Transaction | null {
  const { empty, from } = before.selection;
  if (!empty || after.selection.from <= from) return null;
  const changed = before.doc.content.findDiffStart(after.doc.content);
  if (changed !== from || !after.doc.resolve(from).parent.inlineContent) return null;
  return after.tr.setSelection(TextSelection.create(after.doc, from)).setMeta("addToHistory", false);
}

export function steady(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, before, after) => (transactions.some(isPartners) ? steadied(before, after) : null),
  });
}

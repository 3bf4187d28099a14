/** The focus and the caret, carried from one document's editor to the next one's. */
import type { Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";

type Editors = Map<HTMLElement, EditorView>;

/** Where somebody is: in which text, as it stands, and between which letters. */
export interface Caret {
  host: HTMLElement;
  text: Node;
  anchor: number;
  head: number;
}

export function caretIn(editors: Editors): Caret | null {
  const host = document.activeElement as HTMLElement;
  const state = editors.get(host)?.state;
  return state ? { host, text: state.doc, anchor: state.selection.anchor, head: state.selection.head } : null;
}

/** Puts it between the same letters, wherever these are now; false where the text is gone. */
export function putCaret(editors: Editors, { host, text, anchor, head }: Caret): boolean {
  const view = editors.get(host);
  if (!view) return false;
  const { doc, tr } = view.state;
  const from = text.content.findDiffStart(doc.content) ?? Infinity;
  const grown = doc.content.size - text.content.size;
  const at = (place: number) => doc.resolve(Math.max(0, Math.min(doc.content.size, place > from ? place + grown : place)));
  view.dispatch(tr.setSelection(TextSelection.between(at(anchor), at(head))));
  view.focus();
  return true;
}

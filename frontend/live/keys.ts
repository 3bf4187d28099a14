/** The keyboard of an item's text. Tab indents within a list and leaves the editor elsewhere. */
import { baseKeymap, chainCommands, exitCode, newlineInCode, setBlockType, toggleMark } from "prosemirror-commands";
import { undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import type { MarkType, NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import type { Command, Plugin } from "prosemirror-state";
import { redoCommand, undoCommand } from "y-prosemirror";
import { schema } from "./document.ts";

const n = (name: string): NodeType => schema.nodes[name]!;
const m = (name: string): MarkType => schema.marks[name]!;
const LISTED = ["list_item", "tick_item"];

/** The kind of list item the caret is in, the innermost first. */
function itemAround(state: Parameters<Command>[0]): NodeType | null {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const type = $from.node(depth).type;
    if (LISTED.includes(type.name)) return type;
  }
  return null;
}

const inList =
  (make: (type: NodeType) => Command): Command =>
  (state, dispatch, view) => {
    const type = itemAround(state);
    return type ? make(type)(state, dispatch, view) : false;
  };

/** A new tick begins open, whatever the one before it was. */
const splitItem = inList((type) => splitListItem(type, type === n("tick_item") ? { checked: false } : undefined));

const lineBreak: Command = (state, dispatch) => {
  if (state.selection.$from.parent.type.spec.code) return false;
  dispatch?.(state.tr.replaceSelectionWith(n("hard_break").create()).scrollIntoView());
  return true;
};

/** Backspace at the start of an emptied list item, quote or code block lets it go. */
const leaveBlock: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0) return false;
  if ($from.parent.type === n("code_block")) return setBlockType(n("paragraph"))(state, dispatch);
  const type = itemAround(state);
  return type && $from.index(-1) === 0 ? liftListItem(type)(state, dispatch, view) : false;
};

/** "```" has opened the block already: the Enter that follows by habit adds no empty first line. */
const afterOpening: Command = (state) => {
  const { parent } = state.selection.$from;
  return parent.type === n("code_block") && parent.content.size === 0;
};

export interface Own {
  /** Mod-Enter: make the current line an action item; false where that is not possible. */
  promise: Command;
  leave: () => void;
}

export function keys(own: Own): Plugin[] {
  const leave: Command = () => {
    own.leave();
    return true;
  };
  return [
    keymap({
      "Mod-b": toggleMark(m("strong")),
      "Mod-i": toggleMark(m("em")),
      "Mod-e": toggleMark(m("code")),
      "Mod-z": undoCommand,
      "Mod-y": redoCommand,
      "Shift-Mod-z": redoCommand,
      "Mod-Enter": chainCommands(own.promise, exitCode),
      "Shift-Enter": chainCommands(newlineInCode, lineBreak),
      Enter: chainCommands(afterOpening, splitItem),
      Backspace: chainCommands(undoInputRule, leaveBlock),
      Tab: inList(sinkListItem),
      "Shift-Tab": inList(liftListItem),
      Escape: leave,
    }),
    keymap(baseKeymap),
  ];
}

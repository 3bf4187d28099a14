import { EditorState, TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { describe, expect, it } from "vitest";
import { schema } from "./document.ts";
import { typing } from "./typing.ts";

/** Types character by character, as the view would hand them to the input rules. */
function type(text: string): string {
  const plugin = typing();
  let state = EditorState.create({ schema, plugins: [plugin] });
  state = state.apply(state.tr.setSelection(TextSelection.atEnd(state.doc)));
  const view = {
    composing: false,
    get state() {
      return state;
    },
    dispatch: (tr: typeof state.tr) => (state = state.apply(tr)),
  } as unknown as EditorView;
  for (const letter of text) {
    const { from, to } = state.selection;
    const handled = plugin.props.handleTextInput?.call(plugin, view, from, to, letter, () => state.tr);
    if (!handled) state = state.apply(state.tr.insertText(letter, from, to));
  }
  state.doc.check();
  return state.doc.toString().slice(4, -1);
}

describe("typed Markdown", () => {
  it.each([
    ["**bold** x", 'paragraph(strong("bold"), " x")'],
    ["a **bold**", 'paragraph("a ", strong("bold"))'],
    ["a *so* x", 'paragraph("a ", em("so"), " x")'],
    ["a _so_ x", 'paragraph("a ", em("so"), " x")'],
    ["snake_case_name", 'paragraph("snake_case_name")'],
    ["2 * 3 * 4", 'paragraph("2 * 3 * 4")'],
    ["a `co*d*e` x", 'paragraph("a ", code("co*d*e"), " x")'],
    ["[words](https://a.example) x", 'paragraph(link("words"), " x")'],
    ["[words](javascript:x) x", 'paragraph("[words](javascript:x) x")'],
    ["see https://a.example/b x", 'paragraph("see ", link("https://a.example/b"), " x")'],
    ["- a", 'bullet_list(list_item(paragraph("a")))'],
    ["1. a", 'ordered_list(list_item(paragraph("a")))'],
    ["> a", 'blockquote(paragraph("a"))'],
    ["[ ] a", 'tick_list(tick_item(paragraph("a")))'],
    ["- [x] a", 'tick_list(tick_item(paragraph("a")))'],
    ["```a", 'code_block("a")'],
    ["```**a** - b", 'code_block("**a** - b")'],
  ])("%j", (text, expected) => expect(type(text)).toBe(expected));
});

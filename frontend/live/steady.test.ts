import { EditorState, TextSelection } from "prosemirror-state";
import { expect, it } from "vitest";
import { schema } from "./document.ts";
import { steadied } from "./steady.ts";

function state(words: string, caret: number): EditorState {
  const doc = schema.node("doc", null, [schema.node("paragraph", null, words ? [schema.text(words)] : [])]);
  return EditorState.create({ doc, selection: TextSelection.create(doc, caret) });
}

it("stays behind its own words when the partner writes on after them", () => {
  expect(steadied(state("mine", 5), state("mine theirs", 12))?.selection.from).toBe(5);
});

it.each([
  ["words that come before move it along", state("mine", 5), state("their mine", 11)],
  ["words elsewhere leave it alone", state("mine and more", 5), state("mine and much more", 5)],
])("%s", (_what, before, after) => expect(steadied(before, after)).toBeNull());

import { EditorState, TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { describe, expect, it, vi } from "vitest";
import { schema } from "./document.ts";
import { parseMarkdown } from "./markdown.ts";
import { promiseLine } from "./promise.ts";

function caretIn(text: string): { view: EditorView; state: () => EditorState } {
  const doc = schema.node("doc", null, parseMarkdown(text));
  let state = EditorState.create({ doc, selection: TextSelection.atEnd(doc) });
  const dispatch = (tr: Parameters<EditorState["apply"]>[0]): void => void (state = state.apply(tr));
  const view = { get state() { return state; }, dispatch } as unknown as EditorView;
  return { view, state: () => state };
}

const taken = () => vi.fn(async (_item: string, _text: string) => ({ kind: "done" as const, page: null }));

describe("a line that becomes an action item", () => {
  it("goes once the server has it", async () => {
    const { view, state } = caretIn("first\n\nsend the write-up");
    const promised = taken();
    expect(promiseLine(view, "i", promised)).toBe(true);
    await vi.waitFor(() => expect(state().doc.textContent).toBe("first"));
    expect(promised).toHaveBeenCalledWith("i", "send the write-up");
  });

  it("is not made of code", () => {
    const promised = taken();
    expect(promiseLine(caretIn("```\nlet a = 1\nlet b = 2\n```").view, "i", promised)).toBe(false);
    expect(promised).not.toHaveBeenCalled();
  });

  it("stays where not all of it fits", async () => {
    const { view, state } = caretIn("long ".repeat(200));
    const promised = taken();
    promiseLine(view, "i", promised);
    await Promise.resolve();
    await Promise.resolve();
    expect(promised.mock.calls[0]?.[1]).toHaveLength(500);
    expect(state().doc.textContent.length).toBeGreaterThan(900);
  });
});

import { describe, expect, it } from "vitest";
import { schema } from "./document.ts";
import { markdownSlice, parseMarkdown } from "./markdown.ts";

function read(text: string): string {
  const doc = schema.node("doc", null, parseMarkdown(text));
  doc.check();
  return doc.toString().slice(4, -1);
}

describe("pasted Markdown", () => {
  it.each([
    ["plain words", 'paragraph("plain words")'],
    ["**bold** and *so* and `co*d*e`", 'paragraph(strong("bold"), " and ", em("so"), " and ", code("co*d*e"))'],
    ["**bold _and_ so**", 'paragraph(strong("bold "), em(strong("and")), strong(" so"))'],
    ["snake_case_name and 2 * 3 * 4", 'paragraph("snake_case_name and 2 * 3 * 4")'],
    ["[words](https://a.example/b_(c))", 'paragraph(link("words"))'],
    ["see https://a.example/x.", 'paragraph("see ", link("https://a.example/x"), ".")'],
    ["\\*not so\\*", 'paragraph("*not so*")'],
    ["# Title\ntext", 'paragraph(strong("Title")), paragraph("text")'],
    ["a\nb\n\nc", 'paragraph("a", hard_break, "b"), paragraph("c")'],
    ["> a\n> b", 'blockquote(paragraph("a", hard_break, "b"))'],
    ["- a\n- b", 'bullet_list(list_item(paragraph("a")), list_item(paragraph("b")))'],
    ["1. a\n2. b", 'ordered_list(list_item(paragraph("a")), list_item(paragraph("b")))'],
    ["- a\n  - b\n- c", 'bullet_list(list_item(paragraph("a"), bullet_list(list_item(paragraph("b")))), list_item(paragraph("c")))'],
    ["- [ ] a\n- [x] b", 'tick_list(tick_item(paragraph("a")), tick_item(paragraph("b")))'],
    ["```js\nlet a = **1**;\n```", 'code_block("let a = **1**;")'],
    ["```\nopen", 'code_block("open")'],
    ["- ", "bullet_list(list_item(paragraph))"],
  ])("reads %j", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it("keeps a tick's state", () => {
    const [list] = parseMarkdown("- [ ] a\n- [X] b");
    expect(list!.children.map((item) => item.attrs["checked"])).toEqual([false, true]);
  });

  it("leaves links that lead elsewhere as words", () => {
    expect(read("[a](javascript:alert(1)) <data:x> [b](/home)")).not.toContain("link(");
  });

  it("joins one pasted line to the line it lands in", () => {
    expect(markdownSlice("word").openStart).toBe(1);
    expect(markdownSlice("- a").openStart).toBe(0);
  });

  it.each(["[".repeat(20_000), "*a ".repeat(5000), "> ".repeat(400) + "x", "`".repeat(9000), "  - a\n".repeat(3000), "_".repeat(9999)])(
    "reads hostile input in time (%#)",
    (text) => {
      const started = performance.now();
      parseMarkdown(text);
      expect(performance.now() - started).toBeLessThan(1500);
    },
  );
});

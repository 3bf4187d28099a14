/** One editor an agenda item, bound to its fragment of the shared document. */
import { Fragment, Slice } from "prosemirror-model";
import { EditorState, Plugin, type Command } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import type { Awareness } from "y-protocols/awareness";
import { initProseMirrorDoc, yCursorPlugin, ySyncPlugin, ySyncPluginKey, yUndoPlugin } from "y-prosemirror";
import type * as Y from "yjs";
import { carets } from "./awareness.ts";
import { isAllowedHref, schema } from "./document.ts";
import { keys } from "./keys.ts";
import { limits } from "./limits.ts";
import { markdownSlice } from "./markdown.ts";
import { steady } from "./steady.ts";
import { TickView } from "./tick_view.ts";
import { typing } from "./typing.ts";

/** What stands in an empty item, in words that ask for little. */
const HINTS: Record<string, string> = {
  check_in: "How you are, in a line.",
  went_well: "Small things count.",
  not_well: "As it was.",
  hopes: "A line is plenty.",
  challenges: "What may get in the way.",
  topic: "What you would like from it.",
};

export interface Surroundings {
  doc: Y.Doc;
  awareness: Awareness;
  fragment: Y.XmlFragment;
  isPartner: (person: string) => boolean;
  partnerName: string;
  promise: (view: EditorView) => boolean;
}

function hint(words: string): Plugin {
  return new Plugin({
    props: {
      decorations: ({ doc }) => {
        const first = doc.firstChild;
        const isEmpty = doc.childCount === 1 && first?.isTextblock === true && first.content.size === 0 && first.type.name === "paragraph";
        return isEmpty ? DecorationSet.create(doc, [Decoration.node(0, first.nodeSize, { class: "editor__hint", "data-hint": words })]) : null;
      },
    },
  });
}

/** A web address pasted over words makes them a link. */
function pasteAddress(view: EditorView, event: ClipboardEvent): boolean {
  const href = event.clipboardData?.getData("text/plain").trim();
  const { from, to, empty, $from } = view.state.selection;
  if (empty || !isAllowedHref(href) || /\s/.test(href) || $from.parent.type.spec.code) return false;
  view.dispatch(view.state.tr.addMark(from, to, schema.mark("link", { href })));
  return true;
}

/** Pasted without formatting: line by line, nothing read into it. */
function asTyped(text: string): Slice {
  const lines = text.split(/\r\n?|\n/).map((line) => schema.node("paragraph", null, line ? [schema.text(line)] : []));
  return new Slice(Fragment.from(lines), 1, 1);
}

/** A pasted heading stays a line of its own, in bold; the cells of a table stay words of their own. */
export function withoutHeadings(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const cell of page.querySelectorAll(":is(td, th) + :is(td, th)")) cell.prepend(" ");
  for (const heading of page.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const strong = page.createElement("strong");
    strong.append(...heading.childNodes);
    const line = page.createElement("p");
    line.append(strong);
    heading.replaceWith(line);
  }
  return page.body.innerHTML;
}

export function openEditor(host: HTMLElement, around: Surroundings): EditorView {
  const prompt = host.closest("[data-item]")?.querySelector(".item__prompt");
  const said = document.getElementById(`said-${host.dataset["body"]}`);
  const promise: Command = (_state, dispatch, view) => (view ? (dispatch ? around.promise(view) : true) : false);
  const { doc, mapping } = initProseMirrorDoc(around.fragment, schema);
  host.replaceChildren();
  const view: EditorView = new EditorView(
    { mount: host },
    {
      state: EditorState.create({
        doc,
        plugins: [
          ySyncPlugin(around.fragment, { mapping }),
          yCursorPlugin(around.awareness, carets(around)),
          yUndoPlugin(),
          steady(),
          typing(),
          ...keys({ promise, leave: () => view.dom.blur() }),
          limits(around.doc, (words) => said && (said.textContent = words)),
          hint(HINTS[host.dataset["purpose"] ?? ""] ?? ""),
        ],
      }),
      attributes: {
        class: "editor",
        role: "textbox",
        "aria-multiline": "true",
        "data-keep": "",
        ...(prompt?.id ? { "aria-labelledby": prompt.id } : {}),
      },
      nodeViews: { tick_item: (node, editor, getPos) => new TickView(node, editor, getPos) },
      clipboardTextParser: (text, _context, isPlain) => (isPlain ? asTyped(text) : markdownSlice(text)),
      transformPastedHTML: withoutHeadings,
      handlePaste: pasteAddress,
      handleClickOn: openLink,
    },
  );
  return view;
}

/** Ends an editor; y-prosemirror asks for this flag before a late dispatch and never sets it. */
export function endEditor(view: EditorView): void {
  const { binding } = ySyncPluginKey.getState(view.state) as { binding: { isDestroyed?: boolean } };
  binding.isDestroyed = true;
  view.destroy();
}

/** With the modifier key a link opens; a plain click sets the caret. */
function openLink(_view: EditorView, _pos: number, _node: unknown, _at: number, event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!link || !(event.metaKey || event.ctrlKey)) return false;
  window.open((link as HTMLAnchorElement).href, "_blank", "noopener,noreferrer");
  return true;
}

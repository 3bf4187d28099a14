/** A tick that one can press: a native button within the text. */
import type { Node } from "prosemirror-model";
import type { EditorView, NodeView } from "prosemirror-view";

export class TickView implements NodeView {
  readonly dom = document.createElement("li");
  readonly contentDOM = document.createElement("div");
  private readonly box = document.createElement("button");

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
  ) {
    this.box.type = "button";
    this.box.className = "tick";
    this.box.contentEditable = "false";
    this.box.setAttribute("role", "checkbox");
    this.box.addEventListener("click", () => this.toggle());
    this.dom.append(this.box, this.contentDOM);
    this.show();
  }

  private toggle(): void {
    const at = this.getPos();
    if (at === undefined || !this.view.editable) return;
    this.view.dispatch(this.view.state.tr.setNodeAttribute(at, "checked", !this.node.attrs["checked"]));
  }

  private show(): void {
    const checked = String(this.node.attrs["checked"] === true);
    this.dom.dataset["checked"] = checked;
    this.box.setAttribute("aria-checked", checked);
    this.box.setAttribute("aria-label", this.node.textBetween(0, this.node.content.size, " ").trim().slice(0, 80) || "Tick");
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  stopEvent(event: Event): boolean {
    return event.target === this.box;
  }

  ignoreMutation(mutation: { type: string; target: globalThis.Node }): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }
}

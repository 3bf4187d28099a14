/** The shared document of the plan on this page: its copy here, its connection, its editors. */
import type { EditorView } from "prosemirror-view";
import { Awareness } from "y-protocols/awareness";
import type { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { Presence } from "./awareness.ts";
import { rootOf } from "./document.ts";
import { endEditor, openEditor } from "./editor.ts";
import { guard } from "./guard.ts";
import { leftoversOf, putBack } from "./leftovers.ts";
import { forget, LocalCopy, oldCopies, type OldCopy, type Place } from "./offline.ts";
import { promiseLine, type Promised } from "./promise.ts";
import { connect } from "./provider.ts";
import { begin, next, type Event, type Facts } from "./state.ts";

export interface Outside {
  show: (facts: Facts, refused: OldCopy[]) => void;
  changed: (what: string) => void;
  closed: (code: number) => void;
  promised: Promised;
}

const UNSENDABLE = [4400, 4413];
const PATIENCE = 8000; // for the server to confirm something, before the line says so

export class LivePlan {
  facts: Facts = begin();
  readonly document: string;
  private readonly doc = new Y.Doc();
  private readonly awareness = new Awareness(this.doc);
  private readonly editors = new Map<HTMLElement, EditorView>();
  private readonly place: Place;
  private copy: LocalCopy | null = null;
  private durable: Uint8Array | null = null; // the state vector of what the server has
  private old: OldCopy[] = [];
  private refused: OldCopy[] = [];
  private provider: WebsocketProvider | null = null;
  private presence: Presence | null = null;
  private impatient: ReturnType<typeof setTimeout> | undefined;
  private readonly ending = new AbortController();

  constructor(
    private readonly root: HTMLElement,
    private readonly outside: Outside,
  ) {
    const { plan = "", document = "", me = "" } = root.dataset;
    this.document = document;
    this.place = { person: me, plan, document };
  }

  async open(): Promise<void> {
    guard(this.doc, () => this.refuse());
    this.awareness.setLocalState({ item: null });
    const copies = await oldCopies(this.place);
    this.refused = copies.filter((copy) => copy.document === this.document && copy.leftovers.size > 0);
    this.old = copies.filter((copy) => copy.document !== this.document);
    // A copy that was refused is not sent a second time: its words are shown, to be taken up by hand.
    if (copies.some((copy) => copy.document === this.document)) await forget(this.place, this.document);
    this.copy = await LocalCopy.open(this.doc, this.place, () => this.tell({ type: "unkept" }));
    if (this.ending.signal.aborted) return this.close();
    this.durable = this.copy?.saved ?? null;
    if (this.copy) this.tell({ type: "kept" });
    if (this.copy?.hasUnsaved) this.tell({ type: "typed" });
    this.doc.on("update", (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) this.tell({ type: "typed" });
      this.mount();
    });
    const { partner = "", partnerName = "" } = this.root.dataset;
    this.presence = new Presence(this.awareness, { root: this.root, partner, partnerName });
    const at = { plan: this.place.plan, document: this.document, schema: this.root.dataset["schema"] ?? "1" };
    this.root.addEventListener("click", (event) => this.clicked(event.target), { signal: this.ending.signal });
    this.provider = connect(this.doc, this.awareness, at, { tell: (event) => this.tell(event), changed: this.outside.changed });
    this.mount();
  }

  /** Editors for the items that the document holds and that have none yet; none for items that left. */
  mount(): void {
    if (this.ending.signal.aborted || this.facts.closed !== null) return;
    for (const [host, view] of this.editors) {
      if (host.isConnected) continue;
      endEditor(view);
      this.editors.delete(host);
    }
    for (const host of this.root.querySelectorAll<HTMLElement>("[data-body]")) {
      const item = host.dataset["body"] ?? "";
      if (this.editors.has(host) || !this.doc.share.has(rootOf(item))) continue;
      const fragment = this.doc.getXmlFragment(rootOf(item));
      if (fragment.length === 0) continue;
      this.editors.set(host, this.edit(host, item, fragment));
    }
    this.presence?.show();
  }

  private edit(host: HTMLElement, item: string, fragment: Y.XmlFragment): EditorView {
    const { partner, partnerName = "" } = this.root.dataset;
    const view = openEditor(host, {
      doc: this.doc,
      awareness: this.awareness,
      fragment,
      partnerName,
      isPartner: (person) => person === partner,
      promise: (editor) => this.root.dataset["state"] === "live" && promiseLine(editor, item, this.outside.promised),
    });
    host.addEventListener("focusin", () => this.awareness.setLocalStateField("item", item));
    host.addEventListener("focusout", () => this.awareness.setLocalStateField("item", null));
    return view;
  }

  /** A click on a question goes to what is written beneath it. */
  private clicked(target: EventTarget | null): void {
    const prompt = target instanceof Element ? target.closest(".item__prompt") : null;
    const host = prompt?.closest("[data-item]")?.querySelector<HTMLElement>("[data-body]");
    if (host) this.editors.get(host)?.focus();
  }

  private tell(event: Event): void {
    if (this.ending.signal.aborted) return;
    const before = this.facts;
    this.facts = next(before, event);
    if (event.type === "synced") this.settleOld();
    this.watch(event);
    if (this.facts.hasSettled && (before.unsaved || !before.hasSettled) && !this.facts.unsaved) void this.saved();
    if (event.type === "closed") this.stop(event.code);
    this.outside.show(this.facts, this.refused);
  }

  /** An open line on which nothing is confirmed is as good as none. */
  private watch(event: Event): void {
    if (event.type === "durable" || event.type === "opened" || !this.facts.unsaved) {
      clearTimeout(this.impatient);
      this.impatient = undefined;
    }
    if (this.facts.unsaved && this.facts.closed === null) this.impatient ??= setTimeout(() => this.tell({ type: "stalled" }), PATIENCE);
  }

  private stop(code: number): void {
    if (UNSENDABLE.includes(code)) void this.copy?.markRefused();
    if (code !== 4401) {
      this.showUnsaved(code);
      this.freeze();
    }
    this.outside.closed(code);
  }

  /** Words that will not find their way by themselves are shown, to be copied. */
  private showUnsaved(code: number): void {
    if (!this.facts.unsaved || (code === 4409 && this.facts.keptHere)) return;
    const leftovers = leftoversOf(this.doc, this.durable);
    if (leftovers.size) this.refused.push({ document: this.document, leftovers });
  }

  /** What an older document's copy alone holds goes beneath its item in this one. */
  private settleOld(): void {
    const first = [...this.doc.share.keys()].find((name) => name.startsWith("item:")) ?? null;
    for (const { leftovers } of this.old) putBack(this.doc, leftovers, first);
    if (!this.facts.unsaved) void this.saved();
  }

  private async saved(): Promise<void> {
    this.durable = Y.encodeStateVector(this.doc);
    await this.copy?.markSaved(this.durable);
    for (const { document } of this.old.splice(0)) await forget(this.place, document);
  }

  /** The refused words were copied, or let go, by their writer. */
  letGo(): void {
    this.refused = [];
    this.outside.show(this.facts, this.refused);
  }

  /** Tries the connection again, after signing in again. */
  retry(): void {
    if (this.facts.closed !== null) this.provider?.connect();
  }

  private refuse(): void {
    this.freeze();
    this.provider?.disconnect();
    this.tell({ type: "closed", code: 4409 });
  }

  /** Ends the editors and leaves their words standing, to be read. */
  private freeze(): void {
    for (const [host, view] of this.editors) {
      const words = [...host.cloneNode(true).childNodes];
      endEditor(view);
      host.replaceChildren(...words);
    }
    this.editors.clear();
  }

  close(): void {
    this.ending.abort();
    clearTimeout(this.impatient);
    this.freeze();
    this.presence?.end();
    this.provider?.destroy();
    void this.copy?.close();
    this.awareness.destroy();
    this.doc.destroy();
  }
}

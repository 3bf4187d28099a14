/** The shared document of the plan on this page: its copy here, its connection, its editors. */
import type { EditorView } from "prosemirror-view";
import { Awareness } from "y-protocols/awareness";
import type { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { Presence } from "./awareness.ts";
import { caretIn, putCaret } from "./caret.ts";
import { rootOf } from "./document.ts";
import { endEditor, openEditor } from "./editor.ts";
import { guard } from "./guard.ts";
import { leftoversOf, putBack, type States } from "./leftovers.ts";
import { forget, hold, LocalCopy, oldCopies, type OldCopy, type Place } from "./offline.ts";
import { promiseLine, type Promised } from "./promise.ts";
import { connect } from "./provider.ts";
import { begin, lineOf, next, type Event, type Facts } from "./state.ts";

export interface Outside {
  show: (facts: Facts, refused: OldCopy[]) => void;
  changed: (what: string) => void;
  closed: (code: number) => void;
  promised: Promised;
}

const UNSENDABLE = [4400, 4413];
const STATES = 1000; // of an item, between two confirmed saves
const PATIENCE = 8000; // for the server to confirm something, before the line says so

export class LivePlan {
  facts: Facts = begin();
  readonly document: string;
  private readonly doc = new Y.Doc();
  private readonly awareness = new Awareness(this.doc);
  private readonly editors = new Map<HTMLElement, EditorView>();
  private readonly states: States = new Map();
  private readonly place: Place;
  private copy: LocalCopy | null = null;
  private durable: Uint8Array | null = null; // the state vector of what the server has
  private old: OldCopy[] = [];
  private refused: OldCopy[] = [];
  private provider: WebsocketProvider | null = null;
  private presence: Presence | null = null;
  private impatient: ReturnType<typeof setTimeout> | undefined;
  private readonly ending = new AbortController();
  private release: () => void = () => undefined;
  private isFirst = true; // no other document was open on this page before
  private replaced: LivePlan | null = null; // its words were taken over, and are not confirmed yet
  /** The server has closed this document; whether there is a new one, the page is asking. */
  isOld = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly outside: Outside,
    /** The document that this one follows: one types on in it until this one is there. */
    private before: LivePlan | null = null,
  ) {
    const { plan = "", document = "", me = "" } = root.dataset;
    this.document = document;
    this.place = { person: me, plan, document };
  }

  async open(): Promise<void> {
    guard(this.doc, () => this.refuse());
    this.awareness.setLocalState({ item: null });
    this.isFirst = this.before === null;
    this.release = hold(this.place);
    const copies = await oldCopies(this.place, true);
    this.refused = copies.filter((copy) => copy.document === this.document && copy.leftovers.size > 0);
    this.old = copies.filter((copy) => copy.document !== this.document && copy.document !== this.before?.document);
    // A copy that was refused is not sent a second time: its words are shown, to be taken up by hand.
    if (copies.some((copy) => copy.document === this.document)) await forget(this.place, this.document);
    this.copy = await LocalCopy.open(this.doc, this.place, () => this.tell({ type: "unkept" }));
    if (this.ending.signal.aborted) return this.close();
    this.durable = this.copy?.saved ?? null;
    if (this.copy) this.tell({ type: "kept" });
    if (this.copy?.hasUnsaved) this.tell({ type: "typed" });
    this.doc.on("update", (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) this.tell({ type: "typed" });
      this.remember();
      this.mount();
    });
    if (!this.before) this.show();
    const at = { plan: this.place.plan, document: this.document, schema: this.root.dataset["schema"] ?? "1" };
    this.root.addEventListener("click", (event) => this.clicked(event.target), { signal: this.ending.signal });
    this.provider = connect(this.doc, this.awareness, at, { tell: (event) => this.tell(event), changed: this.outside.changed });
    this.mount();
  }

  private show(): void {
    const { partner = "", partnerName = "" } = this.root.dataset;
    this.presence = new Presence(this.awareness, { root: this.root, partner, partnerName });
  }

  /** Editors for the items that the document holds and that have none yet; none for items that left. */
  mount(): void {
    if (this.before || this.ending.signal.aborted || this.facts.closed !== null) return;
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
      const view = this.edit(host, item, fragment);
      this.editors.set(host, view);
      this.states.set(rootOf(item), [view.state.doc]);
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

  /** How each item stood since the last confirmed save: a new document has one of these. */
  private remember(): void {
    for (const [host, { state }] of this.editors) {
      const states = this.states.get(rootOf(host.dataset["body"] ?? ""));
      if (!states || states.at(-1) === state.doc) continue;
      if (!this.facts.unsaved) states.length = 0;
      else if (states.length >= STATES) states.splice(1, 1);
      states.push(state.doc);
    }
  }

  /** The words, the caret and the focus of the document before, at once: no key falls between. */
  private takeOver(before: LivePlan): void {
    const caret = caretIn(before.editors);
    if (before.facts.unsaved) {
      putBack(this.doc, leftoversOf(before.doc, before.durable), this.firstItem, before.states);
      this.replaced = before;
    }
    before.end();
    if (!this.replaced) void before.letCopyGo();
    this.before = null;
    this.show();
    this.mount();
    if (!caret || !putCaret(this.editors, caret)) return;
    this.awareness.setLocalStateField("item", caret.host.dataset["body"]);
  }

  private get firstItem(): string | null {
    return [...this.doc.share.keys()].find((name) => name.startsWith("item:")) ?? null;
  }

  /** Makes room for another document: what holds the editors now is what that one follows. */
  leave(): LivePlan {
    const { before } = this;
    if (!before) return this;
    this.before = null;
    this.close();
    return before;
  }

  /** There is no new document: this page is the one that is too old. */
  giveUp(): void {
    if (this.isOld && this.facts.closed === null) this.tell({ type: "closed", code: 4409 });
  }

  private tell(event: Event): void {
    if (this.ending.signal.aborted) return;
    if (event.type === "closed" && event.code === 4409 && !this.isOld) {
      this.isOld = true;
      return this.outside.closed(4409);
    }
    const before = this.facts;
    this.facts = next(before, event);
    if (event.type === "synced") this.settleOld();
    if (event.type === "synced" && this.before) this.takeOver(this.before);
    this.watch(event);
    this.presence?.know(this.facts.link === "open");
    if (this.facts.hasSettled && (before.unsaved || !before.hasSettled) && !this.facts.unsaved) void this.saved();
    if (event.type === "closed") this.stop(event.code);
    // Until there is something to say of this document, the line is the one before's.
    if (this.facts.closed === null && (this.before || (!this.isFirst && lineOf(this.facts).kind === "connecting"))) return;
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
    this.before?.stop(code);
    if (UNSENDABLE.includes(code)) void this.copy?.markRefused();
    if (code !== 4401) {
      this.showUnsaved(code);
      this.freeze();
    }
    if (code !== 4409) this.outside.closed(code);
  }

  /** Words that will not find their way by themselves are shown, to be copied. */
  private showUnsaved(code: number): void {
    if (!this.facts.unsaved || (code === 4409 && this.facts.keptHere)) return;
    const leftovers = leftoversOf(this.doc, this.durable);
    if (leftovers.size) this.refused.push({ document: this.document, leftovers });
  }

  /** What an older document's copy alone holds goes beneath its item in this one. */
  private settleOld(): void {
    for (const { leftovers } of this.old) putBack(this.doc, leftovers, this.firstItem);
    if (!this.facts.unsaved) void this.saved();
  }

  private async saved(): Promise<void> {
    this.durable = Y.encodeStateVector(this.doc);
    for (const states of this.states.values()) states.splice(0, states.length - 1);
    const { replaced } = this;
    this.replaced = null;
    await this.copy?.markSaved(this.durable);
    await replaced?.letCopyGo(true);
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
    this.isOld = true;
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

  /** Lets this device's copy go; once its words are safe in another document, nobody puts them back. */
  private async letCopyGo(isSafe = false): Promise<void> {
    if (isSafe) await this.copy?.markSaved(Y.encodeStateVector(this.doc));
    await this.copy?.close();
    this.doc.destroy();
    this.release();
  }

  /** Ends all but this device's copy. */
  private end(): void {
    this.ending.abort();
    clearTimeout(this.impatient);
    this.freeze();
    this.presence?.end();
    this.provider?.destroy();
    this.awareness.destroy();
  }

  close(): void {
    this.before?.close();
    void this.replaced?.letCopyGo();
    this.end();
    void this.letCopyGo();
  }
}

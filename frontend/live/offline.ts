/** A copy of the shared document on this device, so that a broken line or a closed tab loses nothing. */
import { clearDocument, IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";
import { documentName, heldDocuments, rememberDocuments } from "./kept.ts";
import { leftoversOf, type Leftovers } from "./leftovers.ts";

const SAVED = "saved"; // the state vector at the last confirmed save
const REFUSED = "refused"; // the server would not take what this copy holds

export interface Place {
  person: string;
  plan: string;
  document: string;
}

export class LocalCopy {
  private isGone = false;

  private constructor(
    private readonly store: IndexeddbPersistence,
    /** Whether it holds something that the server was never known to have. */
    readonly hasUnsaved: boolean,
    /** What the server was last known to have. */
    readonly saved: Uint8Array | null,
  ) {}

  /** Loads this device's copy into `doc`; null where the browser keeps nothing (a private window). */
  static async open(doc: Y.Doc, place: Place, gone: () => void): Promise<LocalCopy | null> {
    try {
      const name = documentName(place.person, place.document);
      const store = new IndexeddbPersistence(name, doc);
      await Promise.race([store.whenSynced, refusedAfter(3000)]);
      const held = heldDocuments(localStorage, place.person, place.plan);
      rememberDocuments(localStorage, place.person, place.plan, [...new Set([...held, place.document])]);
      const saved = await savedVector(store);
      const hasUnsaved = doc.store.clients.size > 0 && leftoversOf(doc, saved).size > 0;
      const copy = new LocalCopy(store, hasUnsaved, saved);
      // Somebody signed out in another tab: every copy on this device is being deleted.
      store.db?.addEventListener("versionchange", () => {
        copy.isGone = true;
        void store.destroy();
        gone();
      });
      // No room is left on it, or somebody cleared it: what is typed now is not kept.
      for (const end of ["abort", "close"]) store.db?.addEventListener(end, gone);
      return copy;
    } catch {
      return null;
    }
  }

  /** Remembers that everything up to this state vector is durable on the server. */
  async markSaved(saved: Uint8Array): Promise<void> {
    if (this.isGone) return;
    await this.store.set(SAVED, saved as unknown as ArrayBuffer);
  }

  /** Remembers that the server refused this copy, so that it is not sent again as it is. */
  async markRefused(): Promise<void> {
    if (this.isGone) return;
    await this.store.set(REFUSED, 1);
  }

  async close(): Promise<void> {
    await this.store.destroy();
  }
}

async function savedVector(store: IndexeddbPersistence): Promise<Uint8Array | null> {
  return ((await store.get(SAVED)) as unknown as Uint8Array | undefined) ?? null;
}

function refusedAfter(ms: number): Promise<never> {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error("no local store")), ms));
}

export interface OldCopy {
  document: string;
  leftovers: Leftovers;
}

/** Says that this tab has a document open, and brings its words on by itself; call the answer when it has. */
export function hold(place: Place): () => void {
  let letGo = (): void => undefined;
  const until = new Promise<void>((resolve) => (letGo = resolve));
  void locks?.request(documentName(place.person, place.document), { mode: "shared" }, () => until);
  return letGo;
}

/** Whether this tab, and no other, takes up the words of an old copy; it does until it is closed. */
async function claim(name: string): Promise<boolean> {
  if (!locks) return true;
  return new Promise((resolve) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => undefined);
    });
  });
}

// Missing where the page does not come by https.
const locks = navigator.locks as LockManager | undefined;

/** Copies that this device still holds of documents that were replaced, or that were refused. */
export async function oldCopies(place: Place, toPutBack = false): Promise<OldCopy[]> {
  const found: OldCopy[] = [];
  for (const document of heldDocuments(localStorage, place.person, place.plan)) {
    if (toPutBack && document !== place.document && !(await claim(documentName(place.person, document)))) continue;
    const doc = new Y.Doc();
    const store = new IndexeddbPersistence(documentName(place.person, document), doc);
    try {
      await Promise.race([store.whenSynced, refusedAfter(3000)]);
      const isOld = document !== place.document || (await store.get(REFUSED)) === 1;
      if (isOld) found.push({ document, leftovers: leftoversOf(doc, await savedVector(store)) });
    } catch {
      // Without a local store there is nothing to find.
    }
    await store.destroy();
    doc.destroy();
  }
  return found;
}

export async function forget(place: Place, document: string): Promise<void> {
  await clearDocument(documentName(place.person, document));
  const held = heldDocuments(localStorage, place.person, place.plan).filter((id) => id !== document);
  rememberDocuments(localStorage, place.person, place.plan, held);
}

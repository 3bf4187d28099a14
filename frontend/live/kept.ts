/** Names of what this device keeps, so that signing out can forget all of it. */
export const PREFIX = "romanesco:";

/** The IndexedDB name of one person's copy of one document. */
export function documentName(person: string, document: string): string {
  return `${PREFIX}doc:${person}:${document}`;
}

/** Which documents of a plan this device holds, oldest first. */
export function heldDocuments(store: Storage, person: string, plan: string): string[] {
  try {
    return JSON.parse(store.getItem(listKey(person, plan)) ?? "[]") as string[];
  } catch {
    return [];
  }
}

export function rememberDocuments(store: Storage, person: string, plan: string, documents: string[]): void {
  try {
    store.setItem(listKey(person, plan), JSON.stringify(documents));
  } catch {
    // Without the list an old copy is only found by its current id.
  }
}

function listKey(person: string, plan: string): string {
  return `${PREFIX}held:${person}:${plan}`;
}

/** Forget every local copy: on signing out. */
export async function forgetKept(store: Storage): Promise<void> {
  const names = Object.keys(store).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const [, kind, person, plan] = name.split(":");
    if (kind === "held" && person && plan) {
      for (const id of heldDocuments(store, person, plan)) indexedDB.deleteDatabase(documentName(person, id));
    }
    store.removeItem(name);
  }
}

/** Refuses kindly what would be refused later: an item, or a plan, beyond what one can hold. */
import { Plugin } from "prosemirror-state";
import { ySyncPluginKey } from "y-prosemirror";
import * as Y from "yjs";
import { LIMITS } from "./document.ts";

const LARGE = 4000; // only a paste is worth measuring the whole document for
const ROOM = 20_000; // what a merge or a partner may add meanwhile

export function limits(doc: Y.Doc, say: (words: string) => void): Plugin {
  return new Plugin({
    filterTransaction(tr, state) {
      if (!tr.docChanged || tr.getMeta(ySyncPluginKey) !== undefined) return true;
      const grows = tr.doc.content.size - state.doc.content.size;
      if (grows <= 0) return true;
      if (tr.doc.content.size > LIMITS.item_characters && tr.doc.textContent.length > LIMITS.item_characters) {
        say("One item holds 50,000 characters. No more was added.");
        return false;
      }
      if (grows > LARGE && Y.encodeStateAsUpdate(doc).length + grows * 2 > LIMITS.document_bytes - ROOM) {
        say("That is more than one plan can hold. Nothing was added.");
        return false;
      }
      say("");
      return true;
    },
  });
}

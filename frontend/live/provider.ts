/** y-websocket against our own room: counts what was sent, reads what is durable. */
import * as decoding from "lib0/decoding";
import type { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";
import { isFinal, pauseBefore, type Event } from "./state.ts";

const SYNC = 0;
const STEP_2 = 1;
const UPDATE = 2;
const DURABLE = 8;
const CHANGED = 9;

export interface Wires {
  tell: (event: Event) => void;
  changed: (what: string) => void;
}

/** A WebSocket that says when a sync message that holds content leaves. */
function countingSocket(tell: Wires["tell"]): typeof WebSocket {
  return class extends WebSocket {
    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
      super.send(data as ArrayBuffer);
      if (!(data instanceof Uint8Array) || data[0] !== SYNC) return;
      if (data[1] === STEP_2 || data[1] === UPDATE) tell({ type: "sent", answer: data[1] === STEP_2 });
    }
  };
}

export function connect(doc: Y.Doc, awareness: Awareness, at: { plan: string; document: string; schema: string }, wires: Wires): WebsocketProvider {
  const base = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live/plans`;
  const provider = new WebsocketProvider(base, at.plan, doc, {
    connect: false,
    awareness,
    params: { schema: at.schema, document: at.document },
    WebSocketPolyfill: countingSocket(wires.tell),
    disableBc: true, // every word goes by the server: a partner never sees what is not stored
    shouldReconnect: (event) => !isFinal(event.code),
  });
  provider.messageHandlers[DURABLE] = (_encoder, decoder) => {
    wires.tell({ type: "durable", count: decoding.readVarUint(decoder) });
  };
  provider.messageHandlers[CHANGED] = (_encoder, decoder) => {
    wires.changed(decoding.readVarString(decoder));
  };
  tellOfLink(provider, wires);
  provider.connect();
  return provider;
}

/** A short break is not worth a word: "Offline" waits a moment for the next try. */
const GRACE = 1500;

/** Within this time the page is asked for again after a break. */
const MISSED = 4000;

function tellOfLink(provider: WebsocketProvider, { tell, changed }: Wires): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  provider.on("status", ({ status }) => {
    if (status !== "connected") return;
    clearTimeout(waiting);
    waiting = undefined;
    tell({ type: "opened" });
  });
  provider.on("sync", (synced: boolean) => {
    if (!synced) return;
    tell({ type: "synced" });
    // What the server told meanwhile was not heard; and not everybody has to ask at once.
    if (tries) setTimeout(() => changed("plan"), Math.random() * MISSED);
    tries = 0;
  });
  provider.on("connection-close", (event) => {
    const code = event?.code ?? 0;
    // y-websocket takes the shorter of its own wait, which has no chance in it, and this one.
    provider.wsUnsuccessfulReconnects = 7;
    provider.maxBackoffTime = pauseBefore(tries++, code, Math.random());
    tell({ type: "retrying", code });
    waiting ??= setTimeout(() => tell({ type: "lost" }), GRACE);
  });
  provider.on("closed", ({ code }) => {
    clearTimeout(waiting);
    tell({ type: "closed", code });
  });
}

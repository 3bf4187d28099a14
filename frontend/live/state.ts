/** The state line: one true sentence about whether what was typed is safe. */

export type Kind = "connecting" | "saved" | "saving" | "offline" | "stopped";

/** What the line is made of. */
export interface Facts {
  link: "connecting" | "open" | "down";
  hasSynced: boolean; // at least once since the page was opened
  hasSettled: boolean; // at least once the server was known to have everything
  hasAnswered: boolean; // this connection has sent what the server lacked (sync step 2)
  sent: number; // sync messages (step 2, update) this connection has sent
  durable: number; // how many of them the server has committed (message 8)
  unsaved: boolean; // something typed is not known to be committed
  stalled: boolean; // the line is open, but nothing has been confirmed for a while
  keptHere: boolean; // the browser keeps a copy of its own
  closed: number | null; // a close code after which nothing is tried again
  why: number; // the code of the last close after which it is, until all is safe again; 0 for none
}

export interface Line {
  kind: Kind;
  words: string;
  help?: string | undefined;
  offer?: "reload" | "sign-in";
}

export const CLOSED: Record<number, Omit<Line, "kind">> = {
  4400: { words: "Not saved", help: "Something typed here could not be read by the server. Reload to go on writing.", offer: "reload" },
  4401: { words: "Signed out", help: "Your sign-in ended.", offer: "sign-in" },
  4404: { words: "Closed", help: "This plan is not, or no longer, yours to see." },
  4409: { words: "Out of date", help: "Romanesco has changed since this page was opened.", offer: "reload" },
  4413: { words: "Too long", help: "This is more than one plan can hold (50,000 characters in an item). Reload to go on writing.", offer: "reload" },
};

/** Why the server let go of us for a while. */
const AGAIN: Record<number, string> = {
  1011: "Romanesco cannot save just now. It tries again by itself.",
  1012: "Romanesco is restarting, and back in a moment.",
  4429: "That was a lot at once. Romanesco goes on in a few seconds.",
  4508: "This device fell behind. It connects again by itself.",
};

/** Then it is known at once that what was typed is not saved, however short the break is. */
const REFUSED = [1011, 4429];

/** Milliseconds until the next try: spread, so that a thousand people do not come back at once. */
export function pauseBefore(tries: number, code: number, chance: number): number {
  return (code === 4429 ? 4000 : 100) + chance * Math.min(1200 * 2 ** tries, 8000);
}

/** Close codes of a guest that was too fast or too slow are tried again, later. */
export function isFinal(code: number): boolean {
  return code >= 4400 && code < 4500 && code !== 4429;
}

export function begin(): Facts {
  return { link: "connecting", hasSynced: false, hasSettled: false, hasAnswered: false, sent: 0, durable: 0, unsaved: false, stalled: false, keptHere: false, closed: null, why: 0 };
}

/** Whether the server has everything: only message 8 can make this true. */
export function isSettled(facts: Facts): boolean {
  return facts.link === "open" && facts.hasSynced && facts.hasAnswered && facts.durable >= facts.sent;
}

export function lineOf(facts: Facts): Line {
  const kept = facts.keptHere ? " What you typed is kept on this device." : " What you typed is still in this tab.";
  if (facts.closed !== null) {
    const line = CLOSED[facts.closed] ?? { words: "Stopped", help: "The connection was closed for good.", offer: "reload" as const };
    return { kind: "stopped", ...line, help: (line.help ?? "") + (facts.unsaved ? kept : "") };
  }
  const isRefused = REFUSED.includes(facts.why);
  if (facts.link === "down" || (facts.unsaved && (facts.stalled || isRefused))) {
    const place = facts.unsaved ? `, kept ${facts.keptHere ? "on this device" : "in this tab only"}` : "";
    return { kind: "offline", words: (place && isRefused ? "Not saved yet" : "Offline") + place, help: AGAIN[facts.why] };
  }
  if (facts.unsaved) return { kind: "saving", words: "Saving" };
  return facts.hasSettled ? { kind: "saved", words: "Saved" } : { kind: "connecting", words: "Connecting" };
}

export type Event =
  | { type: "typed" }
  | { type: "opened" }
  | { type: "synced" }
  | { type: "sent"; answer: boolean }
  | { type: "durable"; count: number }
  | { type: "stalled" }
  | { type: "lost" }
  | { type: "retrying"; code: number }
  | { type: "closed"; code: number }
  | { type: "kept" }
  | { type: "unkept" };

export function next(facts: Facts, event: Event): Facts {
  switch (event.type) {
    case "typed":
      return { ...facts, unsaved: true };
    case "opened":
      return { ...facts, link: "open", sent: 0, durable: 0, hasAnswered: false, stalled: false, closed: null, why: REFUSED.includes(facts.why) ? facts.why : 0 };
    case "synced":
      return settle({ ...facts, hasSynced: true });
    case "sent":
      return { ...facts, sent: facts.sent + 1, hasAnswered: facts.hasAnswered || event.answer };
    case "durable":
      return settle({ ...facts, durable: event.count, stalled: false });
    case "stalled":
      return { ...facts, stalled: true };
    case "lost":
      return { ...facts, link: "down", hasAnswered: false };
    case "retrying":
      return { ...facts, link: facts.link === "down" ? "down" : "connecting", why: event.code };
    case "closed":
      return { ...facts, link: "down", closed: event.code };
    case "kept":
      return { ...facts, keptHere: true };
    case "unkept":
      return { ...facts, keptHere: false };
  }
}

function settle(facts: Facts): Facts {
  return isSettled(facts) ? { ...facts, unsaved: false, hasSettled: true, why: 0 } : facts;
}

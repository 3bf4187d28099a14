import { describe, expect, it } from "vitest";
import { begin, isFinal, lineOf, next, pauseBefore, type Event, type Facts } from "./state.ts";

function after(...events: Event[]): Facts {
  return events.reduce(next, begin());
}

const opened: Event = { type: "opened" };
const synced: Event = { type: "synced" };
const typed: Event = { type: "typed" };
const answered: Event = { type: "sent", answer: true };
const sent: Event = { type: "sent", answer: false };
const durable = (count: number): Event => ({ type: "durable", count });
const settled: Event[] = [opened, synced, answered, durable(1)];

describe("the state line", () => {
  it("does not say Saved before the server has confirmed anything", () => {
    expect(lineOf(after(opened, synced)).words).toBe("Connecting");
    expect(lineOf(after(opened, synced, answered)).words).toBe("Connecting");
  });

  it("says Saved once everything sent is durable", () => {
    expect(lineOf(after(...settled)).words).toBe("Saved");
    expect(lineOf(after(...settled, typed, sent)).words).toBe("Saving");
    expect(lineOf(after(...settled, typed, sent, typed, sent, durable(2))).words).toBe("Saving");
    expect(lineOf(after(...settled, typed, sent, typed, sent, durable(3))).words).toBe("Saved");
  });

  it("does not take an old connection's count for the new one's", () => {
    const lost = after(...settled, typed, { type: "lost" }, opened, synced, durable(1));
    expect(lineOf(lost).words).toBe("Saving");
    expect(lineOf([answered, durable(1)].reduce(next, lost)).words).toBe("Saved");
  });

  it("says where typed words are while offline", () => {
    expect(lineOf(after(...settled, { type: "lost" })).words).toBe("Offline");
    expect(lineOf(after(...settled, { type: "kept" }, typed, { type: "lost" })).words).toBe("Offline, kept on this device");
    expect(lineOf(after(...settled, typed, { type: "lost" })).words).toBe("Offline, kept in this tab only");
  });

  it("does not go on saying Saving when nothing is confirmed for long", () => {
    const stalled = after(...settled, { type: "kept" }, typed, sent, { type: "stalled" });
    expect(lineOf(stalled).words).toBe("Offline, kept on this device");
    expect(lineOf(next(stalled, durable(2))).words).toBe("Saved");
  });

  it("keeps saying Saved through a short break with nothing unsaved", () => {
    expect(lineOf(after(...settled, { type: "retrying", code: 1006 })).words).toBe("Saved");
    expect(lineOf(after(...settled, typed, { type: "retrying", code: 1006 })).words).toBe("Saving");
  });

  it.each([4400, 4401, 4404, 4409, 4413])("has words for close code %i, and says what is kept", (code) => {
    const line = lineOf(after(...settled, { type: "kept" }, typed, { type: "closed", code }));
    expect(line.kind).toBe("stopped");
    expect(line.help).toContain("kept on this device");
    expect(isFinal(code)).toBe(true);
  });

  it.each([4400, 4413])("says after %i that writing has stopped here until a reload", (code) => {
    expect(lineOf(after(...settled, { type: "closed", code })).help).toContain("Reload to go on writing.");
  });

  it("tries again after too fast, too slow and a restart", () => {
    expect([4429, 4508, 1012, 1006].map(isFinal)).toEqual([false, false, false, false]);
  });

  const broken = (code: number): Event[] => [{ type: "retrying", code }, { type: "lost" }];
  const kept: Event = { type: "kept" };

  it.each([
    [1011, "Not saved yet, kept on this device", "cannot save just now"],
    [1012, "Offline, kept on this device", "restarting"],
    [4429, "Not saved yet, kept on this device", "a lot at once"],
    [4508, "Offline, kept on this device", "fell behind"],
  ])("says why the server let go with %i, and that it goes on by itself", (code, words, why) => {
    const line = lineOf(after(...settled, kept, typed, sent, ...broken(code)));
    expect(line).toMatchObject({ kind: "offline", words });
    expect(line.help).toContain(why);
    expect(line.offer).toBeUndefined();
    expect(isFinal(code)).toBe(false);
  });

  it.each([1011, 4429])("does not say Saving of what was refused with %i, also while it is sent again", (code) => {
    const again = after(...settled, kept, typed, sent, { type: "retrying", code }, opened);
    expect(lineOf(again).words).toBe("Not saved yet, kept on this device");
    expect(lineOf([synced, answered, durable(1)].reduce(next, again))).toEqual({ kind: "saved", words: "Saved" });
  });

  it("says nothing of a short break after which it comes back", () => {
    expect(lineOf(after(...settled, { type: "retrying", code: 1012 })).words).toBe("Saved");
    expect(lineOf(after(...settled, typed, { type: "retrying", code: 1012 })).words).toBe("Saving");
  });

  it("does not promise a moment once the server cannot be reached at all", () => {
    const away = after(...settled, kept, typed, ...broken(1012), ...broken(1006), ...broken(1006));
    expect(lineOf(away)).toEqual({ kind: "offline", words: "Offline, kept on this device", help: undefined });
  });

  it("stays true however long the server is away, and whatever is typed", () => {
    const events = Array.from({ length: 200 }, (_, i): Event => (i % 3 ? { type: "retrying", code: 1006 } : typed));
    const away = events.reduce(next, after(...settled, kept, ...broken(1006), typed));
    expect(lineOf(away).words).toBe("Offline, kept on this device");
    expect(lineOf(next(away, { type: "unkept" })).words).toBe("Offline, kept in this tab only");
    const back = [opened, synced, answered, durable(1)].reduce(next, away);
    expect(lineOf(back).words).toBe("Saved");
  });

  it("comes back within a second or two, never all at once, and with more patience each time", () => {
    for (const code of [1006, 1011, 1012, 4508]) {
      expect(pauseBefore(0, code, 0)).toBe(100);
      expect(pauseBefore(0, code, 1)).toBeLessThanOrEqual(1300);
    }
    expect(pauseBefore(3, 1006, 1)).toBe(8100);
    expect(pauseBefore(30, 1006, 1)).toBe(8100);
    expect(pauseBefore(0, 4429, 0)).toBe(4000);
  });

  it("comes back after signing in again", () => {
    const back = after(...settled, typed, { type: "closed", code: 4401 }, opened, synced, answered, durable(1));
    expect(lineOf(back).words).toBe("Saved");
  });
});

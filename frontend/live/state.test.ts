import { describe, expect, it } from "vitest";
import { begin, isFinal, lineOf, next, type Event, type Facts } from "./state.ts";

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
    expect(lineOf(after(...settled, { type: "retrying" })).words).toBe("Saved");
    expect(lineOf(after(...settled, typed, { type: "retrying" })).words).toBe("Saving");
  });

  it.each([4400, 4401, 4404, 4409, 4413])("has words for close code %i, and says what is kept", (code) => {
    const line = lineOf(after(...settled, { type: "kept" }, typed, { type: "closed", code }));
    expect(line.kind).toBe("stopped");
    expect(line.help).toContain("kept on this device");
    expect(isFinal(code)).toBe(true);
  });

  it("tries again after too fast, too slow and a restart", () => {
    expect([4429, 4508, 1012, 1006].map(isFinal)).toEqual([false, false, false, false]);
  });

  it("comes back after signing in again", () => {
    const back = after(...settled, typed, { type: "closed", code: 4401 }, opened, synced, answered, durable(1));
    expect(lineOf(back).words).toBe("Saved");
  });
});

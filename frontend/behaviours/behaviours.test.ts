import { describe, expect, it } from "vitest";
import { clockIn } from "./clock.ts";
import { verdict } from "./keep_typed.ts";
import { placeAmong } from "./reorder.ts";
import { leftOf } from "./time_left.ts";
import { nearWords, turnLeft } from "./turns.ts";

describe("text typed into a form", () => {
  const kept = { values: {}, sent: false, interrupted: false };
  const here = { signInPage: false, formHere: true, errors: false };

  it("waits while its person signs in again, and comes back", () => {
    const sent = { ...kept, sent: true };
    expect(verdict(sent, { ...here, signInPage: true, formHere: false })).toBe("wait");
    expect(verdict({ ...sent, interrupted: true }, here)).toBe("restore");
  });

  it("goes once it was sent and answered", () => {
    expect(verdict({ ...kept, sent: true }, { ...here, formHere: false })).toBe("forget");
    expect(verdict({ ...kept, sent: true }, here)).toBe("forget");
  });

  it("is left to the server where the form came back with errors", () => {
    expect(verdict({ ...kept, sent: true }, { ...here, errors: true })).toBe("wait");
  });

  it("comes back when it was never sent", () => expect(verdict(kept, here)).toBe("restore"));
});

describe("clocks", () => {
  it("shows the time in a zone", () => {
    expect(clockIn("Europe/Amsterdam", new Date("2026-11-26T13:05:00Z"))).toBe("14:05");
    expect(clockIn("America/Sao_Paulo", new Date("2026-11-26T03:00:00Z"))).toBe("00:00");
  });

  it("counts down and past the end", () => {
    const at = Date.parse("2026-11-26T13:00:00Z");
    expect(leftOf(at, 45, at + 18 * 60_000 + 50_000)).toMatchObject({ minutes: "26:10", words: "left of 45 minutes" });
    expect(leftOf(at, 45, at + 48 * 60_000)).toMatchObject({ minutes: "3:00", words: "past the 45 minutes", gone: 45 });
    expect(leftOf(at, 45, at - 5000)).toMatchObject({ minutes: "45:00", gone: 0 });
  });
});

it("counts a thinking turn down to nothing, and no further", () => {
  const ends = Date.parse("2026-11-26T13:07:00Z");
  expect(turnLeft(ends, 420, ends - 420_000)).toEqual({ clock: "7:00", gone: 0, isUp: false });
  expect(turnLeft(ends, 420, ends - 65_400)).toEqual({ clock: "1:06", gone: 354, isUp: false });
  expect(turnLeft(ends, 420, ends + 9_000)).toEqual({ clock: "0:00", gone: 420, isUp: true });
  expect(turnLeft(ends, 420, ends - 999_000).clock).toBe("7:00"); // a clock that is behind
  const states = ["ready", "running", "paused", "up", "over"];
  expect(states.map((state) => nearWords(state, "your turn", "6:05"))).toEqual(["", "your turn 6:05", "your turn 6:05, paused", "time is up", ""]);
});

it("finds a dragged item's place among the others", () => {
  expect([0, 15, 25, 99].map((y) => placeAmong([10, 20, 30], y))).toEqual([0, 1, 2, 3]);
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isAllowedHref, LIMITS, LINK_SCHEMES, rootOf, schema, SCHEMA_VERSION } from "./document.ts";

interface Spec {
  group?: string;
  content?: string;
  marks?: string;
  attrs?: Record<string, { default?: unknown }>;
}
interface Contract {
  version: number;
  root: string;
  limits: typeof LIMITS;
  link_schemes: string[];
  nodes: Record<string, Spec>;
  marks: Record<string, Spec>;
}

const contract = JSON.parse(readFileSync("contracts/plan_document/schema.json", "utf8")) as Contract;

describe("the document's twin", () => {
  it("has the contract's version, limits and link schemes", () => {
    expect({ version: SCHEMA_VERSION, limits: LIMITS, link_schemes: LINK_SCHEMES }).toEqual({
      version: contract.version,
      limits: contract.limits,
      link_schemes: contract.link_schemes,
    });
    expect(rootOf("00000000-0000-4000-8000-000000000000")).toMatch(new RegExp(contract.root));
  });

  it("has the contract's nodes and marks, and no others", () => {
    expect(Object.keys(schema.nodes).sort()).toEqual(Object.keys(contract.nodes).sort());
    expect(Object.keys(schema.marks).sort()).toEqual(Object.keys(contract.marks).sort());
  });

  it.each(Object.entries(contract.nodes))("shapes %s as the contract does", (name, spec) => {
    const ours = schema.nodes[name]!.spec;
    expect([ours.group, ours.content, ours.marks]).toEqual([spec.group, spec.content, spec.marks]);
    expect(Object.keys(ours.attrs ?? {})).toEqual(Object.keys(spec.attrs ?? {}));
  });

  it("has no mark that overlaps itself (frontend/thin/lib0_sha256.ts)", () => {
    for (const mark of Object.values(schema.marks)) expect(mark.excludes(mark)).toBe(true);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "//host/x", "/home", "", "file:///etc", " https://a", `https://a/${"x".repeat(2000)}`])(
    "does not link to %s",
    (href) => expect(isAllowedHref(href)).toBe(false),
  );

  it.each(["https://a.example/b?c#d", "http://a", "mailto:rosa@example.org", "HTTPS://A"])("links to %s", (href) => {
    expect(isAllowedHref(href)).toBe(true);
  });
});

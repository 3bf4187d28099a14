/** Sends a form without leaving the page, and tells apart what may become of it. */
import { isStillMe } from "./person.ts";

export type Answer =
  | { kind: "done"; page: Document | null }
  | { kind: "refused"; words: string; page: Document | null }
  | { kind: "signed-out" }
  | { kind: "unreachable" };

export function csrfToken(form?: HTMLFormElement): string {
  // The cookie first: after signing in again in another tab the form's own token is stale.
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  const field = (form ?? document).querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return cookie ?? field?.value ?? "";
}

function isSignIn(response: Response): boolean {
  const signIn = document.querySelector<HTMLElement>("[data-sign-in]")?.dataset["signIn"];
  if (response.status === 401) return true;
  return response.redirected && signIn !== undefined && new URL(response.url).pathname === signIn;
}

/** What a refusal says: in a part of a page made for it, or as the whole of a short answer. */
async function refusalOf(response: Response): Promise<{ words: string; page: Document | null }> {
  if (response.headers.get("content-type")?.includes("text/html")) {
    const page = await pageOf(response);
    const said = page?.querySelector("[data-refusal], .field__error, main p") ?? page?.body;
    return { words: short(said?.textContent ?? "", response.status), page };
  }
  return { words: short(await response.text(), response.status), page: null };
}

function short(words: string, status: number): string {
  const said = words.trim();
  return said && said.length < 400 && !said.startsWith("{") ? said : `That did not go through (${status}).`;
}

async function pageOf(response: Response): Promise<Document | null> {
  if (!response.headers.get("content-type")?.includes("text/html")) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

export async function readAnswer(response: Response): Promise<Answer> {
  if (isSignIn(response)) return { kind: "signed-out" };
  if (response.ok) return { kind: "done", page: await pageOf(response) };
  return response.status >= 500 ? { kind: "unreachable" } : { kind: "refused", ...(await refusalOf(response)) };
}

export async function send(url: string, body: FormData, token: string, keepalive = false): Promise<Answer> {
  if (!isStillMe()) return { kind: "signed-out" };
  body.delete("csrfmiddlewaretoken");
  try {
    const headers = { "X-CSRFToken": token, "HX-Request": "true", Accept: "text/html" };
    return await readAnswer(await fetch(url, { method: "POST", body, headers, keepalive, credentials: "same-origin" }));
  } catch {
    return { kind: "unreachable" };
  }
}

export async function get(url: string): Promise<Answer> {
  try {
    return await readAnswer(await fetch(url, { headers: { "HX-Request": "true", Accept: "text/html" }, credentials: "same-origin" }));
  } catch {
    return { kind: "unreachable" };
  }
}

/**
 * Passkeys (WebAuthn, level 3). Three kinds of form hold one hidden field for the browser's answer:
 * `data-passkey="create"`, `"confirm"` (options beside them in the page) and `"sign-in"` (options
 * asked for when they are needed). What cannot be done here stays hidden.
 */
type Kind = "create" | "confirm" | "sign-in";
type Json = { publicKey: never };

const CANCELLED = "Your browser did not finish. Nothing has changed; try again when you like.";

export function canUsePasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function";
}

async function optionsFor(form: HTMLFormElement): Promise<Json> {
  const address = form.dataset["options"];
  if (!address) return JSON.parse(document.getElementById("passkey-options")?.textContent ?? "{}") as Json;
  const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Json;
}

async function ask(kind: Kind, options: Json): Promise<Credential | null> {
  if (kind === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) });
}

async function fill(form: HTMLFormElement): Promise<void> {
  const words = form.querySelector<HTMLElement>("[data-passkey-words]");
  const field = form.querySelector<HTMLInputElement>("input[name=credential]");
  if (!field) return;
  try {
    const credential = await ask(form.dataset["passkey"] as Kind, await optionsFor(form));
    if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
    field.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    if (words) words.textContent = CANCELLED;
  }
}

export function startPasskeys(root: ParentNode = document): void {
  if (!canUsePasskeys()) return;
  for (const hidden of root.querySelectorAll<HTMLElement>("[data-needs-passkeys], form[data-passkey]")) hidden.hidden = false;
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void fill(form);
    });
  }
}

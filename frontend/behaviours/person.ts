/**
 * Whose tab this is. Somebody else may sign in, in another tab of the same browser: then this one
 * sends nothing more, so that nobody's words go out under another's name.
 */
const KEY = "romanesco:me";

function mine(): string | undefined {
  return document.body.dataset["me"];
}

export function rememberPerson(): void {
  const me = mine();
  try {
    if (me) localStorage.setItem(KEY, me);
  } catch {
    // Without a store there is nothing to compare with.
  }
}

export function isStillMe(): boolean {
  const me = mine();
  const now = localStorage.getItem(KEY);
  return !me || !now || me === now;
}

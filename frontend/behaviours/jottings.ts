import { startAutosave } from "./autosave.ts";

/** `[data-jottings]`: the fields in it save as one types, on a page without a live plan. */
export function startJottings(root: ParentNode = document): void {
  const place = root.querySelector<HTMLElement>("[data-jottings]");
  if (!place) return;
  const back = `${place.dataset["signIn"] ?? "/"}?next=${encodeURIComponent(location.pathname)}`;
  startAutosave(place.dataset["jottings"] ?? "", back, place);
}

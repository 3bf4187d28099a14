/** `[data-module="address"]`: what only some plans have brings its own script, loaded once. */
export function startPieces(root: ParentNode): void {
  for (const piece of root.querySelectorAll<HTMLElement>("[data-module]")) void import(/* @vite-ignore */ piece.dataset["module"]!);
}

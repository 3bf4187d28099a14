import { forgetKeptForms } from "./keep_typed.ts";
import { forgetKept } from "../live/kept.ts";

/** `form[data-sign-out]`: what this device kept goes with its person. */
export function startSignOut(root: Document = document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-sign-out]")) return;
    forgetKeptForms(sessionStorage);
    void forgetKept(localStorage);
  });
}

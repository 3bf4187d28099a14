/** What every page but the plan loads beside site.ts; the plan page keeps its kilobytes for writing. */
import "./styles/pages.css";
import { startJottings } from "./behaviours/jottings.ts";
import { startPasskeys } from "./behaviours/passkey.ts";
import { startPreview } from "./behaviours/preview.ts";

startJottings();
startPasskeys();
startPreview();

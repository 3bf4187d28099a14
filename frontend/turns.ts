/** The two turns of a thinking partnership, counted down by the server's clock. */
import { startTurns } from "./behaviours/turns.ts";

startTurns();

import { startClocks } from "./clock.ts";
import { startCopying } from "./copy_link.ts";
import { startKeeping } from "./keep_typed.ts";
import { startOnce } from "./once.ts";
import { rememberPerson } from "./person.ts";
import { startSignOut } from "./sign_out.ts";
import { startTimeZone } from "./time_zone.ts";

/** Every page works without these; each makes one thing lighter. */
export function startBehaviours(): void {
  rememberPerson();
  startCopying();
  startTimeZone();
  startKeeping();
  startOnce();
  startClocks();
  startSignOut();
}

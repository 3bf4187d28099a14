/** The plan page: its forms, its clock, its shared document, and how they hear of each other. */
import { startAutosave } from "../behaviours/autosave.ts";
import { startEnhancing, tellOf, type Page } from "../behaviours/enhanced.ts";
import { startMenus } from "../behaviours/menus.ts";
import { startPieces } from "../behaviours/pieces.ts";
import { isStillMe } from "../behaviours/person.ts";
import { startReordering } from "../behaviours/reorder.ts";
import { csrfToken, send, type Answer } from "../behaviours/send.ts";
import { startTimeLeft } from "../behaviours/time_left.ts";
import { toast } from "../behaviours/toast.ts";
import { Agenda } from "./agenda.ts";
import { LivePlan } from "./live_plan.ts";
import { showLate, showState } from "./state_line.ts";

const PATIENCE = 2000; // until the page is asked for again, where that failed

class PlanPage implements Page {
  private readonly agenda: Agenda;
  private live: LivePlan | null = null;
  private readonly signIn: string;

  constructor(private readonly root: HTMLElement) {
    this.signIn = `${root.dataset["signIn"] ?? "/"}?next=${encodeURIComponent(location.pathname)}`;
    this.autosave();
    startPieces(root);
    this.agenda = new Agenda(root, (answer) => this.refreshed(answer));
    this.openLive();
  }

  take(page: Document | null): boolean {
    return this.agenda.take(page);
  }

  refresh(): void {
    this.agenda.soon();
  }

  signedOut(): void {
    toast("Your sign-in ended. Nothing typed is lost.", { label: "Sign in", act: () => void window.open(this.signIn, "_blank", "noopener") });
  }

  /** The person is back in this tab, perhaps signed in again: try again what waits. */
  back(): void {
    if (this.live && this.live.facts.closed === 4401 && isStillMe()) this.live.retry();
  }

  private autosave(): void {
    const { me, plan } = this.root.dataset;
    startAutosave(`${me}:${plan}`, this.signIn, this.root);
  }

  /** Opens the document that the page is of; `before` goes on until the new one is there. */
  private openLive(before: LivePlan | null = null): void {
    if (this.root.dataset["mayWrite"] === undefined) return void showLate(this.root);
    const live = new LivePlan(this.root, {
      show: (facts, refused) => showState(this.root, facts, refused, { signIn: this.signIn, letGo: () => live.letGo() }),
      changed: () => this.agenda.soon(),
      closed: (code) => {
        if (code === 4409 || code === 4404) void this.agenda.refresh();
      },
      promised: (item, text) => this.promised(item, text),
    }, before);
    this.live = live;
    void live.open();
  }

  /** The agenda was made fresh: other items, perhaps another document, perhaps only to be read. */
  private refreshed(answer: Answer): void {
    if (answer.kind === "signed-out") this.signedOut();
    if (answer.kind !== "done") {
      if (answer.kind !== "unreachable") this.live?.giveUp();
      else if (this.live?.isOld) setTimeout(() => this.refresh(), PATIENCE);
      return;
    }
    startTimeLeft(this.root);
    startPieces(this.root);
    this.autosave();
    const { live } = this;
    if (live && this.root.dataset["mayWrite"] === undefined) {
      live.close();
      this.live = null;
      void this.agenda.refresh(); // the words of the bodies, now that no editor holds them
    }
    if (!this.live) this.openLive();
    else if (this.live.document !== this.root.dataset["document"]) this.openLive(this.live.leave());
    else if (!this.agenda.isAsking) this.live.giveUp();
    this.live?.mount();
  }

  private async promised(item: string, text: string): Promise<Answer> {
    const body = new FormData();
    body.set("text", text);
    body.set("item", item);
    body.set("owner", this.root.dataset["meSide"] ?? "");
    return this.post(this.root.dataset["actions"] ?? "", body);
  }

  async post(url: string, body: FormData): Promise<Answer> {
    const answer = await send(url, body, csrfToken());
    if (tellOf(answer, this) && answer.kind === "done" && !this.take(answer.page)) this.refresh();
    return answer;
  }

  get hasUnsaved(): boolean {
    return this.live !== null && this.live.facts.unsaved && !this.live.facts.keptHere;
  }
}

export function startPlanPage(root: HTMLElement): void {
  const page = new PlanPage(root);
  startEnhancing(page);
  startMenus();
  startTimeLeft(root);
  startReordering(async (url, position) => {
    const body = new FormData();
    body.set("position", String(position));
    await page.post(url, body);
  });
  addEventListener("focus", () => page.back());
  addEventListener("beforeunload", (event) => {
    if (page.hasUnsaved) event.preventDefault();
  });
}

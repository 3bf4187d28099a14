import "./styles/plan.css";
import { startPlanPage } from "./live/plan_page.ts";

const root = document.getElementById("plan");
if (root) startPlanPage(root);

import "./styles/site.css";
import { startBehaviours } from "./behaviours/all.ts";

startBehaviours();

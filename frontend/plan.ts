import "./styles/plan.css";

/** Where a plan is read again: the look of its agenda, and no script. */
import "./styles/reading.css";

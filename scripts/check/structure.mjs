import { importProblems } from "../structure/imports.mjs";
import { browserProblems } from "../structure/browser.mjs";
import { lengthProblems } from "../structure/length.mjs";
import { planningProblems } from "../structure/planning.mjs";
import { roomProblems } from "../structure/rooms.mjs";
import { strangerProblems } from "../structure/strangers.mjs";

/** The rules of the house, as docs/architecture.md states them. */
export const structureChecks = [
  { name: "structure: imports run one way", find: importProblems },
  { name: "structure: core runs in a browser", find: browserProblems },
  { name: "structure: every platform has the same rooms", find: roomProblems },
  { name: "structure: planning loads nothing that runs jobs", find: planningProblems },
  { name: "structure: no file is long", find: lengthProblems },
  { name: "structure: nothing of one machine in the tree", find: strangerProblems },
];

#!/usr/bin/env node
import { join } from "node:path";
import { runProgram } from "./start/run-program.ts";

const command = process.argv[2];

// The same program, without what planning does without (tsup.config.ts).
runProgram(join(import.meta.dirname, command === "plan" ? "plan.cjs" : "program.cjs"), command);

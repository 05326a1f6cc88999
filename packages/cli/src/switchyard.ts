#!/usr/bin/env node
import { join } from "node:path";
import { runProgram } from "./start/run-program.ts";

runProgram(join(import.meta.dirname, "program.cjs"), process.argv[2]);

// Merges the dumps of one major into one row per field, with the minors in which it held.

/** What a Trainer accepts beyond its annotations, or cannot take although they allow it. */
const corrections = {
  // `true` is FSDP's switch in every version. Its annotation names only the words.
  fsdp: { types: ["boolean", "string", "strings", "null"], keepChoices: true },
  // The Trainer tells these three words apart, the class checks none.
  include_num_input_tokens_seen: { choices: ["all", "non_padding", "no"] },
  // A Python object: JSON cannot make one.
  parallelism_config: { types: ["null"] },
};

/** @returns {{ release: string, firstMinor: number, lastMinor: number, rows: object[] }} */
export function mergeMinors(dumps) {
  const minors = dumps
    .map((dump) => ({ ...dump, minor: Number(dump.version.split(".")[1]) }))
    .sort((a, b) => a.minor - b.minor);
  const newest = minors.at(-1);
  if (newest.method !== "real")
    throw new Error(`The newest release, ${newest.version}, was not dumped from the real class.`);
  const names = new Set([...newest.fields, ...minors.flatMap((dump) => dump.fields)].map((field) => field.name));
  const rows = [...names].map((name) => mergeField(name, minors));
  return { release: newest.version, firstMinor: minors[0].minor, lastMinor: newest.minor, rows };
}

function mergeField(name, minors) {
  const history = minors.map((dump) => ({ minor: dump.minor, state: stateOf(name, dump) }));
  const known = history.filter((entry) => entry.state !== undefined);
  const last = known.at(-1);
  const row = { name, types: last.state.types, default: last.state.default, argv: last.state.argv };
  if (known[0].minor > history[0].minor) row.since = known[0].minor;
  const gone = history.find((entry) => entry.minor > last.minor);
  if (gone !== undefined) row.until = gone.minor;
  Object.assign(row, mergeChoices(name, known));
  const earlier = earlierStates(known);
  if (earlier.length > 0) row.earlier = earlier;
  return row;
}

function stateOf(name, dump) {
  const field = dump.fields.find((candidate) => candidate.name === name);
  if (field === undefined) return undefined;
  const correction = corrections[name] ?? {};
  // A list of reporters that holds null fails in 5; in 4 null means all of them.
  const types = [...new Set(correction.types ?? field.kinds)].filter(
    (type) => !(name === "report_to" && type === "null" && field.default !== null),
  );
  const choices = name === "report_to" ? [...dump.reporters, "all", "none"] : (correction.choices ?? field.choices);
  return { types, default: field.default, choices, argv: argvForm(field, dump.decoded) };
}

/** How argv carries the field, from what argparse was told by HfArgumentParser. */
function argvForm(field, decoded) {
  const { nargs, reader } = field.argv;
  const lists = field.kinds.includes("strings");
  if (reader === "dict" || reader === "ParallelismConfig") return "none";
  if (nargs === "+") return "tokens";
  if (decoded.includes(field.name)) return "json";
  if (field.name === "fsdp") return nargs === "?" ? "flag" : "words";
  if (lists && reader === "str") return "one-value";
  if (reader === "string_to_bool" && field.kinds.includes("string")) return "boolean";
  return "value";
}

function mergeChoices(name, known) {
  const listed = known.filter((entry) => entry.state.choices !== null);
  if (listed.length === 0) return {};
  const choices = [...new Set([...listed].reverse().flatMap((entry) => entry.state.choices))];
  if (corrections[name]?.keepChoices) return { choices };
  const choiceSince = {};
  const choiceUntil = {};
  for (const choice of choices) {
    const holders = known.filter((entry) => entry.state.choices?.includes(choice));
    if (holders[0].minor > known[0].minor) choiceSince[choice] = holders[0].minor;
    const gone = known.find((entry) => entry.minor > holders.at(-1).minor);
    if (gone !== undefined) choiceUntil[choice] = gone.minor;
  }
  return {
    choices,
    ...(Object.keys(choiceSince).length > 0 && { choiceSince }),
    ...(Object.keys(choiceUntil).length > 0 && { choiceUntil }),
  };
}

/** What differed before the newest state, oldest first; `until` is the first minor of the next state. */
function earlierStates(known) {
  const newest = known.at(-1).state;
  const states = [];
  known.forEach((entry, index) => {
    const difference = differenceOf(entry.state, newest);
    const next = known[index + 1];
    if (next === undefined || Object.keys(difference).length === 0) return;
    const previous = states.at(-1);
    const { until, ...before } = previous ?? {};
    if (previous !== undefined && until === entry.minor && JSON.stringify(before) === JSON.stringify(difference))
      previous.until = next.minor;
    else states.push({ until: next.minor, ...difference });
  });
  return states;
}

function differenceOf(state, newest) {
  const difference = {};
  for (const key of ["types", "default", "argv"]) {
    if (state[key] === "<computed>") continue; // Depends on the installed torch; the real class tells.
    if (JSON.stringify(state[key]) !== JSON.stringify(newest[key])) difference[key] = state[key];
  }
  return difference;
}

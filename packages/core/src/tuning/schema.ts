import * as v from "valibot";

const count = v.pipe(
  v.number("a whole number from 1 on"),
  v.integer("a whole number from 1 on"),
  v.minValue(1, "a whole number from 1 on"),
);
const range = "`{ min, max, scale? }` for a number, or a list of values";

/** The shape of a study. A message is the end of the sentence "Allowed: …". */
export const studySchema = v.strictObject({
  objective: v.strictObject({
    metric: v.pipe(
      v.string("a metric's name, such as `eval_accuracy`"),
      v.regex(/^[\w./-]{1,255}$/, "a metric's name, such as `eval_accuracy`"),
    ),
    goal: v.picklist(["minimize", "maximize"]),
  }),
  trials: count,
  parallel: v.optional(count),
  search: v.optional(v.picklist(["bayesian", "random", "grid"])),
  space: v.record(
    v.string(),
    v.union(
      [
        v.strictObject({ min: v.number(), max: v.number(), scale: v.optional(v.picklist(["linear", "log"])) }),
        v.array(v.union([v.string(), v.number(), v.boolean()])),
      ],
      range,
    ),
  ),
});

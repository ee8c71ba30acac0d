import { z } from "zod";
import { cronFault } from "./cron-fault.ts";
import { instances, text, timeOfDay, timezone } from "./values.ts";

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A window: `start_time` to `end_time`, or `cron` for `duration_minutes`. */
export const scheduleSchema = z
  .strictObject({
    name: text.meta({ description: "Named in decisions and previews." }),
    start_time: timeOfDay.optional().meta({ description: 'Local time "HH:MM" it opens at.' }),
    end_time: timeOfDay.optional().meta({
      description:
        'Local time "HH:MM" it closes at; at or before start_time it is the next day\'s.',
    }),
    days: z
      .array(z.enum(days))
      .min(1)
      .optional()
      .meta({ description: "Days on which it starts; every day by default." }),
    cron: z
      .string()
      .max(200)
      .refine((expression) => cronFault(expression) === null, {
        error: ({ input }) => cronFault(String(input)) ?? undefined,
      })
      .optional()
      .meta({ description: "When it opens, in place of start_time, end_time and days." }),
    duration_minutes: z
      .int()
      .min(1)
      .max(10_080)
      .optional()
      .meta({ description: "How long it stays open after each match of cron." }),
    timezone: timezone.optional(),
    target_instances: instances
      .optional()
      .meta({ description: "A fixed size: metric scaling rests while the window is open." }),
    min_instances: instances.optional().meta({ description: "A floor while it is open." }),
    max_instances: instances.optional().meta({ description: "A ceiling while it is open." }),
  })
  .refine(
    (s) => (s.cron === undefined) !== (s.start_time === undefined && s.end_time === undefined),
    "a schedule needs either start_time and end_time, or cron and duration_minutes",
  )
  .refine(
    (s) => s.cron !== undefined || (s.start_time === undefined) === (s.end_time === undefined),
    {
      message: "start_time and end_time go together",
    },
  )
  .refine((s) => (s.cron === undefined) === (s.duration_minutes === undefined), {
    message: "cron and duration_minutes go together",
  })
  .refine((s) => s.cron === undefined || s.days === undefined, {
    path: ["days"],
    message: "days stands beside start_time and end_time; cron names its days itself",
  })
  .refine(
    (s) => [s.target_instances, s.min_instances, s.max_instances].some((n) => n !== undefined),
    "a schedule needs target_instances, min_instances or max_instances",
  )
  .refine(
    (s) => s.target_instances === undefined || (s.min_instances ?? s.max_instances) === undefined,
    "target_instances fixes the size; it can not stand beside min_instances or max_instances",
  )
  .refine(
    (s) => (s.min_instances ?? 0) <= (s.max_instances ?? Number.POSITIVE_INFINITY),
    "min_instances must not be above max_instances",
  );

export type ScheduleDocument = z.infer<typeof scheduleSchema>;

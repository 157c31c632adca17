import { z } from 'zod';

/** Longest that one attempt of a hook may be given, and longest pause between two, in ms. */
const MAX_TIMEOUT_MS = 24 * 3_600_000;
const MAX_PAUSE_MS = 3_600_000;

const patience = {
  /** Milliseconds that one attempt may take. */
  timeout: z.int().min(1).max(MAX_TIMEOUT_MS).optional(),
  /** How often it is tried in all: an application that restarts answers the second time. */
  attempts: z.int().min(1).max(1_000).default(1),
  /** Milliseconds between two attempts. */
  pause: z.int().min(0).max(MAX_PAUSE_MS).default(1_000),
};
const text = z.string().min(1);
const pattern = text.refine(isRegExp, 'it is no regular expression');
const headers = z.record(text, z.string()).superRefine((given, context) => {
  for (const [name, value] of Object.entries(given))
    if (SECRET_HEADER.test(name) && !/\$\{\w+\}/.test(value))
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'a secret comes from the environment: "Bearer ${NAME_OF_A_VARIABLE}"',
      });
});

/** Headers whose value lets somebody in. */
const SECRET_HEADER = /^(?:authorization|proxy-authorization|cookie)$|api-?key|token|secret/i;

/** What is run: a command line, or a target of the Nx workspace with its arguments. */
const runnable = z.union(
  [
    z.strictObject({ command: text, ...patience }),
    z.strictObject({
      target: text.regex(/^[^:\s]+:[^\s]+$/, 'project:target, or project:target:configuration'),
      args: z.array(z.string()).optional(),
      ...patience,
    }),
  ],
  'a command line, or an object with "command" or "target" (and "args"), "timeout", "attempts", "pause"',
);

/** One entry of `sync`. */
export const syncStep = z.union([text, runnable], 'a command line, or an object with "command" or "target"');

const named = { name: text.optional() };

/** One query whose records must still be returned; the form of the option `graphql`. */
export const graphqlProbe = z.strictObject({
  /** Endpoint, e.g. http://localhost:3000/graphql */
  url: z.url(),
  /** A query whose records must still be returned after the migration. */
  query: text,
  /** Name of the environment variable that holds a bearer token; the token itself is a secret. */
  tokenVariable: z.string().optional(),
  headers: headers.optional(),
  ...patience,
  ...named,
});

/** How each kind of check is told from the others: by the one key that only it has. */
const CHECKS = {
  sql: z.strictObject({
    sql: text,
    /** `true`: one row, one column, true. `no-rows`. `same`: the rows of before, no others. `kept`: the rows of before, and maybe more. */
    expect: z.enum(['true', 'no-rows', 'same', 'kept']).default('true'),
    ...patience,
    ...named,
  }),
  http: z.strictObject({
    http: z.url(),
    method: z
      .string()
      .regex(/^[A-Z]+$/, 'a method in capitals')
      .default('GET'),
    headers: headers.optional(),
    body: z.json().optional(),
    /** The status that it must answer with. */
    status: z.int().min(100).max(599).default(200),
    /** What the JSON must look like: names of types in place of values, e.g. `{ "data": [{ "id": "string" }] }`. */
    shape: z.json().optional(),
    /** `same`: the JSON of before. `kept`: every record of before is still in it. */
    expect: z.enum(['answers', 'same', 'kept']).default('answers'),
    ...patience,
    ...named,
  }),
  command: z.strictObject({
    command: text,
    /** What its output must and must not hold, as regular expressions. */
    mustMatch: pattern.optional(),
    mustNotMatch: pattern.optional(),
    ...patience,
    ...named,
  }),
  target: z.strictObject({
    target: text.regex(/^[^:\s]+:[^\s]+$/, 'project:target, or project:target:configuration'),
    args: z.array(z.string()).optional(),
    mustMatch: pattern.optional(),
    mustNotMatch: pattern.optional(),
    ...patience,
    ...named,
  }),
};
type Kind = keyof typeof CHECKS;
const KINDS = Object.keys(CHECKS) as Kind[];

/** One entry of `verify`: judged by the schema of its kind alone, so that what is wrong with it is told and not that no kind fits. */
export const verifyCheck = z.record(z.string(), z.unknown()).transform((value, context) => {
  const [kind, ...more] = KINDS.filter((name) => name in value);
  if (kind === undefined || more.length > 0) {
    context.addIssue({ code: 'custom', message: `it needs one of ${KINDS.join(', ')}` });
    return z.NEVER;
  }
  const parsed = CHECKS[kind].safeParse(value);
  if (parsed.success) return parsed.data as z.output<(typeof CHECKS)[Kind]>;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/** A command line or an Nx target, and how patiently it is run. */
export type Runnable = z.output<typeof runnable>;
export type SyncStep = z.output<typeof syncStep>;
export type GraphqlProbe = z.output<typeof graphqlProbe>;
export type SqlCheck = z.output<(typeof CHECKS)['sql']>;
export type HttpCheck = z.output<(typeof CHECKS)['http']>;
export type CommandCheck = z.output<(typeof CHECKS)['command']> | z.output<(typeof CHECKS)['target']>;
export type VerifyCheck = z.output<typeof verifyCheck>;

/** How long one attempt may take, how many there are, and the pause between them; ms. */
export interface Patience {
  readonly timeout?: number | undefined;
  readonly attempts: number;
  readonly pause: number;
}

function isRegExp(source: string): boolean {
  try {
    new RegExp(source, 'm');
    return true;
  } catch {
    return false;
  }
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { optionalRules } from '@safe-migrate/hazards';
import { z } from 'zod';
import { SafeMigrateError, usageError } from '../errors';
import { engineIssues, engineShape } from './engine-settings';
import { LOCK_BUDGET_MS } from '../verify/plan';
import { graphqlProbe, syncStep, verifyCheck, type GraphqlProbe } from './hooks';

/** Longest lock_timeout: more than this and a waiting ALTER TABLE stops the application for as long. */
const MAX_LOCK_TIMEOUT_MS = 10_000;

/** By what a statement keeps others from, in ms: see apply/statement-limits.ts. */
const STATEMENT_TIMEOUTS = { blocking: 30_000, online: 3_600_000, other: 600_000 };
const ms = z
  .int()
  .min(0)
  .max(7 * 86_400_000);
const statementTimeout = z.union(
  [
    ms.transform((all) => ({ blocking: all, online: all, other: all })),
    z.strictObject({
      blocking: ms.default(STATEMENT_TIMEOUTS.blocking),
      online: ms.default(STATEMENT_TIMEOUTS.online),
      other: ms.default(STATEMENT_TIMEOUTS.other),
    }),
  ],
  'a number of ms, or an object with "blocking", "online" and "other"',
);

/** Where a run writes the schema for later reviews, relative to the project: meant to be committed. */
export const SNAPSHOT_FILE = 'safe-migrate.snapshot.sql';

const settingsSchema = z.strictObject({
  projectRoot: z.string().min(1),
  workspaceRoot: z.string().optional(),
  projectName: z.string().optional(),
  dataSource: z.string().min(1),
  pgBin: z.string().min(1).optional(),
  scratchUrl: z.string().min(1).optional(),
  /** A folder, or `s3://bucket/prefix`. */
  backupDirectory: z.string().min(1).default('.safe-migrate/backups'),
  s3Endpoint: z.url().optional(),
  s3Region: z.string().min(1).optional(),
  s3Encryption: z
    .string()
    .regex(/^(AES256|aws:kms(:.+)?)$/, 'AES256, aws:kms or aws:kms:<key id>')
    .optional(),
  /** Name of the environment variable that holds the passphrase; the passphrase itself is a secret. */
  passphraseVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable')
    .optional(),
  ...engineShape,
  keep: z.int().min(1).optional(),
  keepDays: z.int().min(1).optional(),
  recordDirectory: z.string().min(1).default('.safe-migrate/runs'),
  snapshotFile: z.string().min(1).default(SNAPSHOT_FILE),
  refuse: z.enum(['risky', 'dangerous']).default('risky'),
  /** Rules that are off by default and shall speak, or `all`. */
  enable: z.array(z.enum([...optionalRules, 'all'])).default([]),
  lockTimeout: z.int().min(1).max(MAX_LOCK_TIMEOUT_MS).default(2_000),
  lockRetries: z.int().min(0).max(100).default(5),
  /** ms per statement, by what it keeps others from; a number is for all three. */
  statementTimeout: statementTimeout.default(STATEMENT_TIMEOUTS),
  /** Before anything is locked: what counts as quiet, and how long in ms it is waited for. */
  waitForQuiet: z
    .strictObject({
      oldest: ms.optional(),
      active: z.int().min(0).optional(),
      window: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'a time of day in UTC: 02:00-05:00')
        .optional(),
      wait: ms.default(600_000),
    })
    .optional(),
  escrowDays: z.int().min(1).max(3_650).default(30),
  /** As `lockTimeout`, unless told otherwise. */
  blockingLimit: z.int().min(0).max(3_600_000).optional(),
  endIdleBlockers: z.int().min(0).max(86_400_000).default(0),
  /** Run: what is tried when down() failed. `restore` puts the backup beside the live database, and in its place where nobody wrote since. */
  wayBack: z.enum(['down', 'restore']).default('down'),
  /** Rollback: how many migrations, or the one that is to stay the last; those of the last run where neither is given. */
  rollbackSteps: z.int().min(1).optional(),
  rollbackTo: z.string().min(1).optional(),
  /** Rollback: what may stay lost, as `schema.table` or `schema.table.column`. */
  acceptLoss: z.array(z.string().min(1)).default([]),
  /** Rollback: show what it would do, and stop. */
  planOnly: z.boolean().default(false),
  /** Half of `blockingLimit`, unless told otherwise: the other half is the migration's. */
  lockBudget: z.int().min(0).max(3_600_000).optional(),
  freshBackup: z.boolean().default(false),
  /** The name of the database, typed by whoever means it. */
  confirm: z.string().min(1).optional(),
  sync: z.array(syncStep).default([]),
  syncTimeout: z.int().min(1).default(600_000),
  /** What becomes of committed migrations where sync or verify fails: taken back with `down()`, or left for `resume`. */
  onSyncFailure: z.enum(['back', 'keep']).default('back'),
  onVerifyFailure: z.enum(['back', 'keep']).default('back'),
  verify: z.array(verifyCheck).default([]),
  graphql: z.union([graphqlProbe, z.array(graphqlProbe)]).default([]),
});

/** Everything a run can be told, complete and checked: read once, handed everywhere. Paths are absolute, times in ms. */
export type Settings = Omit<z.output<typeof settingsSchema>, 'graphql' | 'blockingLimit' | 'lockBudget'> & {
  readonly graphql: readonly GraphqlProbe[];
  readonly blockingLimit: number;
  readonly lockBudget: number;
};

/** Name of the optional file in the project's folder that holds the same options. */
export const CONFIG_FILE = 'safe-migrate.config.json';

/**
 * Merges and checks the settings: defaults < `safe-migrate.config.json` < options (target options or flags).
 *
 * @throws SafeMigrateError PROJECT_NOT_FOUND, CONFIG_FILE_INVALID, SETTINGS_INVALID
 */
export function parseSettings(
  options: Readonly<Record<string, unknown>> & { readonly projectRoot: string },
): Settings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const projectRoot = resolve(options.projectRoot);
  assertFolder(projectRoot);
  const parsed = settingsSchema.safeParse({ ...readConfigFile(projectRoot), ...given, projectRoot });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const missing = issue?.path[0] === 'dataSource' && !('dataSource' in given);
    throw usageError({
      code: 'SETTINGS_INVALID',
      what: missing
        ? 'No data source is named.'
        : `The option ${issue?.path.join('.') || 'list'} is not valid.`,
      why: parsed.error.issues
        .map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`)
        .join('\n'),
      next: missing
        ? 'Give --data-source with the path of the file that exports your DataSource, for example src/database/core.datasource.ts'
        : 'Correct it; safe-migrate run --help lists every option with its unit.',
    });
  }
  const { data } = parsed;
  const blockingLimit = data.blockingLimit ?? data.lockTimeout;
  const issues = engineIssues(data);
  if (issues.length > 0) {
    throw usageError({
      code: 'SETTINGS_INVALID',
      what: 'The options of the backup contradict each other.',
      why: issues.join('\n'),
      next: 'Correct them; docs/backups.md says what each engine needs.',
    });
  }
  return {
    ...data,
    ...absolute(projectRoot, data, 'restoreDirectory', 'pgbackrestConfig', 'pgbackrestBin'),
    backupDirectory: data.backupDirectory.startsWith('s3://')
      ? data.backupDirectory
      : resolve(projectRoot, data.backupDirectory),
    recordDirectory: resolve(projectRoot, data.recordDirectory),
    snapshotFile: resolve(projectRoot, data.snapshotFile),
    blockingLimit,
    lockBudget: data.lockBudget ?? (blockingLimit === 0 ? LOCK_BUDGET_MS : Math.floor(blockingLimit / 2)),
    graphql: Array.isArray(data.graphql) ? data.graphql : [data.graphql],
  };
}

/** Paths that are given, as seen from the project. */
function absolute<Key extends string>(
  projectRoot: string,
  data: { readonly [K in Key]?: string | undefined },
  ...keys: readonly Key[]
): Partial<Record<Key, string>> {
  const given = keys.flatMap((key) => {
    const path = data[key];
    return path === undefined ? [] : [[key, resolve(projectRoot, path)] as const];
  });
  return Object.fromEntries(given) as Partial<Record<Key, string>>;
}

/** Before anything is written: a mistyped folder would otherwise be created for the run's record. */
function assertFolder(projectRoot: string): void {
  if (statSync(projectRoot, { throwIfNoEntry: false })?.isDirectory()) return;
  throw usageError({
    code: 'PROJECT_NOT_FOUND',
    what: `There is no project folder ${projectRoot}.`,
    why: "The data source, its globs and its .env files are relative to the project's folder.",
    next: 'Give --project with the folder that holds the project, or leave it out and run the command there.',
  });
}

function readConfigFile(projectRoot: string): Record<string, unknown> {
  const file = join(projectRoot, CONFIG_FILE);
  if (!existsSync(file)) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return withoutConfirm(z.record(z.string(), z.unknown()).parse(content), file);
  } catch (error) {
    if (error instanceof SafeMigrateError) throw error;
    throw usageError({
      code: 'CONFIG_FILE_INVALID',
      what: `${file} cannot be read.`,
      why: error instanceof SyntaxError ? error.message : 'It must hold one JSON object.',
      next: 'Correct the file or remove it.',
    });
  }
}

/** What stands in a file was typed by nobody. */
function withoutConfirm(content: Record<string, unknown>, file: string): Record<string, unknown> {
  if (!('confirm' in content)) return content;
  throw usageError({
    code: 'CONFIRM_IN_FILE',
    what: `${file} holds "confirm".`,
    why: 'It is there to be typed for one run by somebody who means this database.',
    next: 'Remove it from the file; give --confirm <database name> where safe-migrate asks for it.',
  });
}

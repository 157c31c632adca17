import type { Program } from './program';
import { destructiveSql } from './sql';

/** What a command does to a database, as far as anyone can tell without running it. */
export type Deed =
  /** Deletes or overwrites what is there. */
  | 'destroys'
  /** Was replaced by a refusal already. */
  | 'refuses'
  /** Takes a migration back outside the pipeline. */
  | 'reverts'
  /** Runs TypeORM migrations outside the pipeline. */
  | 'migrates'
  /** Creates schemas and extensions: with a migration behind it, it sets a database up from nothing. */
  | 'prepares'
  /** Runs migrations of another tool. */
  | 'other-tool';

export interface Finding {
  readonly deed: Deed;
  /** A clause that fits after "because it": `drops every table (typeorm schema:drop)`. */
  readonly why: string;
}

const DATABASE = '(?:db|database|schema|pg|postgres)';
const DESTROY = '(?:reset|drop|truncate|wipe|nuke|purge|fresh|destroy|recreate|erase|clear|clean|flush)';
const DESTRUCTIVE_NAME = new RegExp(
  `^(?:[a-z0-9]+[:_-])*(?:${DATABASE}[:_-]?(?:(?:force|hard)[:_-]?)?${DESTROY}|${DESTROY}[:_-]?(?:the[:_-])?(?:all[:_-])?(?:${DATABASE}|tables?|schemas))(?![a-z])(?![:_-]?(?:cache|connection|pool|type|doc|client))`,
  'i',
);
const PREPARING_NAME = new RegExp(
  `^(?:setup|init|initialize|bootstrap|create|provision)[:_.-]?(?:the[:_-])?${DATABASE}(?![a-z])`,
  'i',
);

const SETUP_NAME = new RegExp(`(?:^|[:_-])${DATABASE}[:_-](?:init|setup|bootstrap)(?:$|[:_-])`, 'i');

/** Whether a target, script or program is called like something that destroys a database: `db:reset`, `truncate-db`. */
export function hasDestructiveName(name: string): boolean {
  return DESTRUCTIVE_NAME.test(kebab(name));
}

/** Whether a program is called like something that prepares an empty database: `setup-db`, `initDatabase`. */
export function hasPreparingName(name: string): boolean {
  return PREPARING_NAME.test(kebab(name));
}

/** Whether a target is called like one that sets a database up from nothing: `database:init:prod`, `setup-db`. */
export function hasSetupName(name: string): boolean {
  return hasPreparingName(name) || SETUP_NAME.test(kebab(name));
}

/** Programs that look at files or say something; their arguments do nothing to a database. */
const HARMLESS = new Set(
  (
    'echo printf true false cat ls cd pwd grep rg sed awk head tail wc test [ [[ sleep export set unset exit mkdir touch chmod chown cp mv ' +
    'tsc swc babel esbuild jest vitest mocha ava tap eslint prettier biome git gh which curl wget wait-on kill cpx copyfiles vite ' +
    'webpack rollup next nest tsup shx husky lint-staged changeset'
  ).split(' '),
);

export function isHarmless(program: Program): boolean {
  return HARMLESS.has(program.name);
}

interface Rule {
  readonly deed: Deed;
  readonly why: string;
  readonly matches: (words: readonly string[], line: string) => boolean;
}

const says =
  (...wanted: readonly (string | RegExp)[]) =>
  (words: readonly string[]): boolean => {
    let from = 0;
    return wanted.every((want) => {
      const at = words.findIndex(
        (word, index) => index >= from && (typeof want === 'string' ? word === want : want.test(word)),
      );
      from = at + 1;
      return at !== -1;
    });
  };

/** In order of severity; the first that matches counts. Tools are named by their own subcommands. */
const RULES: readonly Rule[] = [
  { deed: 'destroys', why: 'drops every table (schema:drop)', matches: says('schema:drop') },
  {
    deed: 'destroys',
    why: 'changes and drops columns to match the entities (schema:sync)',
    matches: says('schema:sync'),
  },
  {
    deed: 'destroys',
    why: 'recreates the schema from nothing',
    matches: says(/^(?:schema|migration|db|migrate):(?:fresh|refresh|reset)$/),
  },
  {
    deed: 'destroys',
    why: 'drops the database',
    matches: says(/^(?:db|database|pg):(?:drop|reset|nuke|wipe|truncate)(?::.*)?$/),
  },
  { deed: 'destroys', why: 'drops the database (dropdb)', matches: says(/^(?:.*\/)?dropdb$/) },
  {
    deed: 'destroys',
    why: 'drops and recreates the database (prisma migrate)',
    matches: says(/^prisma/, 'migrate', /^(?:reset|dev)$/),
  },
  {
    deed: 'destroys',
    why: 'accepts the loss of data (prisma db push)',
    matches: says(/^prisma/, 'db', 'push', /^--(?:accept-data-loss|force-reset)/),
  },
  {
    deed: 'destroys',
    why: 'drops what the code does not name (drizzle-kit push)',
    matches: says(/^drizzle-kit/, /^push/),
  },
  { deed: 'destroys', why: 'resets the database (supabase)', matches: says('supabase', 'db', 'reset') },
  {
    deed: 'destroys',
    why: 'drops what it restores over (pg_restore --clean)',
    matches: says(/^(?:.*\/)?pg_restore$/, /^(?:--clean|-\w*c\w*)$/),
  },
  {
    deed: 'destroys',
    why: 'deletes the volumes of the containers',
    matches: (words, line) =>
      /\bdocker(?:-compose)?\b/.test(line) &&
      (says('down', /^(?:-\w*v\w*|--volumes)$/)(words) || says('volume', /^(?:rm|prune|remove)$/)(words)),
  },
  {
    deed: 'destroys',
    why: 'deletes the files of the database',
    matches: says(
      /^(?:rm|rimraf|del-cli|shx)$/,
      /(?:^|[/_-])(?:pg|postgres|postgresql|db|database)[/_-]?data(?:$|[/_-])/,
    ),
  },
  {
    deed: 'reverts',
    why: 'takes a migration back (migration:revert)',
    matches: says(/^migrations?:(?:revert|down|rollback|undo)$/),
  },
  {
    deed: 'reverts',
    why: 'takes migrations back',
    matches: says(/^(?:(?:db:)?migrate:(?:rollback|down|undo)(?::.*)?|db:rollback)$/),
  },
  { deed: 'migrates', why: 'runs TypeORM migrations (migration:run)', matches: says(/^migrations?:run$/) },
  {
    deed: 'other-tool',
    why: 'runs migrations of another tool',
    matches: (words, line) =>
      says(/^prisma/, 'migrate', 'deploy')(words) ||
      says(/^(?:migrate:latest|migrate:up|migration:up|db:migrate|run-instance-commands)$/)(words) ||
      says(
        /^(?:drizzle-kit|node-pg-migrate|umzug|flyway|liquibase|dbmate|atlas|graphile-migrate|knex)/,
        /^(?:migrate|up|update|apply|deploy)$/,
      )(words) ||
      /\bclickhouse\b.*\bmigrat/i.test(line),
  },
];

const SQL_CLIENT = /^(?:psql|pgcli|usql|pg_restore)$/;

/** What a program does by its own name and arguments. */
export function judgeProgram(program: Program): Finding | undefined {
  const words = [program.name, ...program.args.map(({ text }) => text)];
  const line = [program.piped, ...program.environment, ...words].join(' ');
  const option = program.environment.find((text) =>
    /^TYPEORM_(?:DROP_SCHEMA|SYNCHRONIZE)=(?:true|1)$/i.test(text),
  );
  if (option !== undefined)
    return { deed: 'destroys', why: `tells TypeORM to change the schema on its own (${option})` };

  const rule = RULES.find(({ matches }) => matches(words, line));
  const isClient = words.some((word) => SQL_CLIENT.test(word)) || says(/typeorm/, 'query')([line, ...words]);
  const sql = isClient
    ? [...words, words.join(' '), program.piped].map(destructiveSql).find((found) => found !== undefined)
    : undefined;
  if (sql !== undefined) return { deed: 'destroys', why: `destroys data (${sql})` };
  return rule && { deed: rule.deed, why: rule.why };
}

/** Whether a program runs whatever it is given: a TypeORM command line or an SQL client without a command. */
export function passesThrough(program: Program): boolean {
  const plain = program.args.map(({ text }) => text).filter((text) => !text.startsWith('-'));
  if (/^(?:psql|pgcli|usql|ts-node|tsx|node)$/.test(program.name) && program.args.length === 0) return true;
  const cli = [program.name, ...plain].findIndex((word) =>
    /^typeorm(?:-ts-node-\w+)?$|typeorm\/cli(?:\.js)?$|typeorm[\\/]bin/.test(word),
  );
  return (
    cli !== -1 && !plain.slice(cli).some((word) => /^[a-z]+:[a-z]+$|^(?:query|init|version|help)$/.test(word))
  );
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2');
}

import type { Deed } from './finding';

/** A tool's own subcommand and what it does. */
export interface Rule {
  readonly deed: Deed;
  readonly why: string;
  readonly matches: (words: readonly string[], line: string) => boolean;
}

/** Whether the words hold these, in this order. */
export const says =
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

const anyOf =
  (...rules: readonly ((words: readonly string[]) => boolean)[]) =>
  (words: readonly string[]): boolean =>
    rules.some((rule) => rule(words));

/** In order of severity; the first that matches counts. Tools are named by their own subcommands. */
export const RULES: readonly Rule[] = [
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
    why: 'drops what it restores over (pg_dump --clean)',
    matches: (words, line) =>
      says(/^(?:.*\/)?psql$/)(words) && /\bpg_dump(?:all)?\b.*\s(?:--clean|-\w*c\w*)\b/.test(line),
  },
  {
    deed: 'destroys',
    why: 'deletes the volumes of the containers',
    matches: (words, line) =>
      /\b(?:docker|podman)(?:-compose)?\b/.test(line) &&
      (says(/^(?:down|rm|prune)$/, /^(?:-\w*v\w*|--volumes)$/)(words) ||
        says('volume', /^(?:rm|prune|remove)$/)(words)),
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
    deed: 'destroys',
    why: 'drops everything in the database',
    matches: anyOf(
      says(/^flyway/, 'clean'),
      says(/^liquibase/, /^drop-?all$/i),
      says('dbmate', 'drop'),
      says('atlas', 'schema', /^(?:clean|apply)$/),
      says('graphile-migrate', 'reset'),
      says(/^mikro-orm/, /^schema:/, '--drop-db'),
      says(/^(?:sqlx|diesel)$/, 'database', /^(?:drop|reset)$/),
      says('sea-orm-cli', 'migrate', /^(?:fresh|refresh|reset)$/),
      says('goose', 'reset'),
      says('migrate', 'drop'),
      says('typeorm-extension', 'drop'),
      says(/^(?:.*\/)?manage\.py$/, /^(?:flush|reset_db)$/),
      says('alembic', 'downgrade', 'base'),
    ),
  },
  {
    deed: 'reverts',
    why: 'takes migrations back',
    matches: anyOf(
      says(
        /^(?:node-pg-migrate|umzug|dbmate|goose|migrate|sea-orm-cli)$/,
        /^(?:down|down-to|redo|rollback)$/,
      ),
      says(/^liquibase/, /^rollback/i),
      says('alembic', 'downgrade'),
      says(/^(?:sqlx|diesel)$/, /^migrat(?:e|ion)$/, /^(?:revert|redo)$/),
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
  {
    deed: 'destroys',
    why: 'records migrations as run without running them (--fake)',
    matches: says(/^migrations?:run$/, /^(?:--fake|-f)$/),
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

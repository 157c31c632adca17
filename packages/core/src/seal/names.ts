import { OWN_SCHEMA } from '../target/own-schemas';

/** The trigger that the seal puts on every table. */
export const TRUNCATE_TRIGGER = 'safe_migrate_no_truncate';

/** The event triggers of the seal: name, event, function, and the commands that they are for (all where none are named). */
export const EVENT_TRIGGERS = [
  {
    name: 'safe_migrate_start',
    event: 'ddl_command_start',
    run: 'on_start',
    tags: ['DROP SCHEMA', 'DROP OWNED'],
  },
  { name: 'safe_migrate_drop', event: 'sql_drop', run: 'on_drop', tags: [] },
  // A second pair of eyes: what drops the function of the first takes the first one along before it can say no.
  { name: 'safe_migrate_keep', event: 'sql_drop', run: 'on_keep', tags: [] },
  { name: 'safe_migrate_rewrite', event: 'table_rewrite', run: 'on_rewrite', tags: [] },
  {
    name: 'safe_migrate_end',
    event: 'ddl_command_end',
    run: 'on_end',
    tags: [
      ...['CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE SCHEMA', 'CREATE EXTENSION'],
      ...[
        'ALTER TABLE',
        'ALTER SCHEMA',
        'CREATE TRIGGER',
        'ALTER TRIGGER',
        'CREATE FUNCTION',
        'ALTER FUNCTION',
        'ALTER ROUTINE',
        'CREATE RULE',
      ],
    ],
  },
] as const;

/** The functions of the seal, with their arguments. */
export const FUNCTIONS = [
  ...[
    'sealed_here()',
    'seal_open()',
    'seal_allows(text,text,text)',
    'refuse(text)',
    'protect(regclass)',
    'remember(regclass)',
  ],
  ...['on_start()', 'on_drop()', 'on_keep()', 'on_rewrite()', 'on_end()', 'on_truncate()'],
  ...['stamp_ticket()', 'stamp_opening()', 'keep_record()', 'keep_policy()'],
  ...['issue_ticket(text,text)', 'open_seal(text)'],
] as const;

/** The tables of the seal: who the database is, what is allowed, and what happened. */
export const TABLES = [
  'identity',
  'seal_policy',
  'seal_ticket',
  'seal_opening',
  'seal_event',
  'seal_inventory',
] as const;

/** SQLSTATE of every refusal of the seal. */
export const REFUSED = 'SM001';

/** A name in our schema. */
export const own = (name: string): string => `${OWN_SCHEMA}.${name}`;

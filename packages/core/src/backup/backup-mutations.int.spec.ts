import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bareServer, openScratch, type Scratch } from '../scratch/database';
import type { ConnectionParameters } from '../target/connection';
import { readServerFacts, type ServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import { CRM } from '../testing/crm';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { backUp, type CertifiedBackup } from './back-up';
import { folderPlace } from './folder-place';
import type { BackupManifest } from './manifest';
import { newestBackup, restoreStored } from './stored-backup';

/** Everything of one kind that a backup must hold. */
const MORE = `
  CREATE TABLE core.plain (v text); INSERT INTO core.plain VALUES ('x'), ('x'), ('y');
  CREATE TABLE core.pair (id integer PRIMARY KEY, a text, b numeric(10,3), at timestamptz, j jsonb);
  INSERT INTO core.pair VALUES (1, 'one', 1.500, '2026-01-01 00:00+00', '{"k": 1, "l": null}'), (2, 'two', 2, NULL, '{}'), (3, '', 0, 'infinity', '[]');
  CREATE SEQUENCE core.numbers; SELECT setval('core.numbers', 41);
  CREATE VIEW core.people AS SELECT id, email FROM core.person;
  CREATE FUNCTION core.answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';
  CREATE FUNCTION core.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER touch BEFORE UPDATE ON core.pair FOR EACH ROW EXECUTE FUNCTION core.touch();
  SELECT lo_from_bytea(4711, '\\x0102');
  CREATE ROLE mutation_reader; GRANT SELECT ON core.pair TO mutation_reader;`;

let server: TestServer;
let live: ConnectionParameters;
let facts: ServerFacts;
let scratch: Scratch;
let folder: string;
let base: CertifiedBackup;
let other: CertifiedBackup;
let made = 0;

const numbered = (): Scratch => {
  const number = ++made;
  return { ...scratch, create: (purpose) => scratch.create(`${purpose}_${number}`) };
};
const take = (connection: ConnectionParameters, of: ServerFacts, id: string) =>
  backUp({
    ...{ id, place: folderPlace(join(folder, 'taken')), connection, facts: of, tools: server.tools },
    scratch: numbered(),
  });

beforeAll(async () => {
  server = await startTestServer();
  live = await server.create();
  await sql(live, CRM);
  await sql(live, MORE);
  facts = await withSession(live, {}, readServerFacts);
  scratch = await openScratch({
    runId: 'mutations',
    live: facts,
    liveConnection: live,
    scratchUrl: server.url,
  });
  folder = mkdtempSync(join(tmpdir(), 'core-spec-mutations-'));
  base = await take(live, facts, 'base');
  const second = await server.create();
  await sql(second, CRM);
  other = await take(second, await withSession(second, {}, readServerFacts), 'other');
});
afterAll(async () => {
  await scratch.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A copy of the good backup that a case may damage. */
interface Copy {
  readonly root: string;
  /** The file that holds the rows of a table. */
  readonly data: (table: string) => string;
  readonly toc: string;
  manifest: BackupManifest;
}

function copy(): Copy {
  const root = join(folder, `copy${++made}`);
  cpSync(base.folder, join(root, 'base'), { recursive: true });
  const archive = join(root, 'base', 'archive');
  const listed = execFileSync(server.tools.pgRestore, ['-l', archive]).toString();
  return {
    root,
    toc: join(archive, 'toc.dat'),
    data: (table) => {
      const id = new RegExp(`^(\\d+);.* TABLE DATA core ${table} `, 'm').exec(listed)?.[1];
      return join(archive, `${id}.dat.gz`);
    },
    manifest: base.manifest,
  };
}

/** Whoever changes a file may well write its new hash into the manifest: then only the restored content tells. */
function resign({ root, manifest }: Copy): BackupManifest {
  const files = readdirSync(join(root, 'base'), { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, full: join(root, 'base', path) }))
    .filter(({ path, full }) => path !== 'manifest.json' && statSync(full).isFile())
    .map(({ path, full }) => ({
      ...{ path, bytes: statSync(full).size },
      sha256: createHash('sha256').update(readFileSync(full)).digest('hex'),
    }));
  return { ...manifest, files };
}

const verify = (of: Copy): Promise<CertifiedBackup> => {
  writeFileSync(join(of.root, 'base', 'manifest.json'), JSON.stringify(of.manifest));
  const place = folderPlace(of.root);
  return restoreStored(
    { name: join(of.root, 'base'), manifest: of.manifest, place },
    { tools: server.tools, scratch: numbered(), passphraseVariable: 'NONE' },
  );
};

/** Changes the rows of a table as text, well compressed again. */
const rows =
  (table: string, change: (text: string) => string) =>
  (of: Copy): void => {
    const file = of.data(table);
    const before = gunzipSync(readFileSync(file)).toString();
    const after = change(before);
    if (after === before) throw new Error('the case changes nothing');
    writeFileSync(file, gzipSync(after));
  };
const flipAt = (file: string, share: number) => {
  const bytes = readFileSync(file);
  const index = Math.floor(bytes.length * share);
  bytes[index] = (bytes[index] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
};
const content = (of: Copy, change: Partial<BackupManifest['content']>) => {
  of.manifest = { ...of.manifest, content: { ...of.manifest.content, ...change } };
};

/** Damage to the files as they lie there: found before anything is restored. */
const DAMAGED: readonly [string, (of: Copy) => void][] = [
  [
    'a data file cut off',
    (of) => truncateSync(of.data('opportunity'), Math.floor(statSync(of.data('opportunity')).size / 2)),
  ],
  [
    'the last byte missing',
    (of) => truncateSync(of.data('opportunity'), statSync(of.data('opportunity')).size - 1),
  ],
  ['one bit flipped in rows', (of) => flipAt(of.data('opportunity'), 0.5)],
  ['one bit flipped in the table of contents', (of) => flipAt(of.toc, 0.5)],
  ['an empty data file', (of) => truncateSync(of.data('person'), 0)],
  ['an empty table of contents', (of) => truncateSync(of.toc, 0)],
  ['a data file missing', (of) => rmSync(of.data('note'))],
  ['the table of contents missing', (of) => rmSync(of.toc)],
  [
    'two data files exchanged',
    (of) => {
      const [a, b] = [readFileSync(of.data('note')), readFileSync(of.data('plain'))];
      writeFileSync(of.data('note'), b);
      writeFileSync(of.data('plain'), a);
    },
  ],
  [
    'the archive of another backup',
    (of) => {
      rmSync(join(of.root, 'base', 'archive'), { recursive: true });
      cpSync(join(other.folder, 'archive'), join(of.root, 'base', 'archive'), { recursive: true });
    },
  ],
  ['a file more', (of) => writeFileSync(join(of.root, 'base', 'archive', 'more.dat.gz'), 'x')],
  [
    'zeros where rows were',
    (of) => writeFileSync(of.data('pair'), Buffer.alloc(statSync(of.data('pair')).size)),
  ],
];

/** Damage whose hashes fit, because they were written anew: found by what was restored. */
const RESIGNED: readonly [string, (of: Copy) => void][] = [
  ['a row less', rows('pair', (text) => text.replace(/^1\t.*\n/m, ''))],
  ['a row twice, in a table without a key', rows('plain', (text) => text.replace('y\n', 'y\ny\n'))],
  ['one of two equal rows another', rows('plain', (text) => text.replace('x\n', 'z\n'))],
  ['a value changed', rows('pair', (text) => text.replace('one', 'One'))],
  [
    'the values of two rows swapped',
    rows('pair', (text) => text.replace('one', '#').replace('two', 'one').replace('#', 'two')),
  ],
  ['an empty text for NULL', rows('opportunity', (text) => text.replace('\\N', ''))],
  ['NULL for an empty text', rows('pair', (text) => text.replace('3\t\t', '3\t\\N\t'))],
  ['a number with another scale', rows('opportunity', (text) => text.replace(/\t(\d+\.\d)\d\t/, '\t$19\t'))],
  ['a moment an hour later', rows('pair', (text) => text.replace('2026-01-01 00:', '2026-01-01 01:'))],
  ['a key of a document missing', rows('pair', (text) => text.replace(', "l": null', ''))],
  ['all rows of a table missing', rows('note', () => '\\.\n\n\n')],
  [
    'half of the rows missing',
    rows('opportunity', (text) => `${text.split('\n').slice(0, 500).join('\n')}\n\\.\n\n\n`),
  ],
  [
    'a data file cut off',
    (of) => truncateSync(of.data('opportunity'), Math.floor(statSync(of.data('opportunity')).size / 2)),
  ],
  ['a bit flipped in compressed rows', (of) => flipAt(of.data('opportunity'), 0.5)],
  ['an empty data file', (of) => truncateSync(of.data('person'), 0)],
  ['an empty table of contents', (of) => truncateSync(of.toc, 0)],
  ['a table of contents cut off', (of) => truncateSync(of.toc, Math.floor(statSync(of.toc).size / 2))],
  [
    'the archive of another database',
    (of) => {
      rmSync(join(of.root, 'base', 'archive'), { recursive: true });
      cpSync(join(other.folder, 'archive'), join(of.root, 'base', 'archive'), { recursive: true });
    },
  ],
];

/** The archive is good and is not what the manifest says: an older or newer one, or of another shape. */
const CLAIMED: readonly [string, (of: Copy) => void][] = [
  [
    'a table that the archive does not have',
    (of) =>
      content(of, {
        tables: { ...of.manifest.content.tables, 'core.ghost': { rows: '0', key: '', columns: {} } },
      }),
  ],
  [
    'a table that the manifest does not have',
    (of) => {
      const tables = Object.fromEntries(
        Object.entries(of.manifest.content.tables).filter(([name]) => name !== 'core.note'),
      );
      content(of, { tables });
    },
  ],
  [
    'a stale archive: the manifest counts a row more',
    (of) => {
      const { 'core.person': person, ...rest } = of.manifest.content.tables;
      if (person) content(of, { tables: { ...rest, 'core.person': { ...person, rows: '301' } } });
    },
  ],
  [
    'a sequence that stood elsewhere',
    (of) =>
      content(of, {
        sequences: { ...of.manifest.content.sequences, 'core.numbers': { from: '42', to: '42' } },
      }),
  ],
  [
    'a sequence more',
    (of) =>
      content(of, {
        sequences: { ...of.manifest.content.sequences, 'core.other': { from: null, to: null } },
      }),
  ],
  [
    'a large object less',
    (of) => content(of, { largeObjects: { count: '2', sum: of.manifest.content.largeObjects.sum } }),
  ],
  ['a large object with other bytes', (of) => content(of, { largeObjects: { count: '1', sum: 'pages 1' } })],
  ...(
    [
      'index opportunity_name on core.opportunity',
      'constraint person_email_key on core.person',
      'view core.people',
      'function core.answer()',
      'trigger touch on core.pair',
      'type core.stage',
    ] as const
  ).map((name): [string, (of: Copy) => void] => [
    `a restore that skips errors: the ${name} is not like the manifest's`,
    (of) => {
      if (!(name in of.manifest.content.objects)) throw new Error(`there is no ${name}`);
      content(of, { objects: { ...of.manifest.content.objects, [name]: { shape: 'another', rights: '' } } });
    },
  ]),
  [
    'an object that was dropped',
    (of) =>
      content(of, {
        objects: { ...of.manifest.content.objects, 'index gone on core.person': { shape: '', rights: '' } },
      }),
  ],
  [
    'other privileges on a table',
    (of) => {
      const facts_ = of.manifest.content.objects['table core.pair'];
      content(of, {
        objects: {
          ...of.manifest.content.objects,
          'table core.pair': { shape: facts_?.shape ?? '', rights: 'none' },
        },
      });
    },
  ],
  [
    'a backup of another major',
    (of) => {
      of.manifest = { ...of.manifest, database: { ...of.manifest.database, major: 14 } };
    },
  ],
  [
    'no files at all',
    (of) => {
      of.manifest = { ...of.manifest, files: [] };
    },
  ],
];

const CODES = expect.stringMatching(/^BACKUP_(DAMAGED|NOT_RESTORABLE|MAJOR)$/) as string;

test.each(DAMAGED)('caught: %s', async (_name, damage) => {
  const of = copy();
  damage(of);
  await expect(verify(of)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
});

test.each(RESIGNED)('caught though its hashes fit: %s', async (_name, damage) => {
  const of = copy();
  damage(of);
  of.manifest = resign(of);
  await expect(verify(of)).rejects.toMatchObject({ code: CODES });
});

test.each(CLAIMED)('caught: %s', async (_name, claim) => {
  const of = copy();
  claim(of);
  await expect(verify(of)).rejects.toMatchObject({ code: CODES });
});

/** What may happen to a good backup, or to the database that it is of, without its being worse. */
const HARMLESS: readonly [string, (of: Copy) => void | Promise<unknown>][] = [
  ['nothing', () => undefined],
  [
    'copied elsewhere, with other times',
    (of) => void execFileSync('find', [of.root, '-exec', 'touch', '-d', '2020-01-01', '{}', '+']),
  ],
  ['other permissions', (of) => void execFileSync('chmod', ['-R', 'u=rX', join(of.root, 'base', 'archive')])],
  [
    'the manifest written in another layout',
    (of) => writeFileSync(join(of.root, 'base', 'manifest.json'), JSON.stringify(of.manifest, null, 8)),
  ],
  ['a file beside the archive', (of) => writeFileSync(join(of.root, 'base', 'note.txt'), 'mine')],
  ['its globals lost', (of) => rmSync(join(of.root, 'base', 'globals.sql'))],
  [
    'rows compressed otherwise',
    (of) => {
      const file = of.data('opportunity');
      writeFileSync(file, gzipSync(gunzipSync(readFileSync(file)), { level: 9 }));
      of.manifest = resign(of);
    },
  ],
  [
    'rows in another order',
    (of) => {
      rows('pair', (text) => text.replace(/^(1\t.*\n)(2\t.*\n)/m, '$2$1'))(of);
      of.manifest = resign(of);
    },
  ],
  [
    'a sequence that was advanced while the dump was taken',
    (of) =>
      content(of, {
        sequences: { ...of.manifest.content.sequences, 'core.numbers': { from: '40', to: '45' } },
      }),
  ],
  ['large objects that nobody could read', (of) => content(of, { largeObjects: { count: '1', sum: null } })],
  [
    'rows written to the live database since',
    () => sql(live, `INSERT INTO core.person (email) VALUES ('since')`),
  ],
  [
    'rows deleted from the live database since',
    () => sql(live, `DELETE FROM core.person WHERE email = 'since'`),
  ],
  ['a live table vacuumed', () => sql(live, 'VACUUM FULL core.opportunity')],
  ['a live table changed since', () => sql(live, 'ALTER TABLE core.note ADD COLUMN later text')],
  ['the live sequence advanced since', () => sql(live, `SELECT nextval('core.numbers')`)],
];

test.each(HARMLESS)('passes: %s', async (_name, happens) => {
  const of = copy();
  await happens(of);
  expect((await verify(of)).manifest.id).toBe('base');
});

test('a backup of another database, of another server, or one that was never restored is not the newest one', async () => {
  const place = folderPlace(join(folder, 'taken'));
  expect((await newestBackup(place, facts))?.manifest.id).toBe('base');
  expect(await newestBackup(place, { ...facts, database: 'ghost' })).toBeUndefined();
  expect(await newestBackup(place, { ...facts, systemIdentifier: '1' })).toBeUndefined();
  expect(await newestBackup(place, { ...facts, systemIdentifier: null })).toBeUndefined();
  const of = copy();
  writeFileSync(
    join(of.root, 'base', 'manifest.json'),
    JSON.stringify({ ...base.manifest, verification: 'checksum', certificate: undefined }),
  );
  expect(await newestBackup(folderPlace(of.root), facts)).toBeUndefined();
  for (const text of ['', '{', 'null', JSON.stringify({ ...base.manifest, certificate: undefined })]) {
    writeFileSync(join(of.root, 'base', 'manifest.json'), text);
    expect(await folderPlace(of.root).list()).toEqual([]);
  }
});

test('a table that is rewritten or emptied while the backup begins is not taken for an empty one', async () => {
  // Between reading the list of tables and the snapshot, and ever after, nobody gets at a table but to read and write rows.
  let [stop, rewrites] = [false, 0];
  const patiently = (statement: string) => sql(live, `SET lock_timeout = '300ms'; ${statement}`);
  const rewriting = (async () => {
    while (!stop) {
      await patiently(`ALTER TABLE core.plain ALTER COLUMN v TYPE varchar(${100 - rewrites})`).then(
        () => rewrites++,
        () => undefined,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  for (let round = 0; round < 3; round++) {
    const { manifest } = await take(live, facts, `rewritten${round}`);
    expect(manifest.content.tables['core.plain']?.rows).toBe('3');
  }
  stop = true;
  await rewriting;
  expect(rewrites).toBeGreaterThan(1);
});

test('roles that the scratch server lacks are created where it is ours', async () => {
  const ours = await openScratch({
    runId: 'ours',
    live: bareServer(facts.major),
    roles: base.manifest.database.properties.roles,
  });
  try {
    const place = folderPlace(join(folder, 'taken'));
    const [stored] = (await place.list()).filter(({ manifest }) => manifest.id === 'base');
    if (!stored) throw new Error('the backup is gone');
    const notes: string[] = [];
    await restoreStored(stored, {
      ...{ tools: server.tools, scratch: ours, passphraseVariable: 'NONE' },
      note: (text) => notes.push(text),
    });
    expect(notes).toEqual([]);
  } finally {
    await ours.close();
  }
});

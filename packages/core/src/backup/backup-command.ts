import { usageError } from '../errors';
import { findClientTools } from './client-tools';
import { openScratch } from '../scratch/database';
import { describeConnection } from '../target/connection';
import { assertMigratable, readServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import type { CommandIo, GivenOptions } from '../run/run-command';
import { engineInWords, NEVER_RESTORED } from '../engines/engine';
import { takeByEngine } from '../engines/take';
import { backUp, backUpUnrestored } from './back-up';
import { runDatabaseCommand, type CommandContext } from './command';
import { encryptionBy } from './encryption';
import { openPlace } from './open-place';
import { bytesInWords, progressInWords } from './progress';
import { expired } from './retention';

/** Says of a backup what it is not; everywhere the same words. */
export const UNRESTORED =
  'WEAKER: checksums only. It was never restored, so nobody knows whether it can be; it does not count as a good backup';

/**
 * `safe-migrate backup`: takes one full backup, restored and compared, or (`verify: 'checksum'`) only written and read back.
 *
 * @returns the exit code, as listed in docs/safe-migrate.md
 */
export function backupCommand(options: GivenOptions, io: CommandIo): Promise<number> {
  const { verify = 'restore', ...rest } = options;
  return runDatabaseCommand('backup', rest as GivenOptions, io, async (context) => {
    const { settings, connection, record, signal, say, atEnd } = context;
    assertVerify(verify);
    if (settings.backupEngine !== 'dump') return backUpElsewhere(context, verify);
    const started = performance.now();
    const encryption =
      settings.passphraseVariable === undefined ? undefined : encryptionBy(settings.passphraseVariable);
    const place = await openPlace(settings);
    const facts = await withSession(connection, { readOnly: true }, readServerFacts);
    // A standby can be dumped; only the major counts.
    assertMigratable({ ...facts, readOnly: false });
    const tools = await findClientTools({ pgBin: settings.pgBin, serverMajor: facts.major });
    const note = (message: string) => say(`      ${message}`);
    say(
      `      ${describeConnection(connection)}, PostgreSQL ${facts.version}, ${bytesInWords(facts.bytes)}; pg_dump ${tools.version}; to ${place.name}${encryption ? ', encrypted (age)' : ''}`,
    );
    const input = {
      ...{ id: record.id, place, connection, facts, tools, encryption, signal, note },
      progress: (progress: Parameters<typeof progressInWords>[0]) => note(progressInWords(progress)),
    };
    let taken;
    if (verify === 'checksum') {
      taken = await backUpUnrestored(input);
    } else {
      const scratch = await openScratch({
        ...{ runId: record.id, live: facts, liveConnection: connection, scratchUrl: settings.scratchUrl },
        onFetch: (version) =>
          note(`fetching the PostgreSQL ${version} server programs for the scratch database`),
        signal,
      });
      atEnd(() => scratch.close());
      for (const name of scratch.swept) note(`removed ${name}: a killed run had left it`);
      taken = await backUp({ ...input, scratch, scratchHere: settings.scratchUrl === undefined });
    }
    const { manifest, folder } = taken;
    Object.assign(record.result, {
      ...{ backup: folder, bytes: manifest.bytes, snapshotAt: manifest.snapshotAt },
      ...{ verification: manifest.verification, certificate: manifest.certificate ?? null },
      ...{
        weaker: manifest.verification === 'checksum' ? UNRESTORED : null,
        notCovered: manifest.notCovered,
      },
    });
    say(`backup      ${folder}`);
    say(
      `            ${bytesInWords(manifest.bytes)}, ${manifest.files.length} files, as of ${manifest.snapshotAt}, ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
    if (manifest.certificate) {
      const { tables, rows, serverVersion, durationMs } = manifest.certificate;
      say(
        `certificate restored into PostgreSQL ${serverVersion} in ${(durationMs / 1000).toFixed(1)} s and equal: ${tables} tables, ${rows} rows, every sequence, index, constraint, function, owner`,
      );
    } else say(`warn        ${UNRESTORED}`);
    for (const words of manifest.notCovered) say(`not covered ${words}`);
    const removed: string[] = [];
    for (const old of expired(await place.list(), facts, settings)) {
      await place.remove(old);
      removed.push(old.name);
      say(`removed     ${old.name}, of ${old.manifest.snapshotAt}: older than what is kept`);
    }
    Object.assign(record.result, { removed });
    return manifest.certificate ? 'backed-up' : 'backed-up-unrestored';
  });
}

/** The same by another engine: where the backup is, and what was shown of it. */
async function backUpElsewhere(
  { settings, connection, record, signal, say, atEnd }: CommandContext,
  verify: 'restore' | 'checksum',
): Promise<string> {
  if (verify === 'checksum') {
    throw usageError({
      code: 'SETTINGS_INVALID',
      what: `--verify checksum says nothing with --backup-engine ${settings.backupEngine}.`,
      why: 'There are no files of ours to be hashed.',
      next: 'Leave it out; --accept-unrestored takes a backup that is not restored, where the engine allows that.',
    });
  }
  const started = performance.now();
  const note = (message: string) => say(`      ${message}`);
  const place = await openPlace(settings);
  const facts = await withSession(connection, { readOnly: true }, readServerFacts);
  assertMigratable({ ...facts, readOnly: false });
  const { folder, manifest } = await takeByEngine({
    ...{ id: record.id, settings, connection, facts, place, signal, note, atEnd },
    progress: (progress) => note(progressInWords(progress)),
  });
  const { engine, certificate, verification, notCovered, snapshotAt } = manifest;
  Object.assign(record.result, {
    ...{ backup: folder, bytes: manifest.bytes, snapshotAt, engine, verification },
    ...{ certificate: certificate ?? null, weaker: certificate ? null : NEVER_RESTORED, notCovered },
  });
  say(`backup      ${folder}`);
  if (engine) say(`            ${engineInWords(engine)}`);
  say(`            as of ${snapshotAt}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (certificate)
    say(
      `certificate restored into PostgreSQL ${certificate.serverVersion} in ${(certificate.durationMs / 1000).toFixed(1)} s and equal: ${certificate.tables} tables, ${certificate.rows} rows`,
    );
  else say(`warn        ${NEVER_RESTORED}`);
  for (const words of notCovered) say(`not covered ${words}`);
  return certificate ? 'backed-up' : 'backed-up-unrestored';
}

function assertVerify(verify: unknown): asserts verify is 'restore' | 'checksum' {
  if (verify === 'restore' || verify === 'checksum') return;
  throw usageError({
    code: 'SETTINGS_INVALID',
    what: 'The option verify is not valid.',
    why: `It is "${String(verify)}".`,
    next: 'Give --verify restore (the default) or --verify checksum (weaker: nothing is restored).',
  });
}

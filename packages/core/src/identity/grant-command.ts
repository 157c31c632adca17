import { z } from 'zod';
import { usageError } from '../errors';
import { answered } from '../seal/command';
import { readConfiguredDataSource } from '../settings/data-source';
import { assertGrantHolds, issueGrant } from './grant';

const options = z.strictObject({
  projectRoot: z.string(),
  workspaceRoot: z.string(),
  dataSource: z.string().min(1).optional(),
  target: z.string().min(1),
  confirm: z.string().min(1).optional(),
  minutes: z.int().min(1).max(60).default(15),
});

/**
 * Gives leave to run one refused command once.
 *
 * @returns exit code: 0, 2 (options), 3 (refused)
 */
export function grantCommand(
  given: Readonly<Record<string, unknown>>,
  write: (text: string) => void,
): Promise<number> {
  return answered(write, async () => {
    const parsed = options.safeParse(
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    );
    if (!parsed.success) {
      throw usageError({
        code: 'SETTINGS_INVALID',
        what: 'An option is not valid.',
        why: parsed.error.issues
          .map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`)
          .join('\n'),
        next: 'safe-migrate grant --help lists every option.',
      });
    }
    const dataSource = readConfiguredDataSource(parsed.data);
    const { confirm } = parsed.data;
    const { file, grant } = await issueGrant({ ...parsed.data, dataSource, confirm }, new Date());
    write(`granted     ${grant.target}, once, against "${grant.database.name}", until ${grant.expiresAt}`);
    write(`  ${file}; remove it to take the leave back`);
    return 0;
  });
}

/**
 * What the guard asks before it lets a granted run go on.
 *
 * @returns exit code: 0 where it holds
 */
export function checkGrantCommand(file: string, write: (text: string) => void): Promise<number> {
  return answered(write, async () => {
    await assertGrantHolds(file, new Date());
    return 0;
  });
}

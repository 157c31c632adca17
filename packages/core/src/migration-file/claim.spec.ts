import {
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimStamp } from './claim';

describe('claims', () => {
  let root: string;
  const second = 1769428800000;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sm-claim-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('gives a second to one caller only', () => {
    expect(claimStamp(root, second, root)).toBe(true);
    expect(claimStamp(root, second, root)).toBe(false);
    expect(claimStamp(root, second + 1000, root)).toBe(true);
  });

  it('knows a workspace by its real path', () => {
    const alias = join(root, 'alias');
    symlinkSync(root, alias);
    expect(claimStamp(root, second, root)).toBe(true);
    expect(claimStamp(alias, second, root)).toBe(false);
  });

  it('forgets a claim after an hour', () => {
    claimStamp(root, second, root);
    const [folder = ''] = readdirSync(root);
    const [key = ''] = readdirSync(join(root, folder));
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    utimesSync(join(root, folder, key, String(second)), longAgo, longAgo);
    expect(claimStamp(root, second, root)).toBe(true);
  });

  it('does not clean up in a folder that somebody has linked there', () => {
    claimStamp(root, second, root);
    const [folder = ''] = readdirSync(root);
    const elsewhere = mkdtempSync(join(tmpdir(), 'sm-claim-elsewhere-'));
    renameSync(join(root, folder), join(elsewhere, 'moved'));
    symlinkSync(join(elsewhere, 'moved'), join(root, folder));
    expect(() => claimStamp(root, second, root)).toThrow(expect.objectContaining({ code: 'STAMP_CLAIM' }));
    rmSync(elsewhere, { recursive: true });
  });

  it('says so when the temporary folder cannot be used', () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    expect(() => claimStamp(root, second, file)).toThrow(expect.objectContaining({ code: 'STAMP_CLAIM' }));
  });
});

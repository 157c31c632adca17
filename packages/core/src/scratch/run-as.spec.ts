import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isReachable, serverUser } from './run-as';

const PASSWD =
  'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\npostgres:x:101:104::/x:/bin/sh\n';

test('runs as itself unless it is root, then as postgres, else nobody', () => {
  expect(serverUser(PASSWD, 1000)).toBeUndefined();
  expect(serverUser(PASSWD, 0)).toEqual({ name: 'postgres', uid: 101, gid: 104 });
  expect(serverUser(PASSWD.replace('postgres', 'other'), 0)).toEqual({
    name: 'nobody',
    uid: 65534,
    gid: 65534,
  });
  expect(serverUser('root:x:0:0::/root:/bin/sh', 0)).toBeUndefined();
});

describe('isReachable', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'core-spec-reach-'));
    mkdirSync(join(folder, 'a/b'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const stranger = { name: 'stranger', uid: 54321, gid: 54321 };

  test('needs the right to enter every folder above', () => {
    chmodSync(folder, 0o755);
    expect(isReachable(join(folder, 'a/b'), stranger)).toBe(true);
    chmodSync(folder, 0o700);
    expect(isReachable(join(folder, 'a/b'), stranger)).toBe(false);
    expect(isReachable(join(folder, 'a/b'), undefined)).toBe(true);
  });

  test("counts the owner's and the group's own bits", () => {
    const uid = process.getuid?.() ?? 0;
    chmodSync(folder, 0o700);
    expect(isReachable(folder, { name: 'us', uid, gid: 54321 })).toBe(true);
    chmodSync(folder, 0o710);
    expect(isReachable(folder, { name: 'group', uid: 54321, gid: process.getgid?.() ?? 0 })).toBe(true);
    expect(isReachable(folder, stranger)).toBe(false);
  });

  test('a folder that is not there is not reachable', () => {
    expect(isReachable(join(folder, 'missing'), stranger)).toBe(false);
    expect(isReachable(join(folder, 'missing'), undefined)).toBe(false);
  });
});

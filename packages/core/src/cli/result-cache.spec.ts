import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyOf, ResultCache } from './result-cache';

let home: string;
const given = process.env['XDG_CACHE_HOME'];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'core-spec-cache-'));
  process.env['XDG_CACHE_HOME'] = home;
});
afterEach(() => {
  if (given === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = given;
  rmSync(home, { recursive: true, force: true });
});

const folder = () => join(home, 'safe-migrate', 'reviews');
const opened = (): ResultCache => {
  const cache = ResultCache.open();
  if (cache === null) throw new Error('no cache');
  return cache;
};
const result = (text: string, code = 1) => ({ output: Buffer.from(text), code });

test('what was written is read again, byte for byte, and only by this user', () => {
  opened().write('k', result('a\nb\u00e9\n'));
  expect(opened().read('k')).toEqual(result('a\nb\u00e9\n'));
  expect(opened().read('other')).toBeNull();
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder(), 'k')).mode & 0o777).toBe(0o600);
});

test.each([
  ['torn', (whole: Buffer) => whole.subarray(0, whole.length - 1)],
  ['changed', (whole: Buffer) => Buffer.from(whole.toString().replace('safe', 'SAFE'))],
  ['given another exit code', (whole: Buffer) => Buffer.concat([Buffer.from('x'), whole])],
  ['empty', () => Buffer.alloc(0)],
])('an entry that is %s is a miss', (_name, spoil) => {
  opened().write('k', result('it is safe\n', 0));
  const path = join(folder(), 'k');
  writeFileSync(path, spoil(readFileSync(path)));
  expect(opened().read('k')).toBeNull();
});

test('a folder that others can read is not used', () => {
  opened();
  chmodSync(folder(), 0o755);
  expect(ResultCache.open()).toBeNull();
});

test('the oldest are removed, and nothing is left aside', () => {
  const cache = opened();
  for (let n = 0; n < 205; n += 1) {
    cache.write(`k${n}`, result('x'));
    utimesSync(join(folder(), `k${n}`), n, n);
  }
  cache.write('last', result('x'));
  const left = readdirSync(folder());
  expect(left).toHaveLength(200);
  expect(left).toContain('last');
  expect(left).not.toContain('k0');
});

test('what is cut elsewhere is another key', () => {
  expect(keyOf(['ab', 'c'])).not.toBe(keyOf(['a', 'bc']));
  expect(keyOf(['a', ''])).not.toBe(keyOf(['a']));
  expect(keyOf(['a', Buffer.from('b')])).toBe(keyOf(['a', 'b']));
});

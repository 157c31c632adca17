import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashWhileDumping } from './hash-while-dumping';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'core-spec-hashing-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Until it has read so many bytes. */
function reading() {
  let seen = 0;
  const hashing = hashWhileDumping(join(folder, 'dump'), (bytes) => (seen = bytes));
  const until = async (bytes: number) => {
    while (seen !== bytes) await new Promise((done) => setTimeout(done, 10));
  };
  return { hashing, until };
}

test('files that grow while they are read', async () => {
  const { hashing, until } = reading();
  mkdirSync(join(folder, 'dump'));
  writeFileSync(join(folder, 'dump', 'a'), 'one ');
  await until(4);
  appendFileSync(join(folder, 'dump', 'a'), 'two');
  writeFileSync(join(folder, 'dump', 'b'), '');
  hashing.stop();
  expect(await hashing.finish()).toEqual([
    { path: 'a', bytes: 7, sha256: sha256('one two') },
    { path: 'b', bytes: 0, sha256: sha256('') },
  ]);
});

test('a dump that is begun once more: nothing of the first attempt is in its hashes, even where its files get the same numbers', async () => {
  const { hashing, until } = reading();
  // Written in place, as a new file of the same number looks to whoever follows it.
  mkdirSync(join(folder, 'dump'));
  writeFileSync(join(folder, 'dump', 'a'), 'first');
  await until(5);
  await hashing.forget();
  writeFileSync(join(folder, 'dump', 'a'), 'second and longer');
  await until(17);
  hashing.stop();
  expect(await hashing.finish()).toEqual([{ path: 'a', bytes: 17, sha256: sha256('second and longer') }]);
});

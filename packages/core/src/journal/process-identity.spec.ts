import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hasEnded, ownerOf, sessionName, thisProcess } from './process-identity';

test('a process that runs has not ended; one that has, has; one of another space is not known', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const { space } = thisProcess();
  const pid = child.pid ?? 0;
  expect(hasEnded({ pid, space })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(hasEnded({ pid, space })).toBe(true);
  expect(hasEnded({ pid, space: 'another container' })).toBe(false);
});

test('two readings of this process are equal', () => {
  expect(thisProcess()).toEqual(thisProcess());
});

test('the name of a session fits into what a server keeps of it, and says whose it is', () => {
  const name = sessionName('20261231-235959-abcd', { host: 'x', space: '0123456789abcdef', pid: 4_194_304 });
  expect(name.length).toBeLessThanOrEqual(63);
  expect(ownerOf(name)).toEqual({
    runId: '20261231-235959-abcd',
    space: '0123456789abcdef',
    pid: 4_194_304,
  });
  expect(ownerOf('safe-migrate journal 20261231-235959-abcd')).toBeUndefined();
});

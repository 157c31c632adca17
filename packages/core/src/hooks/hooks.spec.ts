import { inAttempts } from './attempts';
import { commandLine, forRecord, runHook } from './command';
import { filledHeaders, withoutSecretsOf } from './environment';

test('headers are filled from the environment, and one that is not set is told', () => {
  expect(filledHeaders({ authorization: 'Bearer ${T}', accept: 'a' }, { T: 'x' })).toEqual({
    authorization: 'Bearer x',
    accept: 'a',
  });
  expect(() => filledHeaders({ authorization: 'Bearer ${T}' }, {})).toThrow(
    expect.objectContaining({
      code: 'HEADER_VARIABLE',
      what: expect.stringMatching(/ T /) as string,
    }) as Error,
  );
});

test('values of variables that are called like secrets are blotted out; words and numbers are not', () => {
  const env = { API_TOKEN: 'tok-12345', DB_PASSWORD: 'postgres', TOKEN_TTL: '86400000', HOME: '/home/ann-1' };
  expect(withoutSecretsOf(env, 'tok-12345 postgres 86400000 /home/ann-1')).toBe(
    '*** postgres 86400000 /home/ann-1',
  );
});

test('a target is quoted for the shell', () => {
  expect(commandLine({ target: 'app:command:ci', args: ['a b', "it's", '--x=1', '$HOME'] })).toBe(
    `nx run app:command:ci 'a b' 'it'\\''s' --x=1 '$HOME'`,
  );
});

test('what a program prints is kept without secrets, and the record keeps its end', async () => {
  process.env['CORE_SPEC_SECRET'] = 's3cr3t-value';
  const result = await runHook(
    { command: `node -e "console.log('x'.repeat(10000) + process.env.CORE_SPEC_SECRET)"; exit 4` },
    20_000,
    { projectRoot: process.cwd() },
  );
  delete process.env['CORE_SPEC_SECRET'];
  expect(result).toMatchObject({ code: 4, timedOut: false });
  expect(result.output).toMatch(/^x{10000}\*\*\*$/);
  expect(forRecord(result).output).toHaveLength('[...]'.length + 8_000);
});

test('tried until it goes well, and never more often than it may be', async () => {
  const told: string[] = [];
  const go = (attempts: number, good: number) =>
    inAttempts({ attempts, pause: 1 }, (attempt) => Promise.resolve(attempt), {
      failed: (attempt) => (attempt >= good ? undefined : `no ${attempt}`),
      onRetry: (words) => told.push(words),
    });
  expect(await go(3, 2)).toBe(2);
  expect(await go(2, 9)).toBe(2);
  expect(told).toEqual(['no 1; attempt 2 of 3 in 1 ms', 'no 1; attempt 2 of 2 in 1 ms']);
});

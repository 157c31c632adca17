import { progressTeller } from './progress';

test('says how far it is and how long it may take, not more often than every five seconds', () => {
  let at = 0;
  const { sample } = progressTeller(() => at);
  const phase = (share?: number) => ({ what: 'create index', phase: 'building index', share });
  expect(sample(phase(0.1))).toBeUndefined();
  at = 5_000;
  expect(sample(phase(0.4))).toBe('create index, building index: 40 %, about 10 s left in this phase');
  at = 6_000;
  expect(sample(phase(0.5))).toBeUndefined();
  at = 11_000;
  expect(sample(phase(undefined))).toBe('create index, building index, for 11 s');
});

test('where the server tells nothing, that it goes on', () => {
  let at = 0;
  const { sample, restart } = progressTeller(() => at);
  at = 5_000;
  expect(sample(undefined)).toBe('still applying, for 5 s');
  restart();
  at = 9_000;
  expect(sample(undefined)).toBeUndefined();
});

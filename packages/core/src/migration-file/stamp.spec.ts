import { LAST_STAMP_MS, nextStamp, parseFilePrefix, stampAt } from './stamp';

const noon = new Date('2026-01-26T12:00:00.750Z');
const noonMs = Date.UTC(2026, 0, 26, 12);
const next = (latest?: string | number) =>
  nextStamp(
    noon,
    latest === undefined ? undefined : { file: 'existing.ts', epochMs: new Date(latest).getTime() },
  );

describe('stamps', () => {
  it('writes one second in both ways', () => {
    expect(stampAt(noonMs)).toEqual({ epochMs: 1769428800000, filePrefix: '20260126120000' });
  });

  it.each([
    ['20260126120000', noonMs],
    ['20240229000000', Date.UTC(2024, 1, 29)],
    ['20230229000000', undefined],
    ['20261301000000', undefined],
    ['20260126250000', undefined],
    ['2026012612000', undefined],
  ])('reads %s', (digits, epochMs) => {
    expect(parseFilePrefix(digits)).toBe(epochMs);
  });

  it('is the current second', () => {
    expect(next()).toEqual({ stamp: stampAt(noonMs), warnings: [] });
    expect(next('2026-01-26T11:59:59.999Z').stamp.epochMs).toBe(noonMs);
  });

  it.each([
    ['2026-01-26T12:00:00.000Z', '20260126120001'],
    ['2026-01-26T12:00:00.001Z', '20260126120001'],
    ['2026-01-26T12:00:07.999Z', '20260126120008'],
    ['2026-01-26T23:59:59Z', '20260127000000'],
  ])('follows %s although the clock is behind', (latest, filePrefix) => {
    expect(next(latest)).toEqual({ stamp: expect.objectContaining({ filePrefix }), warnings: [] });
  });

  it('follows a stamp in the far future, and says so', () => {
    const { stamp, warnings } = next('2031-05-05T00:00:00Z');
    expect(stamp.filePrefix).toBe('20310505000001');
    expect(warnings).toEqual([expect.stringContaining('existing.ts')]);
  });

  it('refuses where no 13 digits can follow', () => {
    expect(next(LAST_STAMP_MS - 1).stamp.epochMs).toBe(LAST_STAMP_MS);
    for (const latest of [LAST_STAMP_MS, 9_999_999_999_999, 253_402_300_799_000]) {
      expect(() => next(latest)).toThrow(expect.objectContaining({ code: 'STAMP_EXHAUSTED' }));
    }
  });

  it('refuses a clock that nobody has set', () => {
    const unset = new Date(5000);
    expect(() => nextStamp(unset, undefined)).toThrow(expect.objectContaining({ code: 'CLOCK_NOT_SET' }));
    expect(nextStamp(unset, { file: 'existing.ts', epochMs: noonMs }).stamp.epochMs).toBe(noonMs + 1000);
  });
});

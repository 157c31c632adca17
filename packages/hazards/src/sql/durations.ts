const units: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a time as a setting takes it (`2s`, `500`, `1.5 min`); null where it cannot be read. */
export function milliseconds(text: string): number | null {
  const [, number = '', unit = ''] = /^\s*(\d*\.?\d+)\s*([a-z]*)\s*$/.exec(text) ?? [];
  const factor = units[unit === '' ? 'ms' : unit];
  return number === '' || factor === undefined ? null : Number(number) * factor;
}

/** How far one phase of a backup or restore is. */
export interface Progress {
  /** What is being done: dumping, restoring, comparing, uploading. */
  readonly phase: string;
  readonly unit: 'bytes' | 'rows';
  readonly done: number;
  readonly total: number;
  /** Bytes that were written, where they are counted. */
  readonly written?: number;
  /** Expected ms until the end, at the speed so far; undefined where nothing was done yet. */
  readonly etaMs: number | undefined;
}

export type TellProgress = (progress: Progress) => void;

/** Not told more often than this, in ms; what takes less is not told at all. */
const PAUSE_MS = 5_000;

/** Counts what is done, by table. */
export interface Counter {
  /** One table at a time: whatever began before has ended. */
  readonly begin: (name: string) => void;
  readonly end: (name: string) => void;
  readonly written: (bytes: number) => void;
  /** How much of everything is done, 0 to 1, where not tables but a share of the whole is told; undefined says nothing. */
  readonly share: (share: number | undefined) => void;
}

/**
 * Follows one phase and tells of it now and then.
 *
 * @param sizes what there is to do, by table.
 */
export function progressOf(
  phase: string,
  unit: Progress['unit'],
  sizes: ReadonlyMap<string, number>,
  tell: TellProgress | undefined,
  now: () => number = Date.now,
): Counter {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const started = now();
  let last = started;
  let done = 0;
  let written: number | undefined;
  let running: string | undefined;
  const counted = new Set<string>();
  const say = () => {
    const at = now();
    if (tell === undefined || at - last < PAUSE_MS) return;
    last = at;
    const etaMs = done > 0 ? Math.round(((at - started) / done) * (total - done)) : undefined;
    tell({ phase, unit, done, total, written, etaMs });
  };
  const end = (name: string) => {
    const size = counted.has(name) ? undefined : sizes.get(name);
    if (size !== undefined) {
      counted.add(name);
      done += size;
    }
    say();
  };
  return {
    end,
    begin: (name) => {
      if (running !== undefined) end(running);
      running = name;
      say();
    },
    written: (bytes) => {
      written = bytes;
      say();
    },
    share: (share) => {
      if (share === undefined) return;
      done = Math.round(total * share);
      say();
    },
  };
}

/** `dumping: 1.2 of 2.4 GB (50 %), 0.4 GB written, about 12 s left` */
export function progressInWords({ phase, unit, done, total, written, etaMs }: Progress): string {
  const percent = total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;
  const amount =
    unit === 'bytes' ? `${bytesInWords(done)} of ${bytesInWords(total)}` : `${done} of ${total} rows`;
  const parts = [
    `${phase}: ${amount} (${percent} %)`,
    ...(written === undefined ? [] : [`${bytesInWords(written)} written`]),
    ...(etaMs === undefined ? [] : [`about ${Math.ceil(etaMs / 1000)} s left`]),
  ];
  return parts.join(', ');
}

/** Bytes as `1.2 GB`. */
export function bytesInWords(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e5 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}

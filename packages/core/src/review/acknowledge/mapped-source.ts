import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './scopes';

/** The text that a person wrote: the file itself, or what a compiled one was made from. */
export interface MappedSource {
  readonly file: string;
  readonly text: string;
  /** The place in it, of a place in the file that ran. */
  readonly toSource: (place: Place) => Place;
}

const REFERENCE = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm;

/** Reads the source of a file; a compiled file whose map or source is not there is its own source. Undefined where it cannot be read. */
export function readMappedSource(file: string | undefined): MappedSource | undefined {
  const text = file === undefined ? undefined : readText(file);
  if (file === undefined || text === undefined) return undefined;
  return (
    (/\.[cm]?js$/.test(file) ? original(file, text) : undefined) ?? { file, text, toSource: (place) => place }
  );
}

function original(file: string, compiled: string): MappedSource | undefined {
  const reference = [...compiled.matchAll(REFERENCE)].at(-1)?.[1];
  const payload = reference === undefined ? undefined : readMap(file, reference);
  const [only, ...others] = payload?.sources ?? [];
  if (payload === undefined || only === undefined || others.length > 0) return undefined;
  const path = only.startsWith('file:')
    ? fileURLToPath(only)
    : resolve(dirname(file), payload.sourceRoot ?? '', only);
  const text = readText(path);
  if (text === undefined) return undefined;
  const map = new SourceMap(payload as never);
  return {
    file: path,
    text,
    toSource: ({ line, column }) => {
      const entry = map.findEntry(line - 1, column - 1);
      return 'originalLine' in entry
        ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
        : // Further than any line: nothing there is covered.
          { line: Number.MAX_SAFE_INTEGER, column: 1 };
    },
  };
}

interface MapPayload {
  readonly sources: readonly string[];
  readonly sourceRoot?: string;
}

function readMap(file: string, reference: string): MapPayload | undefined {
  const inline = /^data:application\/json[^,]*;base64,(.+)$/.exec(reference)?.[1];
  const text =
    inline === undefined
      ? readText(resolve(dirname(file), decodeURI(reference)))
      : Buffer.from(inline, 'base64').toString('utf8');
  try {
    const payload = JSON.parse(text ?? '') as Partial<MapPayload>;
    return Array.isArray(payload.sources) ? (payload as MapPayload) : undefined;
  } catch {
    return undefined;
  }
}

const readText = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined;

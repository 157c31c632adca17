import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundleFiles } from '../process/bundled-hazards';

/** Nx takes `require.resolve` for a package that is loaded late, and then forbids every other import of it. */
const { resolve: findPackage } = createRequire(__filename);

/**
 * Tells one build of the review from another: the name, size and time of every file that takes part in it. An update, a new build and a
 * patched file all change it.
 */
export function buildStamp(): string {
  const hazards = dirname(findPackage('@safe-migrate/hazards'));
  const parser = dirname(require.resolve('libpg-query', { paths: [hazards] }));
  const bundle = bundleFiles(hazards);
  const review = bundle === null ? stampsIn(hazards) : bundle.map(stampOf);
  return [
    process.version,
    ...stampsIn(__dirname),
    stampOf(require.resolve('../process/bundled-hazards')),
    ...review,
    ...stampsIn(parser),
  ].join('\n');
}

function stampOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

function stampsIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly string[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return stampsIn(path);
    if (!/\.(js|cjs|wasm)$/.test(entry.name)) return [];
    return [stampOf(path)];
  });
}

import { NX_VERSION, parseJson } from '@nx/devkit';
import { readText } from '../workspace/walk';
import type { Work } from './work';

const GUARD = '@safe-migrate/nx/guard';
const NX_JSON = 'nx.json';

/** Lists the guard among the plugins of nx.json: Nx asks it before it runs tasks. */
export function registerGuard(work: Work): void {
  const { tree } = work;
  if (!tree.isFile(NX_JSON)) return;
  if (!tellsWhatRuns(NX_VERSION)) {
    work.next.push(
      `Nx ${NX_VERSION} does not tell plugins what it runs: update to 21.4 or newer, then npx nx g @safe-migrate/nx:init adds the guard`,
    );
    return;
  }
  const text = readText(tree, NX_JSON);
  const { plugins } = parseJson<{ plugins?: readonly (string | { readonly plugin?: string })[] }>(text);
  if (plugins?.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === GUARD)) return;
  const path = ['plugins', plugins?.length ?? 0];
  work.edit('.', NX_JSON, path, [plugins ? { path, value: GUARD } : { path: ['plugins'], value: [GUARD] }]);
  work.done.push('nx.json: added the guard, which looks at every run before it starts');
}

function tellsWhatRuns(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 21 || (major === 21 && minor >= 4);
}

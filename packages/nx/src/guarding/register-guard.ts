import { NX_VERSION, parseJson } from '@nx/devkit';
import type { JSONPath } from '../workspace/json-text';
import { jsonTextAt } from '../workspace/json-text';
import { readText } from '../workspace/walk';
import type { Work } from './work';

const GUARD = '@safe-migrate/nx/guard';
export const SYNC = '@safe-migrate/nx:sync';
export const NX_JSON = 'nx.json';

/**
 * Lists the guard among the plugins of nx.json (Nx asks it before it runs tasks), and the sync generator among those of the workspace
 * (`nx sync:check` fails where a raw command came back).
 */
export function registerGuard(work: Work, keep: Readonly<Record<string, boolean>>): void {
  if (!work.tree.isFile(NX_JSON)) return;
  if (!tellsWhatRuns(NX_VERSION)) {
    work.next.push(
      `Nx ${NX_VERSION} does not tell plugins what it runs: update to 21.4 or newer, then npx nx g @safe-migrate/nx:init adds the guard`,
    );
    return;
  }
  if (addOnce(work, ['plugins'], GUARD))
    work.done.push('nx.json: added the guard, which looks at every run before it starts');
  if (addOnce(work, ['sync', 'globalGenerators'], SYNC))
    work.done.push(
      'nx.json: added the sync generator, so that nx sync:check fails where a raw command comes back',
    );
  for (const [option, value] of Object.entries(keep)) setOption(work, option, value);
}

function setOption(work: Work, option: string, value: boolean): void {
  const path = ['sync', 'generatorOptions', SYNC, option];
  if (jsonTextAt(readText(work.tree, NX_JSON), path) === String(value)) return;
  work.edit('.', NX_JSON, path, [{ path, value }]);
  work.done.push(`nx.json: the sync generator follows ${option}: ${value}`);
}

/** Adds a name to a list of nx.json that does not have it; an entry may also be an object that names it as its `plugin`. */
function addOnce(work: Work, list: JSONPath, name: string): boolean {
  const text = jsonTextAt(readText(work.tree, NX_JSON), list);
  const entries =
    text === undefined ? undefined : parseJson<readonly (string | { readonly plugin?: string })[]>(text);
  if (entries?.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === name)) return false;
  const path = [...list, entries?.length ?? 0];
  work.edit('.', NX_JSON, path, [entries ? { path, value: name } : { path: list, value: [name] }]);
  return true;
}

function tellsWhatRuns(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 21 || (major === 21 && minor >= 4);
}

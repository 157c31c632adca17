import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Entry {
  readonly factory?: string;
  readonly implementation?: string;
  readonly schema: string;
  readonly description: string;
}
interface Schema {
  readonly additionalProperties: boolean;
  readonly properties: Readonly<
    Record<string, { readonly description?: string; readonly default?: unknown }>
  >;
}

const root = join(__dirname, '..');
const read = <T>(file: string): T => JSON.parse(readFileSync(join(root, file), 'utf8')) as T;
const entries = [
  ...Object.entries(read<{ generators: Record<string, Entry> }>('generators.json').generators),
  ...Object.entries(read<{ executors: Record<string, Entry> }>('executors.json').executors),
];

/** The text of a file of types and of those that it takes from beside it. */
function declarations(file: string): string {
  const text = readFileSync(file, 'utf8');
  const shared = [...text.matchAll(/ from '(\.\.?\/[^']+)'/g)].map(([, path]) =>
    join(dirname(file), `${path}.d.ts`),
  );
  return [text, ...shared.map(declarations)].join('\n');
}

describe('the plugin', () => {
  it('has the surfaces of the design', () => {
    expect(entries.map(([name]) => name)).toEqual([
      'safe-migration',
      'init',
      'sync',
      'remove',
      'safe-migrate',
      'safe-rollback',
      'review-migrations',
      'rehearse-migrations',
      'migration-status',
      'resume-migrations',
      'backup-database',
      'restore-database',
      'seal-database',
      'unseal-database',
      'refuse',
    ]);
  });

  it.each(entries)('%s points to code that is built and to a schema that is shipped', (_, entry) => {
    const code = entry.implementation ?? entry.factory ?? '';
    expect(code).toMatch(/^\.\/dist\//);
    expect(existsSync(join(root, `${code.replace('/dist/', '/src/')}.ts`))).toBe(true);
    expect(existsSync(join(root, entry.schema))).toBe(true);
    expect(entry.description).not.toBe('');
  });

  it.each(entries)(
    '%s refuses unknown options, describes the known ones, and hides no default of the core',
    (name, entry) => {
      const schema = read<Schema>(entry.schema);
      expect(schema.additionalProperties).toBe(false);
      for (const option of Object.values(schema.properties)) expect(option.description).toMatch(/\.$/);
      const types = declarations(join(root, dirname(entry.schema), 'schema.d.ts'));
      for (const option of Object.keys(schema.properties))
        expect(types).toMatch(new RegExp(`\\b${option}\\??:`));
      if (['safe-migrate', 'review-migrations'].includes(name)) {
        expect(Object.values(schema.properties).filter((option) => option.default !== undefined)).toEqual([]);
      }
    },
  );
});

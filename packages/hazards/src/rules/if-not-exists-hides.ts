import type { Rule } from './rule';
import { quiet, risky, shown } from './rule';
import { tableSql } from './suggest/sql';

/** IF NOT EXISTS passes over an object of another shape. */
export const ifNotExistsHides: Rule = {
  id: 'if-not-exists-hides',
  title: 'IF NOT EXISTS passes over an object of another shape',
  axis: 'error',
  on: ['add-column', 'create-index', 'create-table'],
  why: 'The name exists already: the statement succeeds and changes nothing, even where the existing object has another type, other columns, or is an invalid index.',
  safeWay:
    'Leave IF NOT EXISTS out, so that a surprise is an error; drop an invalid index first (DROP INDEX CONCURRENTLY).',
  check(subject) {
    const { action, relation, catalog, text } = subject;
    if (!('ifNotExists' in action) || !action.ifNotExists) return quiet;
    if (action.kind === 'create-table')
      return relation?.origin === 'before' ? risky(`${shown(subject)} exists already`) : quiet;
    if (action.kind === 'add-column') {
      return relation?.columns.get(action.column.name)?.origin === 'before'
        ? risky(`column "${action.column.name}" of ${shown(subject)} exists already`)
        : quiet;
    }
    if (action.kind !== 'create-index' || action.index === undefined || relation === null) return quiet;
    const found = catalog.findIndex({ schema: relation.schema, name: action.index });
    if (found?.index.origin !== 'before') return quiet;
    if (found.index.valid) return risky(`index "${action.index}" exists already`);
    const index = tableSql({ schema: relation.schema, name: action.index });
    const again = text.sql.replace(/\sif\s+not\s+exists\s/i, ' ');
    return risky(`index "${action.index}" exists already and is INVALID`, {
      rewrite: [`DROP INDEX CONCURRENTLY ${index}`, again],
    });
  },
};

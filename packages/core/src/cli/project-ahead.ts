import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HostAhead } from '../typeorm/host-ahead';

/**
 * Starts the process of the project that a review names, before even the command line parser is loaded. What was misread here is put right later:
 * the process is taken only where the options, read in full, name the same project.
 *
 * @param argv what stands behind `review`
 */
export function projectAhead(argv: readonly string[]): HostAhead | undefined {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      'data-source': { type: 'string', short: 'd' },
      project: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { 'data-source': dataSource, project = '.', help } = values;
  if (help === true || typeof dataSource !== 'string' || typeof project !== 'string') return undefined;
  return new HostAhead(resolve(project), dataSource);
}

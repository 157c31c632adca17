import { defElems, defTrue } from '../sql/nodes';
import type { Rule } from './rule';
import { advice, quiet } from './rule';

/** A function runs with its owner's rights and its caller's search_path. */
export const definerWithoutSearchPath: Rule = {
  id: 'definer-without-search-path',
  title: "A function runs with its owner's rights and its caller's search_path",
  axis: 'data',
  on: ['create-object'],
  why: 'Whoever may call it puts a table or function of the same name in front, and it is used with the rights of the owner.',
  safeWay: 'SECURITY DEFINER SET search_path = <schema>, pg_temp.',
  check({ action, text: { node } }) {
    if (action.kind !== 'create-object' || !('CreateFunctionStmt' in node)) return quiet;
    const options = defElems(node.CreateFunctionStmt.options);
    const settings = options.flatMap(({ defname, arg }) =>
      defname === 'set' && arg && 'VariableSetStmt' in arg ? [arg.VariableSetStmt.name ?? ''] : [],
    );
    return defTrue(options, 'security') && !settings.includes('search_path')
      ? advice(`${action.name.name}() is SECURITY DEFINER without a search_path of its own`)
      : quiet;
  },
};

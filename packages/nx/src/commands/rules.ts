import type { Finding } from './finding';
import type { Program } from './program';
import { destructiveSql } from './sql';
import { RULES, says } from './tool-rules';

/** Programs that look at files or say something; their arguments do nothing to a database. */
const HARMLESS = new Set(
  (
    'echo printf true false cat ls cd pwd grep rg sed awk head tail wc test [ [[ sleep export set unset exit mkdir touch chmod chown cp mv ' +
    'tsc swc babel esbuild jest vitest mocha ava tap eslint prettier biome git gh which curl wget wait-on kill cpx copyfiles vite ' +
    'webpack rollup next nest tsup husky lint-staged changeset'
  ).split(' '),
);

export function isHarmless(program: Program): boolean {
  return HARMLESS.has(program.name);
}

const SQL_CLIENT = /^(?:psql|pgcli|usql|pg_restore)$/;

/** What a program does by its own name and arguments. */
export function judgeProgram(program: Program): Finding | undefined {
  const words = [program.name, ...program.args.map(({ text }) => text)];
  const line = [program.piped, ...program.environment, ...words].join(' ');
  const option = program.environment.find((text) =>
    /^TYPEORM_(?:DROP_SCHEMA|SYNCHRONIZE)=(?:true|1)$/i.test(text),
  );
  if (option !== undefined)
    return { deed: 'destroys', why: `tells TypeORM to change the schema on its own (${option})` };

  const rule = RULES.find(({ matches }) => matches(words, line));
  const isClient = words.some((word) => SQL_CLIENT.test(word)) || says(/typeorm/, 'query')([line, ...words]);
  // An option in front of it, or `--command=`, would be the beginning of a comment.
  const texts = words.map((word) => word.replace(/^--?[a-z][\w-]*=/i, ''));
  const sql = isClient
    ? [...texts, texts.filter((text) => !text.startsWith('-')).join(' '), program.piped]
        .map(destructiveSql)
        .find((found) => found !== undefined)
    : undefined;
  if (sql !== undefined) return { deed: 'destroys', why: `destroys data (${sql})` };
  return rule && { deed: rule.deed, why: rule.why };
}

/** Whether a program runs whatever it is given: a TypeORM command line or an SQL client without a command. */
export function passesThrough(program: Program): boolean {
  const plain = program.args.map(({ text }) => text).filter((text) => !text.startsWith('-'));
  if (/^(?:psql|pgcli|usql|ts-node|tsx|node)$/.test(program.name) && program.args.length === 0) return true;
  const cli = [program.name, ...plain].findIndex((word) =>
    /^typeorm(?:-ts-node-\w+)?$|typeorm\/cli(?:\.js)?$|typeorm[\\/]bin/.test(word),
  );
  return (
    cli !== -1 && !plain.slice(cli).some((word) => /^[a-z]+:[a-z]+$|^(?:query|init|version|help)$/.test(word))
  );
}

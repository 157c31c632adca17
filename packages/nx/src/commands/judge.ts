import type { Tree } from '@nx/devkit';
import { takeOption } from './call';
import type { Call } from './call';
import { callsOf } from './calls';
import { GUARDED_EXECUTOR, REFUSING_EXECUTOR, commandLinesOf } from './command-lines';
import { programOf } from './program';
import type { Program } from './program';
import { hasDestructiveName, hasSetupName, isHarmless, judgeProgram } from './rules';
import type { Deed, Finding } from './rules';
import { resolveCall } from './resolve';
import { judgeScriptFiles } from './script-files';
import { parseShell } from './shell';
import type { CommandSource } from './sources';

/** One thing that a line does, and where in the line it says so. */
export interface LineFinding extends Finding {
  readonly start: number;
  readonly end: number;
  /** The source that does it, where the line only calls it. */
  readonly through?: CommandSource;
  /** The data source that a TypeORM command names, as written, and the folder it is written for. */
  readonly dataSource?: { readonly path: string; readonly cwd: string };
  /** The command stands plainly in the line and can be replaced there. */
  readonly replaceable: boolean;
  /** Environment assignments or wrappers stand in front of it. */
  readonly hasEnvironment: boolean;
}

/** Answers what commands do, following the targets and scripts that they call. */
export interface Judge {
  /** The gravest thing that a source does, or undefined. `raw` leaves the default configuration out. */
  judge(source: CommandSource, configuration?: string, raw?: boolean): LineFinding | undefined;
  /** Everything that one line does. */
  judgeLine(source: CommandSource, line: string, cwd: string): readonly LineFinding[];
}

const GRAVITY: readonly Deed[] = ['destroys', 'refuses', 'reverts', 'prepares', 'migrates', 'other-tool'];

/** The gravest of several findings. Setting a database up and migrating it in one go is made for an empty one. */
export function gravest(findings: readonly LineFinding[]): LineFinding | undefined {
  const sorted = [...findings].sort((a, b) => GRAVITY.indexOf(a.deed) - GRAVITY.indexOf(b.deed));
  const [first] = sorted;
  if (first?.deed !== 'prepares') return first;
  const migrates = findings.some(({ deed }) => deed === 'migrates' || deed === 'other-tool');
  return migrates
    ? { ...first, deed: 'destroys', why: `${first.why} and migrates, as for an empty one` }
    : first;
}

export function createJudge(tree: Tree, sources: readonly CommandSource[]): Judge {
  const underWay = new Set<string>();

  function judge(
    source: CommandSource,
    configuration?: string,
    raw = false,
    args = '',
  ): LineFinding | undefined {
    const key = JSON.stringify([source.file, source.path, configuration, raw, args]);
    if (underWay.has(key)) return undefined;
    const executor = source.target?.executor;
    if (executor === GUARDED_EXECUTOR) return undefined;
    if (executor === REFUSING_EXECUTOR) return whole({ deed: 'refuses', why: 'refuses to run' });
    underWay.add(key);
    try {
      const { lines, cwd } = commandLinesOf(source, configuration, raw);
      const passed = lines.map((line, index) =>
        args !== '' && index === lines.length - 1 ? `${line} ${args}` : line,
      );
      const finding = gravest(passed.flatMap((line) => judgeLine(source, line, cwd)));
      const setsUp = finding?.deed === 'migrates' && hasSetupName(source.name);
      return setsUp ? { ...finding, deed: 'destroys', why: 'sets a database up from nothing' } : finding;
    } finally {
      underWay.delete(key);
    }
  }

  function judgeLine(source: CommandSource, line: string, cwd: string): readonly LineFinding[] {
    return parseShell(line).flatMap((command) => {
      const program = programOf(command);
      if (program === undefined || isHarmless(program)) return [];
      const place = {
        start: program.start,
        end: program.end,
        hasEnvironment: program.environment.length > 0,
      };
      const own = ownFinding(source, program, cwd).map((finding) => ({
        ...finding,
        ...place,
        replaceable: finding.through === undefined,
      }));
      const quoted = program.args
        .filter(({ text }) => /\s/.test(text))
        .flatMap(({ text }) => judgeLine(source, text, cwd))
        .map((finding) => ({ ...finding, ...place, replaceable: false }));
      return [...own, ...quoted];
    });
  }

  function ownFinding(
    source: CommandSource,
    program: Program,
    cwd: string,
  ): (Finding & Partial<LineFinding>)[] {
    if (program.name === 'safe-migrate') return refusesByName(program);
    const calls = callsOf(program);
    const called = calls.flatMap((call) => judgeCall(source, call, cwd));
    const isKnown = calls.some((call) => resolveCall(sources, call, source, cwd).length > 0);
    if (isKnown || called.length > 0) return called;
    const folders = [cwd, source.root, '.'];
    const finding = judgeProgram(program) ?? judgeScriptFiles(tree, program, folders);
    return finding ? [{ ...finding, dataSource: dataSourceOf(program, cwd) }] : [];
  }

  function judgeCall(source: CommandSource, call: Call, cwd: string): (Finding & Partial<LineFinding>)[] {
    const resolved = resolveCall(sources, call, source, cwd);
    if (resolved.length === 0 && !call.maybeProgram && hasDestructiveName(call.name)) {
      return [{ deed: 'destroys', why: `runs ${call.name}, which is not known and is called like a reset` }];
    }
    return resolved.flatMap(({ source: target, configuration }) => {
      const finding = judge(target, configuration, false, call.args) ?? byName(target);
      if (finding === undefined) return [];
      const passes = call.args !== '' && judge(target, configuration)?.deed !== finding.deed;
      const deed = finding.deed === 'refuses' ? 'destroys' : finding.deed;
      const why = passes ? finding.why : `runs ${target.name}, which ${finding.why}`;
      return [
        { ...finding, deed, why, through: passes ? undefined : target, dataSource: finding.dataSource },
      ];
    });
  }

  return {
    judge: (source, configuration, raw) => judge(source, configuration, raw) ?? byName(source, configuration),
    judgeLine,
  };
}

/** A name is enough where nothing shows that it means something else. */
function byName(source: CommandSource, configuration?: string): LineFinding | undefined {
  if (source.target?.executor === GUARDED_EXECUTOR) return undefined;
  const name = [source.name, configuration].find(
    (candidate) => candidate !== undefined && hasDestructiveName(candidate),
  );
  return name === undefined ? undefined : whole({ deed: 'destroys', why: `is called ${name}` });
}

function refusesByName(program: Program): Finding[] {
  return program.args[0]?.text === 'refuse' ? [{ deed: 'refuses', why: 'refuses to run' }] : [];
}

function whole(finding: Finding): LineFinding {
  return { ...finding, start: 0, end: 0, replaceable: false, hasEnvironment: false };
}

function dataSourceOf(program: Program, cwd: string): LineFinding['dataSource'] {
  const [path] = takeOption(
    program.args.map(({ text }) => text),
    ['-d', '--dataSource', '--data-source'],
  ).values;
  return path === undefined ? undefined : { path, cwd };
}

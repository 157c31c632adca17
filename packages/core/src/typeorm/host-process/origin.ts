import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import type { SentStatement } from '../protocol';

/** The place in a migration's file that something was asked for. */
export type Origin = Pick<SentStatement, 'file' | 'line' | 'sentFrom'>;

/** Tells where something was asked for, where that can be known: it is found out when that is asked, not when the statement waits. */
export type Asked = () => Origin | undefined;

/** Follows what the migration asked for through every promise that it takes. */
const origins = new AsyncLocalStorage<Asked>();

type Method = (this: unknown, ...input: unknown[]) => unknown;

/**
 * Keeps in mind, for every runner that a data source makes, where the migration called a method of it. The stack of a statement tells it no
 * more where TypeORM makes promises by hand or passes them on, as the table API and managers do.
 *
 * @param locate the place that is asking now, where a migration is running
 * @returns puts the data source back as it was
 */
export function followOrigins(dataSource: DataSource, locate: () => Asked | undefined): () => void {
  const own = Object.getOwnPropertyDescriptor(dataSource, 'createQueryRunner');
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    follow(runner, locate);
    return runner;
  };
  return () => {
    if (own) Object.defineProperty(dataSource, 'createQueryRunner', own);
    else delete (dataSource as Partial<DataSource>).createQueryRunner;
  };
}

function follow(runner: QueryRunner, locate: () => Asked | undefined): void {
  const target = runner as unknown as Record<string, unknown>;
  for (const name of methodsOf(runner)) {
    const method = target[name] as Method;
    target[name] = (...input: unknown[]) => {
      const asked = orElse(origins.getStore(), locate());
      return asked ? origins.run(asked, () => method.apply(runner, input)) : method.apply(runner, input);
    };
  }
}

/**
 * The place that asked for what is sent now.
 *
 * @param own what the stack of the statement tells, where no method of a runner knows
 */
export const currentOrigin = (own: Asked | undefined): Asked | undefined => orElse(origins.getStore(), own);

/** What TypeORM calls itself on the way was asked for by the place that asked first, if that is known. */
const orElse = (first: Asked | undefined, later: Asked | undefined): Asked | undefined =>
  first && later ? () => first() ?? later() : (first ?? later);

function methodsOf(runner: object): readonly string[] {
  const names = new Set<string>();
  for (let level = Object.getPrototypeOf(runner) as object | null; level && level !== Object.prototype;) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (typeof value === 'function' && name !== 'constructor') names.add(name);
    }
    level = Object.getPrototypeOf(level) as object | null;
  }
  return [...names];
}

import { inspect } from 'node:util';
import type { HostFailure } from '../protocol';
import type { TimedOut } from './statement-timeouts';

/** A failure of the host that has a code of ours. */
export class HostError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Plain data of anything thrown: driver errors keep their SQLSTATE, but never the row values in `detail`. */
export function toFailure(error: unknown): HostFailure {
  if (!(error instanceof Error)) return { message: thrownValue(error) };
  const outer = error as Error & Partial<Record<'code' | 'table' | 'constraint' | 'column', string>>;
  const driver = (outer as { driverError?: typeof outer }).driverError ?? outer;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  return {
    message: messageOf(driver),
    code: text(driver.code),
    timeoutMs: (driver as TimedOut).safeMigrateTimeout,
    table: text(driver.table),
    constraint: text(driver.constraint),
    column: text(driver.column),
    stack: text(outer.stack),
  };
}

/** Code may throw anything; `why: undefined` would tell nobody what happened. */
function thrownValue(value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  return `It threw ${inspect(value, { depth: 1, breakLength: Infinity })}, which is not an Error: nothing more is known.`;
}

/** Several addresses of one host name fail together as an AggregateError without a message of its own. */
function messageOf(error: Error): string {
  const parts = (error as { errors?: Error[] }).errors;
  return error.message || parts?.map((part) => part.message).join('; ') || error.name;
}

import type { LockTimeout } from '../rules/rule';
import type { Action } from '../sql/actions';
import { milliseconds } from '../sql/durations';

/**
 * Follows the `lock_timeout` of a session as the server does: `SET LOCAL` ends with its transaction and does nothing outside of one, what
 * a transaction `SET` is undone by its ROLLBACK, RESET goes back to what the session began with (for a session of ours, nothing).
 */
export class LockTimeoutWatch {
  #session: number | null;
  #beforeTransaction: number | null;
  #local: number | null | undefined;
  #inside = false;
  #wasSet: boolean;

  /** @param given milliseconds that the runner set before; left out: none */
  constructor(given?: number) {
    this.#session = given ?? null;
    this.#beforeTransaction = this.#session;
    this.#wasSet = given !== undefined;
  }

  /** Tells whether what follows is inside a transaction; a local value ends where it is not. */
  begin(inside: boolean): void {
    if (inside && !this.#inside) this.#beforeTransaction = this.#session;
    if (!inside) this.#local = undefined;
    this.#inside = inside;
  }

  see(action: Action): void {
    if (action.kind === 'transaction' && action.verb === 'ROLLBACK') this.#session = this.#beforeTransaction;
    if (action.kind !== 'setting' || (action.name !== 'lock_timeout' && action.name !== 'all')) return;
    const value = action.value === null ? null : milliseconds(action.value) || null;
    if (value !== null) this.#wasSet = true;
    if (!action.local) {
      this.#session = value;
      this.#local = undefined;
    } else if (this.#inside) {
      this.#local = value;
    }
  }

  now(): LockTimeout {
    const inEffect = this.#local === undefined ? this.#session : this.#local;
    return { milliseconds: inEffect, wasSet: this.#wasSet };
  }
}

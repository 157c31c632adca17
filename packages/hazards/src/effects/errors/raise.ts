import type { PredictedError } from '../effect';

export const raise = (sqlstate: string, message: string): PredictedError => ({ sqlstate, message });

export const noTable = (name: string): PredictedError => raise('42P01', `relation "${name}" does not exist`);
export const noColumn = (name: string): PredictedError => raise('42703', `column "${name}" does not exist`);
export const depended = (what: string): PredictedError =>
  raise('2BP01', `cannot drop ${what} because other objects depend on it`);
export const exists = (sqlstate: string, what: string): PredictedError =>
  raise(sqlstate, `${what} already exists`);

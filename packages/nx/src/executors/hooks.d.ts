/** How patiently something is tried; times in ms. */
export interface PatienceSchema {
  timeout?: number;
  attempts?: number;
  pause?: number;
}

export interface CommandSchema extends PatienceSchema {
  command: string;
}

export interface TargetSchema extends PatienceSchema {
  target: string;
  args?: string[];
}

/** One entry of `sync`. */
export type SyncStepSchema = string | CommandSchema | TargetSchema;

/** What must and must not be in a program's output, as regular expressions. */
interface OutputSchema {
  mustMatch?: string;
  mustNotMatch?: string;
  name?: string;
}

/** One entry of `verify`. */
export type CheckSchema =
  | ({ sql: string; expect?: 'true' | 'no-rows' | 'same' | 'kept'; name?: string } & PatienceSchema)
  | ({
      http: string;
      method?: string;
      headers?: Record<string, string>;
      body?: unknown;
      status?: number;
      shape?: unknown;
      expect?: 'answers' | 'same' | 'kept';
      name?: string;
    } & PatienceSchema)
  | (CommandSchema & OutputSchema)
  | (TargetSchema & OutputSchema);

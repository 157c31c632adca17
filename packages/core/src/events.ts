/** The steps of a run, in order. */
export const STEPS = [
  'guard',
  'preflight',
  'resume',
  'review',
  'back up',
  'rehearse',
  'load',
  'compare',
  'apply',
  'sync',
  'verify',
  'snapshot',
  'record',
] as const;
export type StepName = (typeof STEPS)[number];

/** What a stage tells whoever watches. A stage never prints. */
export type Event =
  | { readonly kind: 'step-started'; readonly step: StepName }
  | {
      readonly kind: 'step-finished';
      readonly step: StepName;
      readonly durationMs: number;
      readonly summary: string;
    }
  | { readonly kind: 'step-skipped'; readonly step: StepName; readonly why: string }
  | { readonly kind: 'note'; readonly message: string }
  | { readonly kind: 'warning'; readonly message: string };

export type Emit = (event: Event) => void;

import { bundledHazards } from './bundled-hazards';

/** Imported first of all by a process that has no time to lose: the review is loaded from its bundle, where there is one. */
bundledHazards()?.();

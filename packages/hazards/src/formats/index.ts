import type { FilesReview } from '../files/contract';
import { renderGithub } from './github';
import { renderGitlab } from './gitlab';
import { renderJson } from './json';
import { renderJunit } from './junit';
import { renderMarkdown } from './markdown';
import { renderSarif } from './sarif';
import type { TextOptions } from './text';
import { renderText } from './text';

/** The output formats by name: a review in, the whole output as text out, without a line end behind it. */
export const formats = {
  text: renderText,
  json: renderJson,
  sarif: renderSarif,
  gitlab: renderGitlab,
  github: renderGithub,
  junit: renderJunit,
  markdown: renderMarkdown,
} as const satisfies Record<string, (review: FilesReview, options: TextOptions) => string>;

export type Format = keyof typeof formats;

import { isDeepStrictEqual } from 'node:util';
import { SafeMigrateError } from '../../errors';
import { filledHeaders } from '../../hooks/environment';
import type { HttpCheck } from '../../settings/hooks';
import { missingRecords } from '../graphql';
import type { Check } from './check';
import { shapeDifferences } from './shape';

/** Bytes of an answer that are read at most. */
const LARGEST_BODY = 4_000_000;

/** A request over HTTP: the status, what the JSON looks like, and that the records of before are still in it. */
export function httpCheck(check: HttpCheck): Check {
  const { http, method, status, shape, expect, name } = check;
  const place = `${method} ${http}`;
  const needsJson = shape !== undefined || expect !== 'answers';
  const ask = async (timeout: number, signal?: AbortSignal) => {
    const answer = await request(check, timeout, signal);
    if (answer.status !== status)
      return { lines: [`${place} answers with status ${answer.status} instead of ${status}`] };
    if (!needsJson) return { lines: [] };
    const body = asJson(answer.body);
    if (!body) return { lines: [`${place} does not answer with JSON`] };
    return { lines: shape === undefined ? [] : shapeDifferences(shape, body.value), body: body.value };
  };
  return {
    name: name ?? place,
    code: 'HTTP_CHECK_FAILED',
    next: 'Look at the migration and the sync command: the application does not answer as it did. If it needs time to restart, give the check attempts and a pause.',
    assertAnswerable: () => void filledHeaders(check.headers),
    ...(expect === 'answers'
      ? {}
      : {
          sample: async (timeout: number, signal?: AbortSignal) => {
            const { lines, body } = await ask(timeout, signal);
            if (lines.length > 0) throw unusable(place, lines);
            return body;
          },
        }),
    differences: async (sample, timeout, signal) => {
      const { lines, body } = await ask(timeout, signal);
      if (lines.length > 0 || expect === 'answers') return lines;
      const lost = missingRecords(sample, body, 'body');
      if (expect === 'kept' || isDeepStrictEqual(sample, body)) return lost;
      const gained = missingRecords(body, sample, 'body').map((line) =>
        line.replace('is not returned any more', 'was not returned before'),
      );
      return [
        ...new Set([
          ...lost,
          ...gained,
          ...(lost.length + gained.length === 0 ? ['body has another order'] : []),
        ]),
      ];
    },
  };
}

async function request(
  { http, method, headers, body }: HttpCheck,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly body: string }> {
  const limit = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(http, {
      method,
      headers: {
        accept: 'application/json, */*;q=0.1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...filledHeaders(headers),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      // A login page behind a redirect answers with 200 to everybody.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return { status: response.status, body: await textOf(response, http) };
  } catch (error) {
    if (error instanceof SafeMigrateError) throw error;
    const cause = (error as { cause?: Error }).cause ?? (error as Error);
    throw new SafeMigrateError({
      code: 'HTTP_UNREACHABLE',
      what: limit.aborted
        ? `${method} ${http} was not answered within ${timeout} ms.`
        : `${method} ${http} is not answered.`,
      why: cause.message || (cause as NodeJS.ErrnoException).code || String(cause),
      next: 'Start the application, or correct the option verify.',
    });
  }
}

async function textOf(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size <= LARGEST_BODY) continue;
    throw new SafeMigrateError({
      code: 'HTTP_TOO_LARGE',
      what: `${url} answers with more than ${LARGEST_BODY / 1e6} MB.`,
      why: 'An answer is compared record by record.',
      next: 'Ask for less, for example for a page of the records.',
    });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function unusable(place: string, lines: readonly string[]): SafeMigrateError {
  return new SafeMigrateError({
    code: 'HTTP_CHECK_FAILED',
    what: `${place} does not answer as the option verify says, already before the migrations.`,
    why: lines.join('\n'),
    next: 'Correct the application or the option: what is not there before cannot be shown to be there after.',
  });
}

import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { SafeMigrateError } from '../errors';
import { bucketError, type BucketAddress } from './bucket-client';
import type { BackupFile } from './manifest';

/** Times that a broken download is taken up again without a single byte in between. */
const ATTEMPTS = 5;
const PAUSE_MS = 200;

/** Reads an object from beginning to end; a connection that breaks is taken up again where it broke. */
export function downloadStream(
  client: S3Client,
  address: BucketAddress,
  key: string,
  { bytes: expected, path }: BackupFile,
): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    let offset = 0;
    let tag: string | undefined;
    for (let attempt = 1; offset < expected || expected === 0;) {
      try {
        const { Body, ETag, ContentLength } = await client.send(
          new GetObjectCommand({
            ...{ Bucket: address.bucket, Key: key },
            ...(offset > 0 ? { Range: `bytes=${offset}-`, IfMatch: tag } : {}),
          }),
        );
        tag = ETag;
        if (ContentLength !== undefined && offset + ContentLength !== expected)
          throw otherSize(path, expected, offset + ContentLength);
        for await (const chunk of Body as unknown as AsyncIterable<Buffer>) {
          offset += chunk.length;
          attempt = 1;
          if (offset > expected) throw otherSize(path, expected, offset);
          yield chunk;
        }
        if (offset >= expected) return;
        throw new Error(`the connection ended after ${offset} of ${expected} bytes`);
      } catch (error) {
        const status =
          (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 500;
        const final = error instanceof SafeMigrateError || (status >= 400 && status < 500);
        if (final || ++attempt > ATTEMPTS) throw bucketError(error, address, `Reading ${path} from`);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
      }
    }
  }
  return Readable.from(chunks(), { objectMode: false, highWaterMark: 1 << 18 });
}

function otherSize(path: string, expected: number, found: number): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_DAMAGED',
    what: `${path} in the bucket has another size than when it was written.`,
    why: `It had ${expected} bytes; the server sends ${found}.`,
    next: 'Do not rely on this backup. Take a new one, and find out who changed it.',
  });
}

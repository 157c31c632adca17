import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type { BucketAddress } from './bucket-client';
import type { BackupFile } from './manifest';

/** A multipart upload takes at most 10,000 parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 9_000;
const SMALLEST_PART = 8 * 1024 * 1024;
/** More than this is in flight one part at a time. */
const LARGE_PART = 32 * 1024 * 1024;
/** A part that arrived otherwise than it was sent is sent again. */
const DIGEST_ATTEMPTS = 4;

/** What a bucket stores by itself. */
export function encryptionHeaders({ serverSideEncryption: setting }: BucketAddress) {
  if (setting === undefined) return {};
  const key = /^aws:kms:(.+)$/.exec(setting)?.[1];
  return {
    ServerSideEncryption: (key ? 'aws:kms' : setting) as 'AES256' | 'aws:kms',
    ...(key ? { SSEKMSKeyId: key } : {}),
  };
}

/**
 * Sends a stream of unknown length in parts; two parts are held in memory at most. Each part travels with its MD5, which the server
 * compares, and the tag that it answers with is compared again. Where anything fails, the upload is aborted.
 *
 * @param estimate bytes to expect; only sets the size of the parts.
 */
export async function uploadStream(
  client: S3Client,
  address: BucketAddress,
  key: string,
  content: Readable,
  estimate: number,
): Promise<Omit<BackupFile, 'path'>> {
  const s3 = await import('@aws-sdk/client-s3');
  const target = { Bucket: address.bucket, Key: key };
  const { UploadId } = await client.send(
    new s3.CreateMultipartUploadCommand({ ...target, ...encryptionHeaders(address) }),
  );
  const sha256 = createHash('sha256');
  const parts: { readonly ETag: string | undefined; readonly PartNumber: number }[] = [];
  const partSize = Math.max(SMALLEST_PART, Math.ceil(estimate / MOST_PARTS));
  const inFlight: Promise<void>[] = [];
  let failure: unknown;
  let bytes = 0;
  const send = async (body: Buffer, number: number) => {
    const md5 = createHash('md5').update(body).digest();
    for (let attempt = 1; ; attempt++) {
      try {
        const { ETag } = await client.send(
          new s3.UploadPartCommand({
            ...target,
            ...{ UploadId, PartNumber: number, Body: body, ContentMD5: md5.toString('base64') },
          }),
        );
        assertTag(ETag, md5.toString('hex'), address);
        parts.push({ ETag, PartNumber: number });
        return;
      } catch (error) {
        if (
          attempt === DIGEST_ATTEMPTS ||
          !/Digest|tag of the part/i.test(`${(error as Error).name} ${(error as Error).message}`)
        )
          throw error;
      }
    }
  };
  const enqueue = async (body: Buffer, number: number) => {
    const sending = send(body, number).catch((error: unknown) => {
      failure ??= error;
    });
    inFlight.push(sending);
    if (inFlight.length >= (partSize > LARGE_PART ? 1 : 2)) await inFlight.shift();
    if (failure !== undefined) throw failure;
  };
  try {
    let number = 1;
    let pending: Buffer[] = [];
    let size = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      sha256.update(chunk);
      bytes += chunk.length;
      pending.push(chunk);
      size += chunk.length;
      while (size >= partSize) {
        const all = Buffer.concat(pending);
        await enqueue(all.subarray(0, partSize), number++);
        pending = [all.subarray(partSize)];
        size = all.length - partSize;
      }
    }
    if (size > 0 || number === 1) await enqueue(Buffer.concat(pending), number);
    await Promise.all(inFlight);
    if (failure !== undefined) throw failure;
    const Parts = [...parts].sort((a, b) => a.PartNumber - b.PartNumber);
    await client.send(
      new s3.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }),
    );
    return { bytes, sha256: sha256.digest('hex') };
  } catch (error) {
    content.destroy();
    await Promise.all(inFlight);
    await client.send(new s3.AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => undefined);
    throw error;
  }
}

/** The tag of a part is its MD5, except where a key of the server's encrypts it. */
function assertTag(tag: string | undefined, md5: string, { serverSideEncryption }: BucketAddress): void {
  if (serverSideEncryption?.startsWith('aws:kms') || tag === undefined) return;
  const found = tag.replaceAll('"', '').toLowerCase();
  if (/^[0-9a-f]{32}$/.test(found) && found !== md5)
    throw new Error(`the server's tag of the part is ${found}, its MD5 is ${md5}`);
}

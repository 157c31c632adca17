import type { S3Client } from '@aws-sdk/client-s3';
import { SafeMigrateError, usageError } from '../errors';

/** A prefix of an S3-compatible bucket, and how it is reached. Credentials are found by the SDK's own chain, and by nothing else. */
export interface BucketAddress {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Another server than AWS: MinIO, Cloudflare R2, Railway, Hetzner ... */
  readonly endpoint?: string;
  readonly region?: string;
  /** `AES256`, `aws:kms` or `aws:kms:<key id>`: the server encrypts what it stores. */
  readonly serverSideEncryption?: string;
  /** Longest silence of the server in ms. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
/** Attempts for one request: broken connections, 5xx and throttling are tried again, with a growing pause between. */
const ATTEMPTS = 5;

/** `s3://bucket/prefix`: whether the text means a bucket. */
export const isBucket = (text: string): boolean => text.startsWith('s3://');

/**
 * Reads `s3://bucket/prefix`.
 *
 * @throws SafeMigrateError BACKUP_BUCKET
 */
export function parseBucket(text: string): Pick<BucketAddress, 'bucket' | 'prefix'> {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*)$/.exec(text) ?? [];
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, and the older ones that are still there
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket)) {
    throw usageError({
      code: 'BACKUP_BUCKET',
      what: `"${text}" names no bucket.`,
      why: 'A bucket is named as s3://bucket/prefix, without user name, password or port.',
      next: 'Correct --backup-directory; another server than AWS is named with --s3-endpoint.',
    });
  }
  return { bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') };
}

/** The SDK is loaded here, and only when a bucket is named: it takes longer to load than everything else. */
export async function connectBucket({ endpoint, region, timeoutMs }: BucketAddress): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client({
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // Servers that are not AWS take any region; the SDK wants one.
    ...(region ? { region } : endpoint ? { region: process.env['AWS_REGION'] ?? 'us-east-1' } : {}),
    maxAttempts: ATTEMPTS,
    // We send and compare MD5 and SHA-256 ourselves; trailing checksums are unknown to many servers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 10_000,
      requestTimeout: timeoutMs ?? TIMEOUT_MS,
      socketTimeout: timeoutMs ?? TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
}

/** What the server or the SDK said, as an error that a user can act on. */
export function bucketError(error: unknown, address: BucketAddress, doing: string): SafeMigrateError {
  if (error instanceof SafeMigrateError) return error;
  const {
    name = '',
    message = '',
    $metadata,
  } = error as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number; attempts?: number };
  };
  const status = $metadata?.httpStatusCode;
  const place = `s3://${address.bucket}${address.prefix ? `/${address.prefix}` : ''}`;
  const credentials =
    /Credential|AccessDenied|InvalidAccessKey|SignatureDoesNotMatch|Forbidden|ExpiredToken/i.test(
      `${name} ${message}`,
    );
  return new SafeMigrateError({
    code: credentials ? 'BACKUP_BUCKET_ACCESS' : 'BACKUP_BUCKET',
    what: `${doing} ${place} failed.`,
    why: [name, message, status && `HTTP ${status}`, $metadata?.attempts && `${$metadata.attempts} attempts`]
      .filter(Boolean)
      .join(', '),
    next: credentials
      ? 'Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or a role) that may list, read, write and delete below this prefix.'
      : 'Nothing that was written counts as a backup. Check bucket, --s3-endpoint and --s3-region, and run again.',
  });
}

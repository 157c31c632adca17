import { hostname } from 'node:os';
import type { _Object, S3Client } from '@aws-sdk/client-s3';
import { bucketError, connectBucket, type BucketAddress } from './bucket-client';
import { downloadStream } from './bucket-download';
import { encryptionHeaders, uploadStream } from './bucket-upload';
import { MANIFEST_FILE, manifestText, parseManifest } from './manifest';
import { isAbandonedOwner, OWNER_FILE } from './partial';
import { oldestFirst, type BackupPlace, type StoredBackup } from './place';

/**
 * Backups below a prefix of a bucket: `<prefix>/<id>/...`. Nothing there can be renamed, so the manifest, which is written last, is what
 * makes a backup; until then `owner.json` says which process writes it.
 */
export async function bucketPlace(address: BucketAddress): Promise<BackupPlace> {
  const client = await connectBucket(address);
  const s3 = await import('@aws-sdk/client-s3');
  const { bucket: Bucket, prefix } = address;
  const root = prefix === '' ? '' : `${prefix}/`;
  const keyOf = (id: string, path: string) => `${root}${id}/${path}`;
  const nameOf = (id: string) => `s3://${Bucket}/${root}${id}`;
  const on = async <T>(doing: string, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw bucketError(error, address, doing);
    }
  };
  const text = async (Key: string) => {
    const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  };
  const put = (Key: string, Body: string) =>
    client.send(new s3.PutObjectCommand({ Bucket, Key, Body, ...encryptionHeaders(address) }));
  const objects = async (): Promise<ReadonlyMap<string, readonly _Object[]>> => {
    const found = new Map<string, _Object[]>();
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new s3.ListObjectsV2Command({ Bucket, Prefix: root, ContinuationToken }),
      );
      for (const object of page.Contents ?? []) {
        const [id = '', ...rest] = (object.Key ?? '').slice(root.length).split('/');
        if (rest.length > 0) found.set(id, [...(found.get(id) ?? []), object]);
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return found;
  };
  const has = (of: readonly _Object[], id: string, path: string) =>
    of.some(({ Key }) => Key === keyOf(id, path));
  const clear = async (id: string) => {
    await abortUploads(client, Bucket, `${root}${id}/`);
    for (const { Key } of (await objects()).get(id) ?? [])
      await client.send(new s3.DeleteObjectCommand({ Bucket, Key }));
  };

  const place: BackupPlace = {
    name: `s3://${Bucket}${prefix === '' ? '' : `/${prefix}`}`,
    folder: () => undefined,
    freeBytes: () => undefined,
    list: () =>
      on('Listing', async () => {
        const stored: StoredBackup[] = [];
        for (const [id, files] of await objects()) {
          if (!has(files, id, MANIFEST_FILE)) continue;
          const manifest = parseManifest(await text(keyOf(id, MANIFEST_FILE)));
          if (manifest?.id === id) stored.push({ name: nameOf(id), manifest, place });
        }
        return stored.sort(oldestFirst);
      }),
    begin: (id) =>
      on('Writing to', async () => {
        await put(keyOf(id, OWNER_FILE), JSON.stringify({ host: hostname(), pid: process.pid }));
        return {
          name: nameOf(id),
          folder: undefined,
          write: (path, content, estimate = 0) =>
            on(`Writing ${path} to`, async () => ({
              path,
              ...(await uploadStream(client, address, keyOf(id, path), content, estimate)),
            })),
          read: async (file) => downloadStream(client, address, keyOf(id, file.path), file),
          complete: (manifest) =>
            on('Writing the manifest to', async () => {
              await put(keyOf(id, MANIFEST_FILE), manifestText(manifest));
              await client.send(new s3.DeleteObjectCommand({ Bucket, Key: keyOf(id, OWNER_FILE) }));
              return nameOf(id);
            }),
          abandon: () => clear(id).catch(() => undefined),
        };
      }),
    sweep: () =>
      on('Listing', async () => {
        const swept: string[] = [];
        for (const [id, files] of await objects()) {
          if (has(files, id, MANIFEST_FILE) || !has(files, id, OWNER_FILE)) continue;
          const newest = Math.max(...files.map(({ LastModified }) => LastModified?.getTime() ?? 0));
          if (!isAbandonedOwner(await text(keyOf(id, OWNER_FILE)), newest)) continue;
          await clear(id);
          swept.push(nameOf(id));
        }
        return swept;
      }),
    remove: ({ manifest: { id } }) =>
      on('Removing a backup from', async () => {
        await client.send(new s3.DeleteObjectCommand({ Bucket, Key: keyOf(id, MANIFEST_FILE) }));
        await clear(id);
      }),
    read: async (id, file) => downloadStream(client, address, keyOf(id, file.path), file),
  };
  return place;
}

/** Parts of an upload that was not completed are no objects, and are paid for until they are removed. */
async function abortUploads(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  const s3 = await import('@aws-sdk/client-s3');
  try {
    const { Uploads = [] } = await client.send(new s3.ListMultipartUploadsCommand({ Bucket, Prefix }));
    for (const { Key, UploadId } of Uploads)
      if (Key?.startsWith(Prefix))
        await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  } catch {
    // Not every server lists them; a lifecycle rule of the bucket ends them then.
  }
}

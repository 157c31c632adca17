import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/**
 * Encrypts or decrypts standard input to standard output in the age format, in pieces of 64 KB: a process of its own, so that a second
 * core does it, and because the library is an ES module. https://age-encryption.org/v1
 *
 * Started as: node age-process.js <encrypt | decrypt> <variable that holds the passphrase>
 */
async function main([direction, variable = '']: string[]): Promise<void> {
  const { Encrypter, Decrypter } = await import('age-encryption');
  const passphrase = process.env[variable] ?? '';
  const input = Readable.toWeb(process.stdin) as unknown as globalThis.ReadableStream<Uint8Array>;
  let output: unknown;
  if (direction === 'encrypt') {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    output = await encrypter.encrypt(input);
  } else {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    output = await decrypter.decrypt(input);
  }
  await pipeline(Readable.fromWeb(output as ReadableStream<Uint8Array>), process.stdout);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);

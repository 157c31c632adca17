import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';

/** A stream that passes everything on, and knows size and SHA-256 of what went through once it has ended. */
export interface Measured {
  readonly through: Transform;
  readonly bytes: () => number;
  readonly sha256: () => string;
}

/** Measures what goes through; `onBytes` is told the sum. */
export function measured(onBytes: (bytes: number) => void = () => undefined): Measured {
  const hash = createHash('sha256');
  let bytes = 0;
  let digest: string | undefined;
  return {
    through: new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        onBytes(bytes);
        done(null, chunk);
      },
    }),
    bytes: () => bytes,
    sha256: () => (digest ??= hash.digest('hex')),
  };
}

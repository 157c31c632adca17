/** The part of s3rver (an S3-compatible server for tests, without types of its own) that the specs use. */
declare module 's3rver' {
  export default class S3rver {
    constructor(options: Readonly<Record<string, unknown>>);
    run(): Promise<unknown>;
    close(): Promise<void>;
  }
}

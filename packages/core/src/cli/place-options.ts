import { InvalidArgumentError, type Command } from 'commander';

/** Options that say where backups are kept and how they are encrypted: the same for every command that takes or reads one. */
export function withPlaceOptions(command: Command): Command {
  return command
    .option(
      '--backup-directory <place>',
      'where backups are kept: a folder, or s3://bucket/prefix (default: .safe-migrate/backups)',
    )
    .option(
      '--s3-endpoint <url>',
      'an S3-compatible server other than AWS; credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    )
    .option('--s3-region <region>', "the bucket's region (default: AWS_REGION)")
    .option(
      '--s3-encryption <kind>',
      'let the server encrypt what it stores: AES256, aws:kms or aws:kms:<key id>',
    )
    .option(
      '--passphrase-variable <name>',
      'environment variable that holds a passphrase: backups are encrypted with it before they are written (format: age)',
    );
}

/** Options of commands that take a backup. */
export function withRetentionOptions(command: Command): Command {
  return command
    .option(
      '--keep <n>',
      'after a good backup, keep this many certified ones (default: all); the only good one always stays',
      count,
    )
    .option('--keep-days <n>', 'and everything younger than this many days', count);
}

/** A whole number from 1 on. */
export function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('a whole number from 1 on is needed');
  return Number(text);
}

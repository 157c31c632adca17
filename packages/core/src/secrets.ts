/** `scheme://user:password@`, as in connection strings; the password may hold anything but white space, `/` and `@`. */
const PASSWORD_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+@/gi;

/** A password of this length or less is part of too many words to be blotted out anywhere but where it stands alone. */
const SHORT = 7;
/** One or two characters say nothing, and blotting them out would leave no text to read. */
const SHORTEST = 3;

const known = new Map<string, RegExp>();

/** What a password belongs to. */
interface Login {
  readonly password?: string;
  readonly user: string;
  readonly host: string;
  readonly database: string;
}

/**
 * From now on the password of this connection is blotted out wherever it stands by itself, too. One that is also the name
 * of its user, host or database is not: those names are shown on purpose.
 */
export function keepSecret({ password, user, host, database }: Login): void {
  if (!password || [user, host, database].includes(password)) return;
  keepSecretText(password);
}

/** From now on this text (a token) is blotted out wherever it stands. */
export function keepSecretText(secret: string): void {
  if (secret.length < SHORTEST) return;
  for (const form of [secret, encodeURIComponent(secret)]) {
    const literal = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    known.set(form, new RegExp(form.length > SHORT ? literal : `(?<![\\w])${literal}(?![\\w])`, 'g'));
  }
}

/** Names of variables that hold what nobody should read in an output. */
const SECRET_NAME = /TOKEN|SECRET|PASSWORD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL/i;

/** Programs that we start know our environment, and may print it. */
export function keepEnvironmentSecrets(env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value = ''] of Object.entries(env))
    if (SECRET_NAME.test(name) && !/_(FILE|PATH|NAME|VARIABLE|ID)$/i.test(name) && value.length > SHORT)
      keepSecretText(value);
}

/** Text of others (errors, output of the user's programs) with every known password blotted out. */
export function withoutPasswords(text: string): string {
  let shown = text.replace(PASSWORD_IN_URL, '$1***@');
  for (const pattern of known.values()) shown = shown.replace(pattern, '***');
  return shown;
}

/** JSON whose texts are {@link withoutPasswords}; numbers and structure stay as they are, whatever the password is. */
export function jsonWithoutPasswords(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) => (typeof part === 'string' ? withoutPasswords(part) : part),
    2,
  );
}

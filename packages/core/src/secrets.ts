/** `scheme://user:password@`, as in connection strings; the password may hold anything but white space, `/` and `@`. */
const PASSWORD_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+@/gi;

/** Text of others (errors, output of the user's programs) with the passwords of connection strings blotted out. */
export function withoutPasswords(text: string): string {
  return text.replace(PASSWORD_IN_URL, '$1***@');
}

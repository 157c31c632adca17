import { COMMANDS } from 'src/command/commands';
import { exitWithMessage } from 'src/database/pg/exit-with-message';

/** `command <name> [options]`: runs one of the programs that keep a workspace in order. */
async function main([name, ...args]: readonly string[]): Promise<void> {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command.run(args);

  const list = COMMANDS.map((known) => `  ${known.name.padEnd(26)} ${known.description}`).join('\n');
  if (name === '--help') return console.log(`Commands:\n${list}`);
  throw new Error(`${name ? `There is no command "${name}"` : 'Name a command'}. Commands:\n${list}`);
}

main(process.argv.slice(2)).catch(exitWithMessage);

import { PATINA_VERSION } from '../version.ts';
import { commands } from './commands.ts';

/**
 * The `patina` command: runs the subcommand that `argv` names.
 * @param argv  what follows `patina`
 * @returns the exit code: 0, 1 for a failure, 2 where no command is named. Errors are told on stderr, in one line unless
 *   `PATINA_TRACE` is set.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') return tell(PATINA_VERSION);
  if (name === '--help' || name === '-h' || name === 'help') return tell(usage());
  if (name === undefined) return refuse(usage());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return refuse(`patina: no command '${name}'\n\n${usage()}`);
  try {
    const run = await command.load();
    await run(rest);
    return 0;
  } catch (error) {
    process.stderr.write(`patina: ${explain(error)}\n`);
    return 1;
  }
}

function usage(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    `patina ${PATINA_VERSION}: bakes layered MaterialX documents into neural materials and path-traces them`,
    '',
    'Usage: patina COMMAND [OPTIONS]',
    ...lines,
    '',
    'patina COMMAND --help tells the options. PATINA_ADAPTER=gpu|lavapipe|swiftshader chooses the adapter.',
  ].join('\n');
}

function tell(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}

/** Messages are written for the user; the stack is for whoever asks. Causes are told where a message leaves them out. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (process.env['PATINA_TRACE']) return error.stack ?? error.message;
  const cause = error.cause instanceof Error && !error.message.includes(error.cause.message) ? error.cause : undefined;
  return cause ? `${error.message}: ${cause.message}` : error.message;
}

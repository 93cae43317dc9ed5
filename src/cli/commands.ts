/** What follows the command's name on the command line; throws with a message for the user. */
export type RunCommand = (argv: readonly string[]) => Promise<void>;

export interface Command {
  readonly summary: string;
  /** Loaded when asked for: `patina --help` opens neither a GPU nor MaterialX. */
  load(): Promise<RunCommand>;
}

/** Every subcommand by name, in the order that the help tells them. */
export const commands: Readonly<Record<string, Command>> = {
  render: {
    summary: 'path-trace a picture; `patina render --help` tells the options',
    load: async () => (await import('./render.ts')).renderCommand,
  },
  bake: {
    summary: 'bake a MaterialX document into a neural material; `patina bake --help` tells the options',
    load: async () => (await import('./bake.ts')).bakeCommand,
  },
  bench: {
    summary: 'run a benchmark, in a clone of the repository; `patina bench list` names them',
    load: async () => (await import('./bench.ts')).benchCommand,
  },
};

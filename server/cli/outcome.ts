/** Exit codes, as `--help` and docs/command.md promise them to scripts. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  missing: 3,
  refused: 4,
  config: 5,
} as const

/** What a command came to. Problems are told on stderr and leave stdout empty, unless they bring `json`. */
export type Outcome = Done | Problem

export interface Done {
  /** `failed` where the answer itself is bad news, as of a probe. */
  exit: typeof EXIT.done | typeof EXIT.failed
  /** What `--json` prints. */
  json: unknown
  /** What a person gets to read, without the last line break. */
  text: string
  /** What a person should know beside it; told on stderr, with `--json` too. */
  note?: string
}

export interface Problem {
  exit: Exclude<(typeof EXIT)[keyof typeof EXIT], typeof EXIT.done>
  problem: string
  json?: unknown
}

export function done(json: unknown, text: string, note?: string): Done {
  return { exit: EXIT.done, json, text, ...(note === undefined ? {} : { note }) }
}

export function problem(kind: Exclude<keyof typeof EXIT, 'done'>, text: string): Problem {
  return { exit: EXIT[kind], problem: text }
}

export const EXIT_HELP = `
Exit codes:
  0  done
  1  failed: something is broken, or the database is out of reach
  2  wrongly called
  3  there is no such account, device or key
  4  refused as it stands: name taken, password too short, rotated too soon …
  5  the configuration has faults`

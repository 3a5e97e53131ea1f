/** What a bench says while it runs, apart from its table. */
export function say(what: string): void {
  process.stderr.write(`${what}\n`)
}

/**
 * Runs a bench and ends the process with its code, or with 1 when it failed or is not done in time. Ending by exit() runs
 * the handlers that end the children and remove their folders.
 */
export function runToItsEnd(main: () => Promise<number>, limitMs: number): void {
  process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143))
  setTimeout(() => {
    say(`not done after ${limitMs / 60_000} minutes`)
    process.exit(1)
  }, limitMs).unref()
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error))
      process.exit(1)
    },
  )
}

import process from 'node:process'

/** What the bench may ask a process it has started. */
export type Question = 'cpu' | 'memory'

/** What such a process says: first on which port it listens, then the answers. */
export type Report = { port: number } | { id: number; value: number }

/**
 * Tells the bench where this process listens and answers its questions: `cpu` in microseconds of user and system time
 * so far, `memory` in bytes of resident set after a collection. When the bench goes, so does this process.
 */
export function reportToBench(port: number, close: () => Promise<void>): void {
  process.on('message', ({ id, ask }: { id: number; ask: Question }) => {
    const value = ask === 'cpu' ? Promise.resolve(cpuMicros()) : memoryBytes()
    void value.then((answer) => send({ id, value: answer }))
  })
  process.once('disconnect', () => void close().finally(() => process.exit()))
  send({ port })
}

function send(report: Report): void {
  process.send?.(report)
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** V8 gives pages back in several steps, so the least of a few readings is what is really held. */
async function memoryBytes(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('started without --expose-gc')
  let least = Number.POSITIVE_INFINITY
  for (let reading = 0; reading < 5; reading += 1) {
    globalThis.gc()
    await new Promise((resolve) => setTimeout(resolve, 50))
    least = Math.min(least, process.memoryUsage.rss())
  }
  return least
}

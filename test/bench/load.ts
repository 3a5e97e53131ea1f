import process from 'node:process'

import type { Child } from './child.ts'

/** What a stretch of load came to. */
export interface Load {
  perSecond: number
  /** The server's user and system time for each, in microseconds. */
  cpuMicros: number
  /** How much of a core the bench itself used: near 1 it would have measured itself. */
  benchCores: number
}

/**
 * Repeats `step`, `atOnce` at a time, and measures what it costs `child`.
 *
 * @param extent.ms for so many milliseconds
 * @param extent.most but not more often than this
 */
export async function load(
  child: Child,
  { ms, most = Number.POSITIVE_INFINITY, atOnce }: { ms: number; most?: number; atOnce: number },
  step: (worker: number) => Promise<unknown>,
): Promise<Load> {
  let begun = 0
  let done = 0
  const cpuBefore = await child.cpuMicros()
  const ownBefore = process.cpuUsage()
  const startedAt = performance.now()
  const worker = async (index: number): Promise<void> => {
    while (begun < most && performance.now() - startedAt < ms) {
      begun += 1
      await step(index)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, index) => worker(index)))
  const elapsedMs = performance.now() - startedAt
  const own = process.cpuUsage(ownBefore)
  const cpuMicros = (await child.cpuMicros()) - cpuBefore
  return {
    perSecond: (done / elapsedMs) * 1000,
    cpuMicros: cpuMicros / done,
    benchCores: (own.user + own.system) / 1000 / elapsedMs,
  }
}

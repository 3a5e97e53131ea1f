import { cpus } from 'node:os'
import process from 'node:process'

import { cpuMicrosOfEnded } from './child.ts'

/** Begins to watch; the function returned says how many cores other programs have used on the average since. */
export function watchOthers(): () => number {
  const othersBefore = busyMs() - oursMs()
  const startedAt = performance.now()
  return () => {
    const elapsedMs = performance.now() - startedAt
    return Math.max(0, busyMs() - oursMs() - othersBefore) / elapsedMs
  }
}

/** Of this process and of the children that it has closed. */
function oursMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system + cpuMicrosOfEnded()) / 1000
}

function busyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
}

/** How many files this process and its children may have open; `null` where that is not told. */
export function openFilesLimit(): number | null {
  const report = process.report.getReport() as {
    userLimits?: { open_files?: { soft?: number | string } }
  }
  const soft = report.userLimits?.open_files?.soft
  if (soft === 'unlimited') return Number.POSITIVE_INFINITY
  return typeof soft === 'number' ? soft : null
}

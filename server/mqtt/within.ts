/**
 * What `work` gives, or `late` when that takes longer than `ms`. The timer is cleared as soon as either is known, and
 * alone keeps no process alive. Rejects as `work` does, unless it does so late.
 */
export async function within<T, L>(work: Promise<T>, ms: number, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined
  const lateness = new Promise<L>((resolve) => {
    timer = setTimeout(resolve, ms, late)
    timer.unref()
  })
  try {
    return await Promise.race([work, lateness])
  } finally {
    clearTimeout(timer)
  }
}

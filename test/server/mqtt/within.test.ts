import { expect, it, onTestFinished, vi } from 'vitest'

import { within } from '../../../server/mqtt/within.ts'

it('waits for work as long as it is told, and no longer', async () => {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const hanging = within(new Promise<string>(() => {}), 100, 'late')
  let answer: string | undefined
  void hanging.then((value) => {
    answer = value
  })
  await vi.advanceTimersByTimeAsync(99)
  expect(answer).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1)
  expect(answer).toBe('late')
})

it('gives what the work gives, and leaves no timer behind', async () => {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  await expect(within(Promise.resolve('done'), 100, 'late')).resolves.toBe('done')
  await expect(within(Promise.reject(new Error('broken')), 100, 'late')).rejects.toThrow('broken')
  expect(vi.getTimerCount()).toBe(0)
})

it('does not mind work that fails after it was given up', async () => {
  let fail = (_error: Error) => {}
  const work = new Promise<string>((_resolve, reject) => {
    fail = reject
  })
  await expect(within(work, 1, 'late')).resolves.toBe('late')
  fail(new Error('too late to matter'))
})

import { setTimeout as sleep } from 'node:timers/promises'

import { fail } from './finding.ts'
import { type Call, type Seen, Stopped, type Wire } from './wire.ts'

/** A television gives up on an answer that takes longer. */
const ANSWER_MS = 5000
/** The largest sign-in page is half of it; more is not read. */
const ANSWER_BYTES = 64 * 1024

/** The world as it is. */
export const fetchWire: Wire = {
  now: () => performance.now(),
  sleep: (milliseconds) => sleep(milliseconds),
  send: (call) => fetchSeen(call, ANSWER_MS),
}

/**
 * Sends one request and reads its answer, of which the first 64 KiB are enough.
 *
 * @param answerMs the most that the whole answer may take
 * @throws Stopped without one
 */
export async function fetchSeen(
  { method, url, headers = {}, body }: Call,
  answerMs: number,
): Promise<Seen> {
  try {
    const response = await fetch(url, {
      method,
      headers: { 'user-agent': 'couchlink-probe', ...headers },
      // Where a redirect leads is for the check to judge, and never another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMs),
      ...(body === undefined ? {} : { body }),
    })
    return { status: response.status, headers: response.headers, text: await textOf(response) }
  } catch (error) {
    throw new Stopped(fail(`no answer from ${new URL(url).host}: ${reasonOf(error)}`))
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop early ends the connection.
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes >= ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return 'not in good time'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code === '' ? error.message : code
}

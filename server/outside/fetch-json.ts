import { isHttpsOrLoopback } from '../config-entries.ts'

/**
 * A JSON document of another server, by GET. No redirect is followed, since the address is what makes the answer
 * trustworthy, and no more than `answerBytes` are ever read of it.
 *
 * @param signal ends everything, the reading too
 * @throws with a sentence for the log when there is no such answer
 */
export async function fetchJson(
  url: string,
  answerBytes: number,
  signal: AbortSignal,
  get: typeof fetch,
): Promise<unknown> {
  if (!isHttpsOrLoopback(url)) throw new Error(`${url} is neither https nor on this machine`)
  const response = await get(url, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal,
  })
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel()
    throw new Error(`${url} answered ${response.status}`)
  }
  return JSON.parse(await readText(url, response.body, answerBytes, signal))
}

/**
 * A body as text, read no further than `answerBytes`.
 *
 * @throws when there is more, or when the signal has ended it
 */
export async function readText(
  url: string,
  body: ReadableStream<Uint8Array>,
  answerBytes: number,
  signal: AbortSignal,
): Promise<string> {
  const reader = body.getReader()
  // From here on `fetch` holds its signal weakly: one of `AbortSignal.timeout` that is collected while an answer stalls
  // would never abort. A listener of our own keeps it, and cancelling closes the connection.
  const cancel = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', cancel)
  const chunks: Uint8Array[] = []
  let read = 0
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      read += part.value.byteLength
      if (read > answerBytes) throw new Error(`${url} answered more than ${answerBytes} bytes`)
      chunks.push(part.value)
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
  signal.throwIfAborted()
  return Buffer.concat(chunks).toString()
}

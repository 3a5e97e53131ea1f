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
  return JSON.parse(await readText(url, response.body, answerBytes))
}

async function readText(
  url: string,
  body: ReadableStream<Uint8Array>,
  answerBytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let read = 0
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const chunk of body) {
    read += chunk.byteLength
    if (read > answerBytes) throw new Error(`${url} answered more than ${answerBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
